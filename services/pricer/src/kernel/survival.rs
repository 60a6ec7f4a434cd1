//! What a path remembers of a barrier, from one look at it to the next. `barrier.rs` says what is computed.

use super::start::Start;
use super::table::Table;
use crate::job::{Bridge, Greek, Look, Plan, Survival, Target};
use crate::math::exp;
use crate::simd::{Float, Lanes, Piece, Simd};

/// The slots of a barrier.
struct Memory<'a, 'b, S> {
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

/// Looks at a barrier step by step.
pub(super) struct StepByStep<'a, 'b, S> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    pub(super) look: &'a Look,
    pub(super) motion: &'a [Lanes],
    pub(super) slots: &'a mut Table<'b>,
}

impl<S: Simd> Piece for StepByStep<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            plan,
            look,
            motion,
            slots,
        } = self;
        let Look {
            survival,
            side,
            shift,
            discount,
            likelihood,
        } = look;
        let slot = survival.slot;
        let mut memory = Memory {
            simd,
            plan,
            survival: *survival,
            slots,
        };
        for (group, motion) in motion.iter().enumerate() {
            for at in Float::<S>::starts() {
                let place = (group, at);
                let motion = Float::load(simd, motion, at);
                let (zero, discount) = (motion.of(0.0), motion.of(*discount));
                let survives = zero.less(motion.of(*side).mul_add(motion, motion.of(*shift)));
                let before = memory.get(slot, 0, place);
                let met = zero.or_else(survives, before);
                memory.set(slot, 0, place, before - met);
                memory.pay(0, place, (discount, met), None);
                for (further, greek) in (1..).zip(&plan.greeks) {
                    let score = match greek {
                        Greek::Delta if survival.first => motion * motion.of(likelihood.delta),
                        Greek::Delta => memory.get(slot, further, place),
                        Greek::Vega => {
                            let left = memory.left();
                            let growth = motion - memory.get(slot, left, place);
                            memory.set(slot, left, place, motion);
                            memory.get(slot, further, place) + growth.horner(&likelihood.vega)
                        }
                        Greek::Rho => motion.horner(&likelihood.rho),
                        Greek::Gamma if survival.first => motion.horner(&likelihood.gamma),
                        Greek::Theta if survival.first => motion.horner(&likelihood.theta),
                        Greek::Gamma | Greek::Theta => memory.get(slot, further, place),
                    };
                    memory.set(slot, further, place, score);
                    memory.pay(further, place, (discount, met * score), None);
                }
            }
        }
    }
}

/// Watches a barrier since the look before.
pub(super) struct AllTheTime<'a, 'b, S> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    pub(super) bridge: &'a Bridge,
    pub(super) motion: &'a [Lanes],
    pub(super) slots: &'a mut Table<'b>,
}

impl<S: Simd> Piece for AllTheTime<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            plan,
            bridge,
            motion,
            slots,
        } = self;
        let Bridge {
            survival,
            side,
            shift,
            pull,
            discount,
            decay,
            slopes,
        } = bridge;
        let slot = survival.slot;
        let mut memory = Memory {
            simd,
            plan,
            survival: *survival,
            slots,
        };
        let left = memory.left();
        for (group, motion) in motion.iter().enumerate() {
            for at in Float::<S>::starts() {
                let place = (group, at);
                let motion = Float::load(simd, motion, at);
                let (zero, discount) = (motion.of(0.0), motion.of(*discount));
                let start = memory.get(slot, left, place);
                let end = motion.of(*side).mul_add(motion, motion.of(*shift)).max(zero);
                memory.set(slot, left, place, end);
                let between = start * end;
                let open = zero.less(between);
                let meets = exp(between * motion.of(*pull));
                let before = memory.get(slot, 0, place);
                let met = before * meets;
                memory.set(slot, 0, place, before - met);
                memory.pay(0, place, (discount, met), None);
                for (further, greek) in (1..).zip(&plan.greeks) {
                    let [of_start, of_end] = match greek {
                        Greek::Delta => slopes[0],
                        Greek::Vega => slopes[1],
                        Greek::Rho => slopes[2],
                        // Differences between worlds.
                        Greek::Gamma | Greek::Theta => continue,
                    };
                    let (of_start, of_end) = (motion.of(of_start), motion.of(of_end));
                    let exponent = start.mul_add(of_end, end * of_start).or_else(open, zero);
                    let before_change = memory.get(slot, further, place);
                    let change = meets * before.mul_add(exponent, before_change);
                    memory.set(slot, further, place, before_change - change);
                    let decayed = (*greek == Greek::Rho).then_some((motion.of(*decay), met));
                    memory.pay(further, place, (discount, change), decayed);
                }
            }
        }
    }
}
