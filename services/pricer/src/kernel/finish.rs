//! What is done to slots at the end of a path: from sums to averages, from prices to baskets.

use super::basket::{Further, extreme, sum};
use super::table::Table;
use crate::job::{BasketKind, Extreme, Finish, Plan};
use crate::math::exp;
use crate::simd::{Float, Piece, Simd};

/// One of [`Plan::finishes`], to be applied.
pub(super) struct Finishing<'a, 'b, S> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    pub(super) finish: &'a Finish,
    pub(super) slots: &'a mut Table<'b>,
}

impl<S: Simd> Piece for Finishing<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            plan,
            finish,
            slots,
        } = self;
        match *finish {
            Finish::Scale { slot, factor } => {
                let factor = Float::splat(simd, factor);
                for value in slots.row_mut(slot as usize) {
                    for at in Float::<S>::starts() {
                        (Float::load(simd, value, at) * factor).store(value, at);
                    }
                }
            }
            Finish::Geometric {
                quantity,
                factor,
                volatility,
                centre,
                mean_time,
                vega_centre,
            } => {
                let value = quantity.0 as usize;
                let (vega, rho) = (plan.vega_slot(), plan.rho_slot());
                for group in 0..slots.groups() {
                    for at in Float::<S>::starts() {
                        let sum = Float::load(simd, &slots.row(value)[group], at);
                        let motion = sum * sum.of(factor);
                        let average = exp(motion.of(volatility).mul_add(motion, motion.of(centre)));
                        average.store(&mut slots.row_mut(value)[group], at);
                        if let Some(vega) = vega {
                            let slope = average * (motion - motion.of(vega_centre));
                            slope.store(&mut slots.row_mut(value + vega as usize)[group], at);
                        }
                        if let Some(rho) = rho {
                            let slope = average * average.of(mean_time);
                            slope.store(&mut slots.row_mut(value + rho as usize)[group], at);
                        }
                    }
                }
            }
            Finish::Basket {
                quantity,
                kind,
                ref terms,
                which,
                runner_up,
                fall,
            } => {
                let terms = &plan.terms[terms.start as usize..terms.end as usize];
                let further = Further { which, runner_up, fall };
                match kind {
                    BasketKind::Sum => sum(simd, plan, terms, (quantity, fall), slots),
                    BasketKind::Extreme(Extreme::Lowest) => {
                        extreme::<S, false>(simd, plan, terms, (quantity, further), slots)
                    }
                    BasketKind::Extreme(Extreme::Highest) => {
                        extreme::<S, true>(simd, plan, terms, (quantity, further), slots)
                    }
                }
            }
        }
    }
}
