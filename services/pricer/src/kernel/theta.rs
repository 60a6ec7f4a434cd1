//! How the price of a right to an exchange changes while time passes.

use super::pathwise::Pathwise;
use super::samples::Samples;
use super::series::Series;
use super::value::{Difference, Line, Product, Slot, Value};
use crate::job::{Claim, Exchange, Extreme, On, Part, Strike};
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn theta<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    (claim, exchange, distance): (&Claim, &Exchange, impl Value<S>),
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let Some(sums) = series.next() else { return };
    let factors = (-(claim.sign * claim.discount), Some(claim.rate * claim.discount));
    match &exchange.on {
        On::Underlying {
            passing: Some(passing), ..
        } => {
            let fall = Line {
                of: samples.slot(passing.fall.motion),
                line: passing.fall.line,
            };
            let long = Falling {
                of: samples.of(exchange.long, 0),
                part: passing.long,
            };
            match exchange.strike {
                Strike::Fixed(_) => {
                    let slopes = (distance, Product(long, fall));
                    samples.add(sums, Pathwise::new(samples, claim, slopes, factors));
                }
                Strike::Floating(strike) => {
                    let strike = Falling {
                        of: samples.of(strike, 0),
                        part: passing.strike,
                    };
                    let slopes = (distance, Product(Difference(long, strike), fall));
                    samples.add(sums, Pathwise::new(samples, claim, slopes, factors));
                }
            }
        }
        On::Basket { fall: Some(fall), .. } => {
            let slopes = (distance, samples.slot(*fall));
            samples.add(sums, Pathwise::new(samples, claim, slopes, factors));
        }
        On::Underlying { passing: None, .. } | On::Basket { fall: None, .. } => {}
    }
}

/// The part of a quantity that falls with the later prices.
#[derive(Clone, Copy)]
struct Falling<'a, S> {
    of: Slot<'a, S>,
    part: Part,
}

impl<S: Simd> Value<S> for Falling<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let quantity = self.of.at(group, at);
        let falls = quantity.of(self.part.share) * (quantity - quantity.of(self.part.fixed));
        match self.part.today {
            None => falls,
            Some((side, today)) => {
                let today = quantity.of(today);
                let later = match side {
                    Extreme::Highest => today.less(quantity),
                    Extreme::Lowest => quantity.less(today),
                };
                falls.or_else(later, quantity.of(0.0))
            }
        }
    }
}
