//! Some groups of paths, from step 0 to the last, leaving every quantity in its slot.
//!
//! Mirrored groups do not move, but where a variance does: they are mirrored where they are looked at, and all that follows does not
//! tell the two apart.

use super::block::Stopped;
use super::correlated::Correlated;
use super::finish::Finishing;
use super::heston;
use super::normals::{Source, StandardNormals};
use super::observe::observe;
use super::paths::Paths;
use super::tracks::along;
use super::value::Value;
use crate::job::{Mover, Plan};
use crate::math::round_keys;
use crate::simd::{Float, Piece, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// Groups of a job's paths, to be simulated: the quantities are left in the slots. Where the plan has tracks, those are there.
pub(super) struct Simulate<'a, 'b, W, S> {
    pub(super) words: W,
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    /// Of the whole job.
    pub(super) first_group: u64,
    pub(super) paths: &'a mut Paths<'b>,
    /// Looked at in each step.
    pub(super) stop: &'a AtomicBool,
}

impl<W: Simd, S: Simd> Piece for Simulate<'_, '_, W, S> {
    type Output = Result<(), Stopped>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self {
            words,
            simd,
            plan,
            first_group,
            paths,
            stop,
        } = self;
        let walk = &plan.walk;
        let source = Source {
            keys: round_keys(plan.key),
            first_group,
        };
        let mut next = 0;
        for phase in &walk.phases {
            let factors = &walk.factors[phase.factors.start as usize..phase.factors.end as usize];
            let movers = &walk.movers[phase.movers.start as usize..phase.movers.end as usize];
            for step in phase.steps.clone() {
                if stop.load(Ordering::Relaxed) {
                    return Err(Stopped);
                }
                for &factor in factors {
                    let Paths {
                        uniforms,
                        normals,
                        tracks,
                        ..
                    } = paths;
                    let (uniforms, normals) = (uniforms.row_mut(0), normals.row_mut(factor as usize));
                    if let Some(of) = &plan.tracks {
                        along((simd, plan), (of, tracks), (step, factor), normals);
                        continue;
                    }
                    simd.apart(StandardNormals {
                        words,
                        simd,
                        source: &source,
                        step,
                        factor,
                        uniforms,
                        normals,
                    });
                }
                for mover in movers {
                    let Some(variance) = &mover.variance else {
                        advance(simd, plan, mover, step, paths);
                        continue;
                    };
                    let Paths {
                        uniforms,
                        variance_normals,
                        ..
                    } = paths;
                    let (uniforms, normals) = (uniforms.row_mut(0), variance_normals.row_mut(0));
                    simd.apart(StandardNormals {
                        words,
                        simd,
                        source: &source,
                        step,
                        factor: variance.factor,
                        uniforms,
                        normals,
                    });
                    simd.apart(heston::Advance {
                        simd,
                        plan,
                        mover,
                        variance,
                        step,
                        paths,
                    });
                }
                while let Some(observation) = walk.observations.get(next)
                    && observation.step == step
                {
                    observe(simd, plan, observation, paths);
                    next += 1;
                }
            }
        }
        for last in &plan.finishes {
            simd.apart(Finishing {
                simd,
                plan,
                finish: last,
                slots: &mut paths.slots,
            });
        }
        Ok(())
    }
}

/// Correlates, in the order of the factors, and moves.
#[inline(always)]
fn advance<S: Simd>(simd: S, plan: &Plan, mover: &Mover, step: u32, paths: &mut Paths<'_>) {
    let Paths { motion, normals, .. } = paths;
    let root_length = Float::splat(simd, plan.walk.root_lengths[step as usize - 1]);
    let motion = &mut motion.row_mut(mover.underlying as usize)[..normals.groups()];
    let correlated = Correlated::new(simd, plan, mover, normals);
    for (group, motion) in motion.iter_mut().enumerate() {
        for at in Float::<S>::starts() {
            let correlated = correlated.at(group, at);
            let before = if step == 1 {
                correlated.of(0.0)
            } else {
                Float::load(simd, motion, at)
            };
            root_length.mul_add(correlated, before).store(motion, at);
        }
    }
}
