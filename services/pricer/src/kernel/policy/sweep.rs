use super::super::block::Stopped;
use super::super::normals::{Source, StandardNormals};
use super::super::right::Right;
use super::super::table::for_each;
use super::super::{BLOCK_PATHS, Kernel, MOST_GROUPS};
use super::moments::Moments;
use super::regress::regress;
use super::{FIRST_BLOCK, GROUPS, LEAST_PATHS, NEVER};
use crate::job::{Calibration, Date};
use crate::math::{exp, round_keys};
use crate::simd::{Float, LANES, Lanes, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

const FIRST_GROUP: u64 = FIRST_BLOCK * (BLOCK_PATHS as usize / LANES) as u64;

/// A policy to be found: what holding on is worth at each date but the last, by the powers of S / strike - 1.
pub(crate) struct PolicyOf<'a> {
    pub(crate) calibration: &'a Calibration,
    pub(crate) stop: &'a AtomicBool,
}

/// All paths at a date, and what their options pay from it on, discounted to today.
struct Paths {
    motion: Vec<Lanes>,
    price: Vec<Lanes>,
    paid: Vec<Lanes>,
}

impl Kernel for PolicyOf<'_> {
    type Output = Result<Vec<[f64; 4]>, Stopped>;

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, words: W, simd: S) -> Self::Output {
        let Self { calibration, stop } = self;
        let right = Right::new(simd, calibration.sign, calibration.strike);
        let zeros = || vec![Lanes::splat(0.0); GROUPS];
        let mut paths = Paths {
            motion: zeros(),
            price: zeros(),
            paid: zeros(),
        };
        let mut policy = Vec::new();
        let mut later: Option<&Date> = None;
        for date in calibration.dates.iter().rev() {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            move_back((words, simd), calibration, (date, later), &mut paths);
            let continuation = match later {
                None => [0.0; 4],
                Some(_) => {
                    let continuation = continuation(simd, right, date, &paths);
                    policy.push(continuation);
                    continuation
                }
            };
            exercise(simd, right, (date, &continuation), &mut paths);
            later = Some(date);
        }
        policy.reverse();
        Ok(policy)
    }
}

/// Takes all paths to a date from that after it.
#[inline(always)]
fn move_back<W: Simd, S: Simd>(
    (words, simd): (W, S),
    calibration: &Calibration,
    (date, later): (&Date, Option<&Date>),
    paths: &mut Paths,
) {
    let (pull, spread) = match later {
        None => (0.0, date.time.sqrt()),
        Some(later) => (
            date.time / later.time,
            ((date.time * (later.time - date.time)) / later.time).sqrt(),
        ),
    };
    let (pull, spread) = (Float::splat(simd, pull), Float::splat(simd, spread));
    let volatility = Float::splat(simd, calibration.volatility);
    let centre = Float::splat(simd, date.centre);
    let mut uniforms = [Lanes::splat(0.0); MOST_GROUPS];
    let mut normals = [Lanes::splat(0.0); MOST_GROUPS];
    let chunks = paths
        .motion
        .chunks_mut(MOST_GROUPS)
        .zip(paths.price.chunks_mut(MOST_GROUPS));
    for ((motion, price), first) in chunks.zip((FIRST_GROUP..).step_by(MOST_GROUPS)) {
        let source = Source {
            keys: round_keys(calibration.key),
            first_group: first,
        };
        simd.apart(StandardNormals {
            words,
            simd,
            source: &source,
            step: date.step,
            factor: calibration.factor,
            uniforms: &mut uniforms,
            normals: &mut normals,
        });
        for (lanes, normals) in motion.iter_mut().zip(&normals) {
            for at in Float::<S>::starts() {
                let from = pull * Float::load(simd, lanes, at);
                spread.mul_add(Float::load(simd, normals, at), from).store(lanes, at);
            }
        }
        for_each!(price, |group, at| {
            exp(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    }
}

/// What holding on is worth at a date.
#[inline(always)]
fn continuation<S: Simd>(simd: S, right: Right<S>, date: &Date, paths: &Paths) -> [f64; 4] {
    let mut moments = Moments::ZERO;
    moments.add(simd, right, &paths.price, &paths.paid);
    let (powers, products) = moments.reduce();
    if powers[0] < LEAST_PATHS {
        return NEVER;
    }
    let fitted = regress(&powers, &products).map(|coefficient| coefficient / date.discount);
    if fitted.iter().all(|coefficient| coefficient.is_finite()) {
        fitted
    } else {
        NEVER
    }
}

/// Has the options pay on the paths where they are exercised at a date.
#[inline(always)]
fn exercise<S: Simd>(simd: S, right: Right<S>, (date, continuation): (&Date, &[f64; 4]), paths: &mut Paths) {
    let Paths { price, paid, .. } = paths;
    let discount = Float::splat(simd, date.discount);
    for (price, paid) in price.iter().zip(paid) {
        for at in Float::<S>::starts() {
            let price = Float::load(simd, price, at);
            let gain = right.gain(price);
            let now = right.exercised(price, gain, (continuation, &date.waiting));
            (discount * gain)
                .or_else(now, Float::load(simd, paid, at))
                .store(paid, at);
        }
    }
}
