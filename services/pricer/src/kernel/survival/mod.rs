//! What a path remembers of a barrier, from one look at it to the next. `barrier.rs` says what is computed.

mod all_the_time;
mod step_by_step;

pub(super) use all_the_time::{AllTheTime, Calendar, Variances};
pub(super) use step_by_step::StepByStep;

use super::start::Start;
use super::table::Table;
use crate::job::{Plan, Survival, Target};
use crate::simd::{Float, Simd};

/// The slots of a barrier.
pub(in crate::kernel) struct Memory<'a, 'b, S> {
    simd: S,
    plan: &'a Plan,
    survival: Survival,
    slots: &'a mut Table<'b>,
}

impl<S: Simd> Memory<'_, '_, S> {
    /// What is in the slot that is so many after the first of a list.
    #[inline(always)]
    fn get(&self, slot: u32, further: usize, (group, at): (usize, usize)) -> Float<S> {
        let target = Target {
            slot,
            first: self.survival.first,
        };
        let start = Start::of(self.simd, self.plan, &target, further as u32);
        start.or_present(self.simd, &self.slots.row(slot as usize + further)[group], at)
    }

    #[inline(always)]
    fn set(&mut self, slot: u32, further: usize, (group, at): (usize, usize), value: Float<S>) {
        value.store(&mut self.slots.row_mut(slot as usize + further)[group], at);
    }

    /// Adds to one of the slots for what is paid when the barrier is met: so much, discounted, and what a discount that changes
    /// makes of so much. Both at once, for a slot that is read for the first time is taken to have its initial value.
    #[inline(always)]
    fn pay(
        &mut self,
        further: usize,
        place: (usize, usize),
        (discount, met): (Float<S>, Float<S>),
        decayed: Option<(Float<S>, Float<S>)>,
    ) {
        let Some(paid) = self.survival.paid else {
            return;
        };
        let mut worth = discount.mul_add(met, self.get(paid, further, place));
        if let Some((decay, met)) = decayed {
            worth = decay.mul_add(met, worth);
        }
        self.set(paid, further, place, worth);
    }

    /// How far the slot is that a look leaves something in for the next.
    #[inline(always)]
    fn left(&self) -> usize {
        1 + self.plan.greeks.len()
    }
}
