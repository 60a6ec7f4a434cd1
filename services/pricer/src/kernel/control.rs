//! What corrects the price of a claim on each path.

use super::exchange::Payoff;
use super::samples::Samples;
use super::value::{Difference, Slot, Value};
use crate::job::{Claim, Control};
use crate::simd::{Float, Simd};

/// What a claim pays, corrected.
#[derive(Clone, Copy)]
pub(super) struct Corrected<'a, S: Simd, V> {
    paid: V,
    quantity: Slot<'a, S>,
    /// The option on the quantity that controls. None: the quantity does.
    option: Option<Payoff<S, Difference<Slot<'a, S>, Float<S>>>>,
    mean: Float<S>,
    slope: Float<S>,
}

impl<'a, S: Simd, V: Value<S>> Corrected<'a, S, V> {
    #[inline(always)]
    pub(super) fn new<const SIDES: usize>(
        samples: Samples<'a, S, SIDES>,
        claim: &Claim,
        control: &Control,
        paid: V,
    ) -> Self {
        let quantity = samples.of(control.quantity, 0);
        let option = control.strike.map(|strike| Payoff {
            scale: samples.splat(claim.sign * claim.discount),
            distance: Difference(quantity, samples.splat(strike)),
        });
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
