//! What corrects the price of a claim on each path.

use super::exchange::Payoff;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::value::{Difference, Slot, Value};
use crate::job::{Claim, Control};
use crate::simd::{Float, Piece, Simd};

/// Adds a claim's price to its series and, weighted, to the totals: what it pays, corrected where it has a control.
#[inline(always)]
pub(super) fn pay<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    claim: &Claim,
    paid: impl Value<S>,
    totals: &mut Totals<'_>,
    sums: &mut Series,
) {
    match &claim.control {
        None => samples.pay(claim.quantity, totals, sums, paid),
        Some(control) => samples.simd.apart(PayCorrected {
            samples,
            of: (claim, control),
            paid,
            totals,
            sums,
        }),
    }
}

/// See [`pay`]. Apart, so that what has no control is compiled as if there were none.
struct PayCorrected<'a, 'b, S: Simd, V, const SIDES: usize> {
    samples: Samples<'a, S, SIDES>,
    of: (&'a Claim, &'a Control),
    paid: V,
    totals: &'a mut Totals<'b>,
    sums: &'a mut Series,
}

impl<S: Simd, V: Value<S>, const SIDES: usize> Piece for PayCorrected<'_, '_, S, V, SIDES> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            samples,
            of: (claim, control),
            paid,
            totals,
            sums,
        } = self;
        let corrected = Corrected::new(samples, claim, control, paid);
        samples.pay(claim.quantity, totals, sums, corrected);
    }
}

/// What an option pays on a quantity against a number.
type OptionOn<'a, S> = Payoff<S, Difference<Slot<'a, S>, Float<S>>>;

/// fma(slope, control - mean, paid)
#[derive(Clone, Copy)]
struct Corrected<'a, S: Simd, V> {
    paid: V,
    quantity: Slot<'a, S>,
    /// The option on the quantity that controls. None: the quantity does.
    option: Option<OptionOn<'a, S>>,
    mean: Float<S>,
    slope: Float<S>,
}

impl<'a, S: Simd, V: Value<S>> Corrected<'a, S, V> {
    #[inline(always)]
    fn new<const SIDES: usize>(samples: Samples<'a, S, SIDES>, claim: &Claim, control: &Control, paid: V) -> Self {
        let quantity = samples.of(control.quantity, 0);
        let option = control
            .strike
            .map(|strike| Payoff::new(samples, claim, Difference(quantity, samples.splat(strike))));
        Self {
            paid,
            quantity,
            option,
            mean: samples.splat(control.mean),
            slope: samples.splat(control.slope),
        }
    }
}

impl<S: Simd, V: Value<S>> Value<S> for Corrected<'_, S, V> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let control = match self.option {
            Some(option) => option.at(group, at),
            None => self.quantity.at(group, at),
        };
        self.slope.mul_add(control - self.mean, self.paid.at(group, at))
    }
}
