//! The random numbers of a step: one standard normal for each path of some groups.

use super::MOST_GROUPS;
use crate::math::{Points, RoundKeys, centre, centred_uniform, in_tail, philox4x32_10, tail};
use crate::simd::{Float, LANES, Lanes, Piece, Simd, Word};

/// What the normals of a step are made of.
pub(super) struct Source {
    pub(super) keys: RoundKeys,
    /// The first of the groups.
    pub(super) first_group: u64,
}

/// Fills groups with the normals of a step and a factor; the first of them is a multiple of how many they are, a power of two
/// above 1.
///
/// Stage by stage, for each is a long chain of operations, and only of short ones a processor can overlap enough.
pub(super) struct StandardNormals<'a, W, S> {
    pub(super) words: W,
    pub(super) simd: S,
    pub(super) source: &'a Source,
    pub(super) step: u32,
    pub(super) factor: u32,
    /// Room for as many as the normals; left there is what they are made of.
    pub(super) uniforms: &'a mut [Lanes],
    pub(super) normals: &'a mut [Lanes],
}

impl<W: Simd, S: Simd> Piece for StandardNormals<'_, W, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            words,
            simd,
            source,
            step,
            factor,
            uniforms,
            normals,
        } = self;
        if uniforms.len() * COUNTERS >= W::WIDTH {
            centred_uniforms(words, source, (step, factor), uniforms);
        } else {
            centred_uniforms(words.part(), source, (step, factor), uniforms);
        }
        let tails = centres(simd, uniforms, normals);
        finish_tails(simd, &tails, uniforms, normals);
    }
}

/// Fills groups with the normals of a block's points in a dimension.
pub(super) struct PointNormals<'a, S> {
    pub(super) simd: S,
    pub(super) points: &'a Points,
    /// Of the block.
    pub(super) first_group: usize,
    /// Room for as many as the normals.
    pub(super) uniforms: &'a mut [Lanes],
    pub(super) normals: &'a mut [Lanes],
}

impl<S: Simd> Piece for PointNormals<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            points,
            first_group,
            uniforms,
            normals,
        } = self;
        points.centred(simd, first_group, uniforms);
        let tails = centres(simd, uniforms, normals);
        finish_tails(simd, &tails, uniforms, normals);
    }
}

/// The counters of a group.
const COUNTERS: usize = LANES / 4;

/// Fills the groups with uniform numbers less a half.
#[inline(always)]
fn centred_uniforms<W: Simd>(words: W, source: &Source, (step, factor): (u32, u32), groups: &mut [Lanes]) {
    let together = W::WIDTH.div_ceil(COUNTERS);
    let first_counter = source.first_group * COUNTERS as u64;
    for (i, groups) in groups.chunks_exact_mut(together).enumerate() {
        for counter in (0..together * COUNTERS).step_by(W::WIDTH) {
            // No carry: these groups start at a multiple of their number, so their counters have the high word in common.
            let low = (first_counter & 0xffff_ffff) + (i * together * COUNTERS + counter) as u64;
            let counters = [
                Word(words, words.count_from(low)),
                Word(words, words.splat_word(first_counter >> 32)),
                Word(words, words.splat_word(step.into())),
                Word(words, words.splat_word(factor.into())),
            ];
            for (quarter, word) in philox4x32_10(counters, &source.keys).into_iter().enumerate() {
                words.store_quarters(centred_uniform(word).1, groups, counter, quarter);
            }
        }
    }
}

/// Which paths are in the tails of the distribution: a bit for each, in their order.
type Tails = [u64; MOST_GROUPS / GROUPS_A_WORD];
const GROUPS_A_WORD: usize = u64::BITS as usize / LANES;

/// Makes normals of uniform numbers; those in the tails are to be made yet.
#[inline(always)]
fn centres<S: Simd>(simd: S, uniforms: &[Lanes], normals: &mut [Lanes]) -> Tails {
    let mut tails = [0; MOST_GROUPS / GROUPS_A_WORD];
    for (group, (uniforms, normals)) in uniforms.iter().zip(normals).enumerate() {
        for at in Float::<S>::starts() {
            let q = Float::load(simd, uniforms, at);
            centre(q).store(normals, at);
            let bits = u64::from(simd.mask_bits(in_tail(q)));
            tails[group / GROUPS_A_WORD] |= bits << (group % GROUPS_A_WORD * LANES + at);
        }
    }
    tails
}

/// Makes the normals in the tails: a few of all paths, brought together, so that no vector is computed for one of its lanes.
#[inline(always)]
fn finish_tails<S: Simd>(simd: S, tails: &Tails, uniforms: &[Lanes], normals: &mut [Lanes]) {
    let mut paths = [0_u8; MOST_GROUPS * LANES];
    let mut count = 0;
    for (i, &tails) in tails.iter().enumerate() {
        let mut bits = tails;
        while bits != 0 {
            paths[count] = (i * u64::BITS as usize) as u8 | bits.trailing_zeros() as u8;
            count += 1;
            bits &= bits - 1;
        }
    }
    let place = |path: u8| (usize::from(path) / LANES, usize::from(path) % LANES);
    for paths in paths[..count].chunks(S::WIDTH) {
        let mut together = Lanes::splat(0.49);
        for (number, &path) in together.0.iter_mut().zip(paths) {
            let (group, lane) = place(path);
            *number = uniforms[group].0[lane];
        }
        tail(Float::load(simd, &together, 0)).store(&mut together, 0);
        for (&number, &path) in together.0.iter().zip(paths) {
            let (group, lane) = place(path);
            normals[group].0[lane] = number;
        }
    }
}
