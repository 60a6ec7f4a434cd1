use super::super::Kernel;
use super::super::block::Stopped;
use super::super::right::Right;
use super::bridge::Bridged;
use super::forward::Forward;
use super::moments::{Moments, MomentsByVariance};
use super::regress::regress;
use super::{LEAST_PATHS, NEVER, stretch, zeros};
use crate::job::{Calibration, Continuation, Date, Moving};
use crate::simd::{Float, Lanes, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// A policy to be found: what holding on is worth at each date but the last.
pub(crate) struct PolicyOf<'a> {
    pub(crate) calibration: &'a Calibration,
    pub(crate) stop: &'a AtomicBool,
}

impl Kernel for PolicyOf<'_> {
    type Output = Result<Vec<Continuation>, Stopped>;

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, words: W, simd: S) -> Self::Output {
        let mut sweep = Sweep {
            simd,
            right: Right::new(simd, self.calibration.sign, self.calibration.strike),
            paid: zeros(),
            policy: Vec::new(),
            later: false,
        };
        match &self.calibration.moving {
            None => self.along_bridges((words, simd), &mut sweep)?,
            Some(moving) => self.along_variances((words, simd), moving, &mut sweep)?,
        }
        sweep.policy.reverse();
        Ok(sweep.policy)
    }
}

impl PolicyOf<'_> {
    #[inline(always)]
    fn along_bridges<W: Simd, S: Simd>(&self, (words, simd): (W, S), sweep: &mut Sweep<S>) -> Result<(), Stopped> {
        let Self { calibration, stop } = *self;
        let mut paths = Bridged::new();
        let mut later = None;
        for date in calibration.dates.iter().rev() {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            paths.move_back((words, simd), calibration, (date, later));
            sweep.at(date, &paths.price, None);
            later = Some(date);
        }
        Ok(())
    }

    /// All paths are followed twice: once to where stretches of dates begin, and from there on through each stretch, the last first.
    #[inline(always)]
    fn along_variances<W: Simd, S: Simd>(
        &self,
        (words, simd): (W, S),
        moving: &Moving,
        sweep: &mut Sweep<S>,
    ) -> Result<(), Stopped> {
        let Self { calibration, stop } = *self;
        let stretches = || calibration.dates.chunks(stretch(calibration));
        let mut paths = Forward::new(moving);
        let mut starts = Vec::new();
        for dates in stretches() {
            starts.push(paths.clone());
            let last = dates[dates.len() - 1].step;
            if starts.len() < stretches().len() {
                paths.advance((words, simd), (calibration, moving), last, stop)?;
            }
        }
        for (dates, mut paths) in stretches().zip(starts).rev() {
            let mut seen = Vec::new();
            for date in dates {
                paths.advance((words, simd), (calibration, moving), date.step, stop)?;
                seen.push((paths.prices(simd, date), paths.variances.clone()));
            }
            for (date, (prices, variances)) in dates.iter().zip(seen).rev() {
                sweep.at(date, &prices, Some(&variances));
            }
        }
        Ok(())
    }
}

/// The options of all paths, from the last date to the first.
struct Sweep<S: Simd> {
    simd: S,
    right: Right<S>,
    /// What they pay from the present date on, discounted to today.
    paid: Vec<Lanes>,
    /// The last date first.
    policy: Vec<Continuation>,
    /// There is a later date.
    later: bool,
}

impl<S: Simd> Sweep<S> {
    /// At a date, finds what holding on is worth, and has the options pay where they are exercised.
    #[inline(always)]
    fn at(&mut self, date: &Date, prices: &[Lanes], variances: Option<&[Lanes]>) {
        let continuation = if self.later {
            let found = self.continuation(date, prices, variances);
            self.policy.push(found);
            found
        } else {
            Continuation::default()
        };
        self.later = true;
        let Self { simd, right, .. } = *self;
        let discount = Float::splat(simd, date.discount);
        for (group, (price, paid)) in prices.iter().zip(&mut self.paid).enumerate() {
            for at in Float::<S>::starts() {
                let price = Float::load(simd, price, at);
                let variance = variances.map(|variances| Float::load(simd, &variances[group], at));
                let gain = right.gain(price);
                let now = right.exercised((price, variance), gain, (&continuation, &date.waiting));
                (discount * gain)
                    .or_else(now, Float::load(simd, paid, at))
                    .store(paid, at);
            }
        }
    }

    #[inline(always)]
    fn continuation(&self, date: &Date, prices: &[Lanes], variances: Option<&[Lanes]>) -> Continuation {
        let Self { simd, right, .. } = *self;
        let Some(variances) = variances else {
            let mut moments = Moments::ZERO;
            moments.add(simd, right, prices, &self.paid);
            let sums = moments.reduce();
            let found = fitted(&sums.gram, &sums.products, date.discount);
            return found.map_or(NEVER, |powers| Continuation {
                powers,
                by_variance: [0.0; 3],
            });
        };
        let mut moments = MomentsByVariance::ZERO;
        moments.add(simd, right, (prices, variances), &self.paid);
        let sums = moments.reduce();
        let found = fitted(&sums.gram, &sums.products, date.discount);
        found.map_or(NEVER, |[a, b, c, d, e, f, g]| Continuation {
            powers: [a, b, c, d],
            by_variance: [e, f, g],
        })
    }
}

/// The coefficients of least squares, not discounted. None: they say nothing.
fn fitted<const N: usize>(gram: &[[f64; N]; N], products: &[f64; N], discount: f64) -> Option<[f64; N]> {
    let fitted = regress(gram, products).map(|coefficient| coefficient / discount);
    let says = gram[0][0] >= LEAST_PATHS && fitted.iter().all(|coefficient| coefficient.is_finite());
    says.then_some(fitted)
}
