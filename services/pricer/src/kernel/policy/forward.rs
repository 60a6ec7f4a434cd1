use super::super::MOST_GROUPS;
use super::super::block::Stopped;
use super::super::heston::moved;
use super::super::normals::{Source, StandardNormals};
use super::super::table::for_each;
use super::{FIRST_GROUP, zeros};
use crate::job::{Calibration, Date, Moving};
use crate::math::{exp, round_keys};
use crate::simd::{Float, Lanes, Piece, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// All paths of a price whose variance moves, after a step. They can be followed forward alone.
#[derive(Clone)]
pub(super) struct Forward {
    step: u32,
    motion: Vec<Lanes>,
    pub(super) variances: Vec<Lanes>,
}

impl Forward {
    pub(super) fn new(moving: &Moving) -> Self {
        let variances = vec![Lanes::splat(moving.initial); zeros().len()];
        Self {
            step: 0,
            motion: zeros(),
            variances,
        }
    }

    /// Takes all paths to a later step. `stop` is looked at in each.
    #[inline(always)]
    pub(super) fn advance<W: Simd, S: Simd>(
        &mut self,
        (words, simd): (W, S),
        (calibration, moving): (&Calibration, &Moving),
        to: u32,
        stop: &AtomicBool,
    ) -> Result<(), Stopped> {
        for step in self.step + 1..=to {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            simd.apart(Step {
                words,
                simd,
                calibration,
                moving,
                step,
                paths: self,
            });
        }
        self.step = to;
        Ok(())
    }

    /// Their prices at a date, which is that of the step.
    #[inline(always)]
    pub(super) fn prices<S: Simd>(&self, simd: S, date: &Date) -> Vec<Lanes> {
        let centre = Float::splat(simd, date.centre);
        let mut prices = zeros();
        for_each!(prices, |group, at| exp(
            Float::load(simd, &self.motion[group], at) + centre
        ));
        prices
    }
}

/// A step of all paths.
struct Step<'a, W, S> {
    words: W,
    simd: S,
    calibration: &'a Calibration,
    moving: &'a Moving,
    step: u32,
    paths: &'a mut Forward,
}

impl<W: Simd, S: Simd> Piece for Step<'_, W, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            words,
            simd,
            calibration,
            moving,
            step,
            paths,
        } = self;
        let step_of = &moving.steps[step as usize - 1];
        let mut uniforms = [Lanes::splat(0.0); MOST_GROUPS];
        let mut normals = [Lanes::splat(0.0); MOST_GROUPS];
        let mut shocks = [Lanes::splat(0.0); MOST_GROUPS];
        let chunks = paths
            .motion
            .chunks_mut(MOST_GROUPS)
            .zip(paths.variances.chunks_mut(MOST_GROUPS));
        for ((motion, variances), first_group) in chunks.zip((FIRST_GROUP..).step_by(MOST_GROUPS)) {
            let source = Source {
                keys: round_keys(calibration.key),
                first_group,
            };
            // The uniform numbers of the last are needed.
            for (factor, normals) in [(calibration.factor, &mut normals), (moving.factor, &mut shocks)] {
                simd.apart(StandardNormals {
                    words,
                    simd,
                    source: &source,
                    step,
                    factor,
                    uniforms: &mut uniforms,
                    normals,
                });
            }
            for (group, (motion, variances)) in motion.iter_mut().zip(variances).enumerate() {
                for at in Float::<S>::starts() {
                    let before = (Float::load(simd, motion, at), Float::load(simd, variances, at));
                    let normal = Float::load(simd, &normals[group], at);
                    let shock = Float::load(simd, &shocks[group], at);
                    let uniform = Float::load(simd, &uniforms[group], at);
                    let moved = moved(step_of, before, (normal, shock, uniform));
                    moved.motion.store(motion, at);
                    moved.variance.store(variances, at);
                }
            }
        }
    }
}
