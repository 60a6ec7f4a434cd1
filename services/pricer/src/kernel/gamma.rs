//! How the delta of a right to an exchange against a number changes with the spot.

use super::exchange::Payoff;
use super::pathwise::{Either, IsTerm, Pathwise};
use super::samples::Samples;
use super::series::Series;
use super::value::{Difference, Line, Product, Value};
use crate::job::{BUMP, Claim, Exchange, Extreme, On, Plan};
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn gamma<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, exchange, strike): (&Claim, &Exchange, f64),
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let long = samples.of(exchange.long, 0);
    match &exchange.on {
        On::Underlying {
            spot,
            score: Some(score),
            ..
        } => {
            let Some(sums) = series.next() else { return };
            let distance = Difference(long, samples.splat(strike));
            let line = Line {
                of: samples.slot(score.motion),
                line: score.line,
            };
            let scale = (claim.sign * claim.discount) / spot;
            let value = Pathwise::new(samples, claim, (distance, Product(long, line)), (scale, None));
            samples.add(sums, value);
        }
        On::Underlying { spot, score: None, .. } => {
            let Some(sums) = series.next() else { return };
            let [up, down] = moved(samples, long, long);
            samples.add(sums, Bent::new(samples, (claim, strike, *spot), (long, up, down)));
        }
        On::Basket {
            terms, which, rivals, ..
        } => {
            let terms = &plan.terms[terms.start as usize..terms.end as usize];
            for ((term, index), sums) in terms.iter().zip(0_u32..).zip(series) {
                let of = (claim, strike, term.spot);
                let weighted = Product(samples.splat(term.weight), samples.of(term.price, 0));
                let (Some(which), Some(rivals)) = (which, rivals) else {
                    let [up, down] = moved(samples, long, weighted);
                    samples.add(sums, Bent::new(samples, of, (long, up, down)));
                    continue;
                };
                let rest = Either {
                    is: IsTerm::new(samples, *which, index),
                    value: samples.slot(rivals.runner_up),
                    other: long,
                };
                let [up, down] = moved(samples, weighted, weighted);
                match rivals.side {
                    Extreme::Highest => {
                        let [up, down] = [Beyond::<_, _, true>(rest, up), Beyond(rest, down)];
                        samples.add(sums, Bent::new(samples, of, (long, up, down)));
                    }
                    Extreme::Lowest => {
                        let [up, down] = [Beyond::<_, _, false>(rest, up), Beyond(rest, down)];
                        samples.add(sums, Bent::new(samples, of, (long, up, down)));
                    }
                }
            }
        }
    }
}

/// What becomes of a number as a part of it moves with the spot, up and down.
#[inline(always)]
fn moved<S: Simd, W: Value<S>, P: Value<S>, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    whole: W,
    part: P,
) -> [Moved<S, W, P>; 2] {
    [
        Moved {
            whole,
            part,
            by: samples.splat(BUMP),
        },
        Moved {
            whole,
            part,
            by: samples.splat(-BUMP),
        },
    ]
}

#[derive(Clone, Copy)]
struct Moved<S: Simd, W, P> {
    whole: W,
    part: P,
    by: Float<S>,
}

impl<S: Simd, W: Value<S>, P: Value<S>> Value<S> for Moved<S, W, P> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.by.mul_add(self.part.at(group, at), self.whole.at(group, at))
    }
}

/// The second where it is beyond the first, else the first.
#[derive(Clone, Copy)]
struct Beyond<A, B, const HIGHEST: bool>(A, B);

impl<S: Simd, A: Value<S>, B: Value<S>, const HIGHEST: bool> Value<S> for Beyond<A, B, HIGHEST> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let (rest, term) = (self.0.at(group, at), self.1.at(group, at));
        let beyond = if HIGHEST { rest.less(term) } else { term.less(rest) };
        term.or_else(beyond, rest)
    }
}

/// The second difference of what a claim pays.
#[derive(Clone, Copy)]
struct Bent<S: Simd, Q, U> {
    here: Payoff<S, Difference<Q, Float<S>>>,
    up: Payoff<S, Difference<U, Float<S>>>,
    down: Payoff<S, Difference<U, Float<S>>>,
    scale: Float<S>,
}

impl<S: Simd, Q: Value<S>, U: Value<S>> Bent<S, Q, U> {
    /// What is received where the spot is, and where it is up and down.
    #[inline(always)]
    fn new<const SIDES: usize>(
        samples: Samples<'_, S, SIDES>,
        (claim, strike, spot): (&Claim, f64, f64),
        (here, up, down): (Q, U, U),
    ) -> Self {
        let (scale, strike) = (samples.splat(claim.sign * claim.discount), samples.splat(strike));
        let bump = BUMP * spot;
        Self {
            here: Payoff {
                scale,
                distance: Difference(here, strike),
            },
            up: Payoff {
                scale,
                distance: Difference(up, strike),
            },
            down: Payoff {
                scale,
                distance: Difference(down, strike),
            },
            scale: samples.splat(1.0 / (bump * bump)),
        }
    }
}

impl<S: Simd, Q: Value<S>, U: Value<S>> Value<S> for Bent<S, Q, U> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let here = self.here.at(group, at);
        let (up, down) = (self.up.at(group, at), self.down.at(group, at));
        self.scale * ((up - here) + (down - here))
    }
}
