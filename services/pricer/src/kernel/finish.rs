//! What is done to slots at the end of a path.

use super::basket::{extreme, sum};
use super::simulate::Paths;
use super::table::{for_each, update};
use crate::job::{BasketKind, Extreme, Finish, Plan};
use crate::math::exp;
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn finish<S: Simd>(simd: S, plan: &Plan, finish: &Finish, paths: &mut Paths) {
    let Paths { slots, price, .. } = paths;
    match *finish {
        Finish::Scale { slot, factor } => {
            let factor = Float::splat(simd, factor);
            update(simd, slots.row_mut(slot as usize), |value, _, _| value * factor);
        }
        Finish::Geometric {
            quantity,
            factor,
            volatility,
            centre,
            mean_time,
            vega_centre,
        } => {
            let [factor, volatility, centre] = [factor, volatility, centre].map(|x| Float::splat(simd, x));
            let [mean_time, vega_centre] = [mean_time, vega_centre].map(|x| Float::splat(simd, x));
            let average = price.row_mut(0);
            for_each(simd, average, |group, at| {
                let sum = &slots.row(quantity.0 as usize)[group];
                exp(volatility.mul_add(Float::load(simd, sum, at) * factor, centre))
            });
            let average = |group: usize, at| Float::load(simd, &average[group], at);
            if let Some(vega) = plan.vega_slot() {
                let (rows, vegas) = slots.split((quantity.0 + vega) as usize);
                let sums = rows.row(quantity.0 as usize);
                for_each(simd, vegas, |group, at| {
                    average(group, at) * (Float::load(simd, &sums[group], at) * factor - vega_centre)
                });
            }
            if let Some(rho) = plan.rho_slot() {
                let rhos = slots.row_mut((quantity.0 + rho) as usize);
                for_each(simd, rhos, |group, at| average(group, at) * mean_time);
            }
            for_each(simd, slots.row_mut(quantity.0 as usize), average);
        }
        Finish::Basket {
            quantity,
            kind,
            ref terms,
            which,
        } => {
            let terms = &plan.terms[terms.start as usize..terms.end as usize];
            match kind {
                BasketKind::Sum => sum(simd, plan, terms, quantity, slots),
                BasketKind::Extreme(Extreme::Lowest) => extreme::<S, false>(simd, plan, terms, quantity, which, slots),
                BasketKind::Extreme(Extreme::Highest) => extreme::<S, true>(simd, plan, terms, quantity, which, slots),
            }
        }
    }
}
