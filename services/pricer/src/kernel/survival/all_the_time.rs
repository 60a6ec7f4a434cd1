use super::super::table::Table;
use super::Memory;
use crate::job::{Bridge, Greek, Plan};
use crate::math::exp;
use crate::simd::{Float, Lanes, Piece, Simd};

/// Watches a barrier since the look before.
pub(in crate::kernel) struct AllTheTime<'a, 'b, S, C> {
    pub(in crate::kernel) simd: S,
    pub(in crate::kernel) plan: &'a Plan,
    pub(in crate::kernel) bridge: &'a Bridge,
    pub(in crate::kernel) clock: C,
    pub(in crate::kernel) motion: &'a [Lanes],
    pub(in crate::kernel) slots: &'a mut Table<'b>,
}

impl<S: Simd, C: Clock<S>> Piece for AllTheTime<'_, '_, S, C> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            plan,
            bridge,
            clock,
            motion,
            slots,
        } = self;
        let Bridge {
            survival,
            side,
            shift,
            pull,
            skew,
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
                let pace = clock.pace(&mut memory, place, (start + end) * motion.of(*skew));
                let between = start * end;
                let open = zero.less(between);
                let exponent = between * motion.of(*pull);
                let meets = exp(match pace {
                    Some(pace) => exponent * pace.now,
                    None => exponent,
                });
                let before = memory.get(slot, 0, place);
                let met = before * meets;
                memory.set(slot, 0, place, before - met);
                memory.pay(0, place, (discount, met), None);
                for (further, greek) in (1..).zip(&plan.greeks) {
                    let [of_start, of_end] = match greek {
                        Greek::Delta => slopes[0],
                        Greek::Vega if pace.is_none() => slopes[1],
                        Greek::Rho => slopes[2],
                        // Differences between worlds.
                        Greek::Vega | Greek::Gamma | Greek::Theta => continue,
                    };
                    let (of_start, of_end) = (motion.of(of_start), motion.of(of_end));
                    let slope = start.mul_add(of_end, end * of_start);
                    let slope = match pace {
                        Some(pace) => {
                            let bend = (between * motion.of(*skew)) * pace.bend;
                            slope.mul_add(pace.now, bend * (of_start + of_end))
                        }
                        None => slope,
                    };
                    let exponent = slope.or_else(open, zero);
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

/// What the variance of a bridge is measured by.
pub(in crate::kernel) trait Clock<S: Simd>: Copy {
    /// Of a stretch on whose way to the barrier and back the variance is so much less. None: it is in the exponent already.
    fn pace(self, memory: &mut Memory<'_, '_, S>, place: (usize, usize), less: Float<S>) -> Option<Pace<S>>;
}

/// One over the variance per time.
#[derive(Clone, Copy)]
pub(in crate::kernel) struct Pace<S: Simd> {
    now: Float<S>,
    /// What that changes with by how much less the variance is on the way.
    bend: Float<S>,
}

/// By the time, with a volatility that is constant.
#[derive(Clone, Copy)]
pub(in crate::kernel) struct Calendar;

/// By the variance of each path, of which these are the ends of the step; the memory has those before.
#[derive(Clone, Copy)]
pub(in crate::kernel) struct Variances<'a>(pub(in crate::kernel) &'a [Lanes]);

impl<S: Simd> Clock<S> for Calendar {
    #[inline(always)]
    fn pace(self, _: &mut Memory<'_, '_, S>, _: (usize, usize), _: Float<S>) -> Option<Pace<S>> {
        None
    }
}

impl<S: Simd> Clock<S> for Variances<'_> {
    #[inline(always)]
    fn pace(self, memory: &mut Memory<'_, '_, S>, (group, at): (usize, usize), less: Float<S>) -> Option<Pace<S>> {
        let (slot, kept) = (memory.survival.slot, memory.left() + 1);
        let start = memory.get(slot, kept, (group, at));
        let end = Float::load(memory.simd, &self.0[group], at);
        memory.set(slot, kept, (group, at), end);
        let zero = end.of(0.0);
        let mean = end.of(0.5) * (start + end) - less.min(zero);
        let inverse = end.of(1.0) / mean.max(end.of(LEAST_VARIANCE));
        Some(Pace {
            now: (less.max(zero) * inverse).mul_add(inverse, inverse),
            bend: inverse * inverse,
        })
    }
}

/// 2^-128. Below it nothing moves that a price could tell, and no quotient is infinite.
const LEAST_VARIANCE: f64 = 2.938_735_877_055_719e-39;
