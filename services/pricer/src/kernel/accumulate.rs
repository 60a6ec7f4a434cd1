//! From the quantities of some groups to the sums of every series.

use crate::job::{Claim, Greek, Plan, Quantity, Strike};
use crate::math::{LANES, Lanes};

/// The most groups that are kept in memory at a time.
pub(super) const MOST_GROUPS: usize = 16;

/// A number of each path of each group that is kept.
type Groups = [Lanes; MOST_GROUPS];

/// The sums of each series, lane by lane.
pub(super) struct Sums {
    pub(super) values: Vec<Lanes>,
    pub(super) squares: Vec<Lanes>,
}

impl Sums {
    pub(super) fn new(series: usize) -> Self {
        Self {
            values: vec![[0.0; LANES]; series],
            squares: vec![[0.0; LANES]; series],
        }
    }

    #[inline(always)]
    fn add(&mut self, series: usize, values: &[Lanes]) {
        let mut sum = self.values[series];
        let mut square = self.squares[series];
        for group in values {
            for lane in 0..LANES {
                sum[lane] += group[lane];
                square[lane] = group[lane].mul_add(group[lane], square[lane]);
            }
        }
        self.values[series] = sum;
        self.squares[series] = square;
    }
}

/// The slots of the groups that are kept, group after group.
#[derive(Clone, Copy)]
struct Slots<'a> {
    all: &'a [Lanes],
    per_group: usize,
    groups: usize,
    /// Where the derivatives are, from the value on; 0 where nobody asks for them.
    vega: u32,
    rho: u32,
}

impl<'a> Slots<'a> {
    #[inline(always)]
    fn of(self, quantity: Quantity, offset: u32) -> impl Iterator<Item = &'a Lanes> {
        self.all[(quantity.0 + offset) as usize..]
            .iter()
            .step_by(self.per_group)
    }
}

/// Adds the groups in `slots` to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate(plan: &Plan, slots: &[Lanes], groups: usize, sums: &mut Sums) {
    let slots = Slots {
        all: slots,
        per_group: plan.initial.len(),
        groups,
        vega: plan.vega_slot().unwrap_or(0),
        rho: plan.rho_slot().unwrap_or(0),
    };
    let mut totals = [[0.0; LANES]; MOST_GROUPS];
    let mut distances = [[0.0; LANES]; MOST_GROUPS];
    let mut values = [[0.0; LANES]; MOST_GROUPS];
    let mut series = 1;
    for claim in &plan.claims {
        measure(claim, slots, &mut distances);
        price(claim, groups, &distances, &mut values);
        for (total, value) in totals[..groups].iter_mut().zip(&values) {
            for lane in 0..LANES {
                total[lane] = claim.quantity.mul_add(value[lane], total[lane]);
            }
        }
        sums.add(series, &values[..groups]);
        series += 1;
        for greek in &plan.greeks {
            sensitivity(*greek, claim, slots, &distances, &mut values);
            sums.add(series, &values[..groups]);
            series += 1;
        }
    }
    sums.add(0, &totals[..groups]);
}

/// How far in the money each path is: sign (long - strike).
#[inline(always)]
fn measure(claim: &Claim, slots: Slots<'_>, distances: &mut Groups) {
    match claim.strike {
        Strike::Fixed(strike) => {
            for (distance, long) in distances[..slots.groups].iter_mut().zip(slots.of(claim.long, 0)) {
                for lane in 0..LANES {
                    distance[lane] = claim.sign * (long[lane] - strike);
                }
            }
        }
        Strike::Floating(_) => difference(claim, slots, 0, claim.sign, distances),
    }
}

#[inline(always)]
fn price(claim: &Claim, groups: usize, distances: &Groups, values: &mut Groups) {
    for (value, distance) in values[..groups].iter_mut().zip(distances) {
        for lane in 0..LANES {
            let paid = claim.discount * distance[lane];
            value[lane] = if distance[lane] > 0.0 { paid } else { 0.0 };
        }
    }
}

#[inline(always)]
fn sensitivity(greek: Greek, claim: &Claim, slots: Slots<'_>, distances: &Groups, values: &mut Groups) {
    let slope = claim.sign * claim.discount;
    match greek {
        Greek::Delta => difference(claim, slots, 0, slope / claim.spot, values),
        Greek::Vega => difference(claim, slots, slots.vega, slope, values),
        Greek::Rho => {
            difference(claim, slots, slots.rho, slope, values);
            let decay = -(claim.discount * claim.expiry);
            for (value, distance) in values[..slots.groups].iter_mut().zip(distances) {
                for lane in 0..LANES {
                    value[lane] = decay.mul_add(distance[lane], value[lane]);
                }
            }
        }
    }
    for (value, distance) in values[..slots.groups].iter_mut().zip(distances) {
        for lane in 0..LANES {
            value[lane] = if distance[lane] > 0.0 { value[lane] } else { 0.0 };
        }
    }
}

/// `scale` times what the long quantity has over a floating strike, of the value or the derivative at `offset`.
#[inline(always)]
fn difference(claim: &Claim, slots: Slots<'_>, offset: u32, scale: f64, values: &mut Groups) {
    let values = values[..slots.groups].iter_mut().zip(slots.of(claim.long, offset));
    match claim.strike {
        Strike::Fixed(_) => {
            for (value, long) in values {
                for lane in 0..LANES {
                    value[lane] = scale * long[lane];
                }
            }
        }
        Strike::Floating(strike) => {
            for ((value, long), strike) in values.zip(slots.of(strike, offset)) {
                for lane in 0..LANES {
                    value[lane] = scale * (long[lane] - strike[lane]);
                }
            }
        }
    }
}
