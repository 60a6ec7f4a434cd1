//! From the points of a block to the normals of its steps, by a Brownian bridge.
//!
//! For each of [`crate::job::Tracks::nodes`] in order, with z its normal,
//!
//! ```text
//! B = fma(from left, left, fma(from right, right, fma(spread, z, 0)))      without what is at step 0 or not there
//! ```
//!
//! z is of the block's points in the node's dimension, which is its place among the nodes, or where there is none the
//! pseudo-random normal of its factor and step. Whoever moves then finds the normal of a step of length dt in
//! fma(-per, the B before, fma(per, B, 0)), per = 1 / sqrt(dt), as if it had been drawn.

use super::block::{GROUPS, Stopped};
use super::normals::{PointNormals, Source, StandardNormals};
use super::paths::Paths;
use super::table::{Table, for_each};
use crate::job::{Node, Plan, Tracks};
use crate::math::{DIMENSIONS, Points, round_keys};
use crate::simd::{Float, Lanes, Piece, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// How many dimensions the points of a plan need.
pub(super) fn dimensions(plan: &Plan) -> usize {
    let nodes = plan.tracks.as_ref().map_or(0, |tracks| tracks.nodes.len());
    nodes.min(DIMENSIONS)
}

/// The points of a block, in the dimensions that a plan has; none where its numbers are pseudo-random.
pub(super) fn points(plan: &Plan, block: u64) -> Vec<Points> {
    let keys = round_keys(plan.key);
    let dimensions = 0..dimensions(plan);
    dimensions
        .map(|dimension| Points::scrambled(dimension, block, &keys))
        .collect()
}

/// The tracks of groups, to be made.
pub(super) struct Lay<'a, 'b, W, S> {
    pub(super) words: W,
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    pub(super) tracks: &'a Tracks,
    pub(super) points: &'a [Points],
    /// Of the whole job.
    pub(super) first_group: u64,
    pub(super) paths: &'a mut Paths<'b>,
    /// Looked at for each.
    pub(super) stop: &'a AtomicBool,
}

impl<W: Simd, S: Simd> Piece for Lay<'_, '_, W, S> {
    type Output = Result<(), Stopped>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self {
            words,
            simd,
            first_group,
            ..
        } = self;
        let source = Source {
            keys: round_keys(self.plan.key),
            first_group,
        };
        let Paths { uniforms, tracks, .. } = self.paths;
        for (dimension, node) in self.tracks.nodes.iter().enumerate() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            let (uniforms, normals) = (uniforms.row_mut(0), tracks.row_mut(node.track as usize));
            match self.points.get(dimension) {
                Some(points) => simd.apart(PointNormals {
                    simd,
                    points,
                    first_group: (first_group % GROUPS as u64) as usize,
                    uniforms,
                    normals,
                }),
                None => simd.apart(StandardNormals {
                    words,
                    simd,
                    source: &source,
                    step: node.step,
                    factor: node.factor,
                    uniforms,
                    normals,
                }),
            }
            bridge(simd, node, tracks);
        }
        Ok(())
    }
}

/// Makes a track of its normals.
#[inline(always)]
fn bridge<S: Simd>(simd: S, node: &Node, tracks: &mut Table<'_>) {
    let row = node.track as usize;
    for group in 0..tracks.groups() {
        for at in Float::<S>::starts() {
            let normal = Float::load(simd, &tracks.row(row)[group], at);
            let mut motion = normal.of(node.spread).mul_add(normal, normal.of(0.0));
            if let Some(right) = node.right {
                let right = Float::load(simd, &tracks.row(right as usize)[group], at);
                motion = right.of(node.from_right).mul_add(right, motion);
            }
            if let Some(left) = node.left {
                let left = Float::load(simd, &tracks.row(left as usize)[group], at);
                motion = left.of(node.from_left).mul_add(left, motion);
            }
            motion.store(&mut tracks.row_mut(row)[group], at);
        }
    }
}

/// The normals of a factor's step, of its tracks.
#[inline(always)]
pub(super) fn along<S: Simd>(
    (simd, plan): (S, &Plan),
    (of, tracks): (&Tracks, &Table<'_>),
    (step, factor): (u32, u32),
    normals: &mut [Lanes],
) {
    let per = Float::splat(simd, 1.0 / plan.walk.root_lengths[step as usize - 1]);
    let (end, zero) = (of.at(factor, step), per.of(0.0));
    let motion = tracks.row(end);
    for_each!(normals, |group, at| per
        .mul_add(Float::load(simd, &motion[group], at), zero));
    if step > 1 {
        let (before, minus) = (tracks.row(end - 1), zero - per);
        for (normals, before) in normals.iter_mut().zip(before) {
            for at in Float::<S>::starts() {
                let (normal, before) = (Float::load(simd, normals, at), Float::load(simd, before, at));
                minus.mul_add(before, normal).store(normals, at);
            }
        }
    }
}
