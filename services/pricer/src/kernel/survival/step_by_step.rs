use super::super::table::Table;
use super::Memory;
use crate::job::{ByVariance, ByVolatility, Greek, Look, Plan};
use crate::simd::{Float, Lanes, Piece, Simd};

/// Looks at a barrier step by step.
pub(in crate::kernel) struct StepByStep<'a, 'b, S, L> {
    pub(in crate::kernel) simd: S,
    pub(in crate::kernel) plan: &'a Plan,
    pub(in crate::kernel) look: &'a Look,
    pub(in crate::kernel) likelihood: &'a L,
    pub(in crate::kernel) motion: &'a [Lanes],
    pub(in crate::kernel) slots: &'a mut Table<'b>,
}

impl<S: Simd, L: Likelihood<S>> Piece for StepByStep<'_, '_, S, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            plan,
            look,
            likelihood,
            motion,
            slots,
        } = self;
        let Look {
            survival,
            side,
            shift,
            discount,
            ..
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
                for (further, &greek) in (1..).zip(&plan.greeks) {
                    let Some(score) = likelihood.score(&mut memory, (greek, further), place, motion) else {
                        continue;
                    };
                    memory.set(slot, further, place, score);
                    memory.pay(further, place, (discount, met * score), None);
                }
            }
        }
    }
}

/// What greeks are weighted by.
pub(in crate::kernel) trait Likelihood<S: Simd> {
    /// The score of the path up to now, for a greek whose number so far is so far in the memory. None: it is a difference between
    /// worlds.
    fn score(
        &self,
        memory: &mut Memory<'_, '_, S>,
        of: (Greek, usize),
        place: (usize, usize),
        motion: Float<S>,
    ) -> Option<Float<S>>;
}

impl<S: Simd> Likelihood<S> for ByVolatility {
    #[inline(always)]
    fn score(
        &self,
        memory: &mut Memory<'_, '_, S>,
        (greek, further): (Greek, usize),
        place: (usize, usize),
        motion: Float<S>,
    ) -> Option<Float<S>> {
        let slot = memory.survival.slot;
        let first = memory.survival.first;
        Some(match greek {
            Greek::Delta if first => motion * motion.of(self.delta),
            Greek::Vega => {
                let left = memory.left();
                let growth = motion - memory.get(slot, left, place);
                memory.set(slot, left, place, motion);
                memory.get(slot, further, place) + growth.horner(&self.vega)
            }
            Greek::Rho => motion.horner(&self.rho),
            Greek::Gamma if first => motion.horner(&self.gamma),
            Greek::Theta if first => motion.horner(&self.theta),
            Greek::Delta | Greek::Gamma | Greek::Theta => memory.get(slot, further, place),
        })
    }
}

impl<S: Simd> Likelihood<S> for ByVariance {
    #[inline(always)]
    fn score(
        &self,
        memory: &mut Memory<'_, '_, S>,
        (greek, further): (Greek, usize),
        place: (usize, usize),
        motion: Float<S>,
    ) -> Option<Float<S>> {
        let density = self.density?;
        let (read, factor) = match greek {
            Greek::Delta => (density.score, self.delta),
            Greek::Gamma => (density.bend, self.gamma),
            Greek::Vega | Greek::Rho | Greek::Theta => return None,
        };
        let (slot, first) = (memory.survival.slot, memory.survival.first);
        Some(if first {
            let (group, at) = place;
            Float::load(memory.simd, &memory.slots.row(read as usize)[group], at) * motion.of(factor)
        } else {
            memory.get(slot, further, place)
        })
    }
}
