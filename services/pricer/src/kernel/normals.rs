//! The random numbers of a step: one standard normal for each path of some groups.

use super::MOST_GROUPS;
use crate::math::{Key, centre, centred_uniform, in_tail, philox4x32_10, tail};
use crate::simd::{Float, LANES, Lanes, Pair, Simd, Word};

/// The counters of a pair of groups.
const COUNTERS: usize = 2 * LANES / 4;

/// Fills groups with normals. The first of them is even, and so is their number: a pair shares eight counters.
///
/// What most paths need is computed for all of them. The few in the tails of the distribution are noted, and computed side by
/// side when all are known, so that no vector waits for one of its lanes.
#[inline(always)]
pub(super) fn standard_normals<S: Simd>(
    simd: S,
    key: Key,
    first_group: u64,
    (step, factor): (u32, u32),
    normals: &mut [Lanes],
) {
    let mut tails = Tails::default();
    let (pairs, _) = normals.as_chunks_mut();
    for (i, pair) in pairs.iter_mut().enumerate() {
        let first_counter = (first_group + 2 * i as u64) * (LANES / 4) as u64;
        tails.note(i, centres(simd, key, first_counter, (step, factor), pair));
    }
    for positions in tails.positions[..tails.count].chunks(S::WIDTH) {
        let mut together = Lanes::splat(0.49);
        for (lane, &position) in together.0.iter_mut().zip(positions) {
            *lane = *at(normals, position);
        }
        tail(Float::load(simd, &together, 0)).store(&mut together, 0);
        for (&lane, &position) in together.0.iter().zip(positions) {
            *at(normals, position) = lane;
        }
    }
}

/// Which paths are in the tails of the distribution.
struct Tails {
    positions: [u8; MOST_GROUPS * LANES],
    count: usize,
}

impl Default for Tails {
    fn default() -> Self {
        Self {
            positions: [0; MOST_GROUPS * LANES],
            count: 0,
        }
    }
}

impl Tails {
    /// Those that have a bit, of a pair of groups.
    #[inline(always)]
    fn note(&mut self, pair: usize, mut bits: u32) {
        while bits != 0 {
            self.positions[self.count] = (2 * LANES * pair + bits.trailing_zeros() as usize) as u8;
            self.count += 1;
            bits &= bits - 1;
        }
    }
}

/// The lane at a position, counted through the groups.
#[inline(always)]
fn at(groups: &mut [Lanes], position: u8) -> &mut f64 {
    &mut groups[usize::from(position) / LANES].0[usize::from(position) % LANES]
}

/// Fills a pair of groups, with the centred uniform number itself where the normal is in a tail: there the result has a bit, the
/// second group's above the first's.
#[inline(always)]
fn centres<S: Simd>(simd: S, key: Key, first_counter: u64, (step, factor): (u32, u32), pair: &mut Pair) -> u32 {
    let mut tails = 0;
    for counter in (0..COUNTERS).step_by(S::WIDTH) {
        // No carry: eight counters from a multiple of eight on have their high word in common.
        let low = (first_counter & 0xffff_ffff) + counter as u64;
        let counters = [
            Word(simd, simd.count_from(low)),
            Word(simd, simd.splat_word(first_counter >> 32)),
            Word(simd, simd.splat_word(step.into())),
            Word(simd, simd.splat_word(factor.into())),
        ];
        let words = philox4x32_10(counters, key);
        for (quarter, word) in words.into_iter().enumerate() {
            let q = centred_uniform(word);
            let far = in_tail(q);
            simd.store_quarters(q.or_else(far, centre(q)).1, pair, counter, quarter);
            let far = simd.mask_bits(far);
            let by_group = far & 0xf | (far & 0xf0) << (LANES - 4);
            tails |= by_group << (LANES * (counter / 4) + 4 * quarter + counter % 4);
        }
    }
    tails
}
