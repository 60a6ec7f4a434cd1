//! From the quantities of some groups to the sums of every series.

use super::table::Table;
use crate::job::{Claim, Greek, Plan, Quantity, Strike};
use crate::simd::{Float, Lanes, Simd};

/// The sums of each series, lane by lane.
pub(super) struct Sums {
    pub(super) values: Vec<Lanes>,
    pub(super) squares: Vec<Lanes>,
    /// The claims' total of each path of the groups at hand.
    totals: Table,
}

impl Sums {
    pub(super) fn new(plan: &Plan, groups: usize) -> Self {
        Self {
            values: vec![Lanes::splat(0.0); plan.series()],
            squares: vec![Lanes::splat(0.0); plan.series()],
            totals: Table::new(1, groups),
        }
    }
}

/// Adds the groups in `slots` to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate<S: Simd>(simd: S, plan: &Plan, slots: &Table, sums: &mut Sums) {
    let totals = sums.totals.row_mut(0);
    totals.fill(Lanes::splat(0.0));
    let mut series = sums.values.iter_mut().zip(&mut sums.squares);
    let total = series.next();
    for claim in &plan.claims {
        if let Some(sums) = series.next() {
            price(simd, claim, slots, totals, sums);
        }
        for (&greek, sums) in plan.greeks.iter().zip(&mut series) {
            sensitivity(simd, plan, greek, claim, slots, sums);
        }
    }
    if let Some(sums) = total {
        add(simd, totals.len(), sums, |group, at| {
            Float::load(simd, &totals[group], at)
        });
    }
}

/// The sums of a series and of its squares.
type Series<'a> = (&'a mut Lanes, &'a mut Lanes);

/// Adds to a series what `value` gives for each vector of each group, in the order of the groups.
#[inline(always)]
fn add<S: Simd>(simd: S, groups: usize, (sums, squares): Series<'_>, mut value: impl FnMut(usize, usize) -> Float<S>) {
    for at in Float::<S>::starts() {
        let mut sum = Float::load(simd, sums, at);
        let mut square = Float::load(simd, squares, at);
        for group in 0..groups {
            let x = value(group, at);
            sum = sum + x;
            square = x.mul_add(x, square);
        }
        sum.store(sums, at);
        square.store(squares, at);
    }
}

/// A claim's price, to its series and, weighted, to the totals.
#[inline(always)]
fn price<S: Simd>(simd: S, claim: &Claim, slots: &Table, totals: &mut [Lanes], sums: Series<'_>) {
    let long = slots.row(claim.long.0 as usize);
    match claim.strike {
        Strike::Fixed(strike) => {
            let strike = Float::splat(simd, strike);
            pay(simd, claim, totals, sums, |group, at| {
                Float::load(simd, &long[group], at) - strike
            });
        }
        Strike::Floating(strike) => {
            let strike = slots.row(strike.0 as usize);
            pay(simd, claim, totals, sums, |group, at| {
                Float::load(simd, &long[group], at) - Float::load(simd, &strike[group], at)
            });
        }
    }
}

/// Pays where `difference`, of what is received and what is given, has the claim's sign.
#[inline(always)]
fn pay<S: Simd>(
    simd: S,
    claim: &Claim,
    totals: &mut [Lanes],
    sums: Series<'_>,
    difference: impl Fn(usize, usize) -> Float<S>,
) {
    let quantity = Float::splat(simd, claim.quantity);
    let scale = quantity.of(claim.sign * claim.discount);
    add(simd, totals.len(), sums, |group, at| {
        let value = (scale * difference(group, at)).max(scale.of(0.0));
        let total = &mut totals[group];
        quantity.mul_add(value, Float::load(simd, total, at)).store(total, at);
        value
    });
}

/// A claim's greek, to its series.
#[inline(always)]
fn sensitivity<S: Simd>(simd: S, plan: &Plan, greek: Greek, claim: &Claim, slots: &Table, sums: Series<'_>) {
    let slope = claim.sign * claim.discount;
    let (derivative, scale, decay) = match greek {
        Greek::Delta => (0, slope / claim.spot, None),
        Greek::Vega => (plan.vega_slot().unwrap_or(0), slope, None),
        Greek::Rho => (
            plan.rho_slot().unwrap_or(0),
            slope,
            Some(-(claim.discount * claim.expiry)),
        ),
    };
    let scale = Float::splat(simd, scale);
    let sign = scale.of(claim.sign);
    let decay = decay.map(|decay| scale.of(decay));
    let row = |quantity: Quantity, derivative: u32| slots.row((quantity.0 + derivative) as usize);
    let [long, slopes] = [0, derivative].map(|derivative| row(claim.long, derivative));
    let given = match claim.strike {
        Strike::Fixed(strike) => Given::Number(scale.of(strike)),
        Strike::Floating(strike) => Given::Rows([0, derivative].map(|derivative| row(strike, derivative))),
    };
    add(simd, slots.groups(), sums, |group, at| {
        let load = |row: &[Lanes]| Float::load(simd, &row[group], at);
        let (distance, slope) = match given {
            Given::Number(strike) => (load(long) - strike, load(slopes)),
            Given::Rows([strike, slope]) => (load(long) - load(strike), load(slopes) - load(slope)),
        };
        let distance = sign * distance;
        let value = scale * slope;
        let value = decay.map_or(value, |decay| decay.mul_add(distance, value));
        value.or_else(distance.of(0.0).less(distance), distance.of(0.0))
    });
}

/// What is given for what a claim receives: a number, whose derivative is 0, or a quantity and its derivative.
#[derive(Clone, Copy)]
enum Given<'a, S: Simd> {
    Number(Float<S>),
    Rows([&'a [Lanes]; 2]),
}
