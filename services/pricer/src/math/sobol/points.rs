use super::BITS;
use super::directions::DIRECTIONS;
use crate::math::{RoundKeys, centred_uniform, philox4x32_10};
use crate::simd::{Float, LANES, Lanes, Scalar, Simd, Word};

const LANE_BITS: usize = LANES.ilog2() as usize;
/// The step of the counters that scrambles are of. Those of paths begin with 1.
const SCRAMBLE_STEP: u64 = 0;

/// The points of a block in one dimension: point i, that of path i, is the XOR of the direction numbers of the bits of i, those of
/// its lane together and those of its group one by one.
///
/// They are scrambled by J. Matousek's random linear scrambling ("On the L2-Discrepancy for Anchored Boxes", Journal of Complexity
/// 14 (1998), 527-556). The words w are those of Philox, of four counters: (4 block + 0 ... 3, in two words, 0, dimension). Column k
/// of a lower triangular matrix of bits is (2^31 | w\[k\] / 2) / 2^k, the most significant row first. It multiplies the direction
/// numbers, and w\[12\] is added to each point, modulo 2.
#[derive(Clone, Copy, Debug)]
pub struct Points {
    /// What the lanes of group 0 have: words, as the bits of numbers.
    lanes: Lanes,
    groups: [u32; BITS - LANE_BITS],
}

impl Points {
    /// Of a block in a dimension.
    #[must_use]
    pub fn scrambled(dimension: usize, block: u64, keys: &RoundKeys) -> Self {
        let mut words = [[0; 4]; 4];
        for (counter, words) in (4 * block..).zip(&mut words) {
            let counter = [counter & 0xffff_ffff, counter >> 32, SCRAMBLE_STEP, dimension as u64];
            *words = philox4x32_10(counter.map(|word| Word(Scalar, word)), keys).map(|word| word.1 as u32);
        }
        let words = words.as_flattened();
        let column = |k: usize| (1 << 31 | words[k] >> 1) >> k;
        let scrambled = DIRECTIONS[dimension].map(|direction| {
            let rows = (0..BITS).filter(|k| direction >> (31 - k) & 1 == 1);
            rows.fold(0, |x, k| x ^ column(k))
        });
        let (of_lane, of_group) = scrambled.split_at(LANE_BITS);
        let mut lanes = Lanes::splat(0.0);
        for (lane, bits) in lanes.0.iter_mut().enumerate() {
            *bits = f64::from_bits(sum(of_lane, lane, words[BITS]).into());
        }
        Self {
            lanes,
            groups: std::array::from_fn(|bit| of_group[bit]),
        }
    }

    /// The uniform numbers less a half of the block's groups from `first` on.
    #[inline(always)]
    pub fn centred<S: Simd>(&self, simd: S, first: usize, groups: &mut [Lanes]) {
        for (group, numbers) in (first..).zip(groups) {
            let of_group = simd.splat_word(sum(&self.groups, group, 0).into());
            for at in Float::<S>::starts() {
                let word = Float::load(simd, &self.lanes, at).to_bits();
                centred_uniform(word.xor3(Word(simd, of_group), word.of(0))).store(numbers, at);
            }
        }
    }
}

/// Those of the bits of an index, and another one, added modulo 2.
#[inline(always)]
fn sum(directions: &[u32], index: usize, other: u32) -> u32 {
    let of_bit = |(bit, direction): (usize, &u32)| direction * (index >> bit & 1) as u32;
    directions.iter().enumerate().map(of_bit).fold(other, |x, y| x ^ y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{DIMENSIONS, round_keys};

    /// All points of a block in a dimension, in 4096ths, downwards rounded.
    fn scrambled(dimension: usize, block: u64) -> Vec<usize> {
        let points = Points::scrambled(dimension, block, &round_keys([7, 9]));
        let mut groups = vec![Lanes::splat(0.0); (1 << BITS) / LANES];
        points.centred(Scalar, 0, &mut groups);
        let mut some = [Lanes::splat(0.0); 3];
        points.centred(Scalar, 5, &mut some);
        assert_eq!(some, groups[5..8], "groups alone");
        let numbers = groups.iter().flat_map(|group| group.0);
        numbers.map(|q| ((q + 0.5) * f64::from(1 << BITS)) as usize).collect()
    }

    #[test]
    fn each_interval_of_every_dimension_has_one_point() {
        for dimension in 0..DIMENSIONS {
            let mut found = scrambled(dimension, dimension as u64);
            found.sort_unstable();
            assert!(found.into_iter().eq(0..1 << BITS), "dimension {dimension}");
        }
    }

    #[test]
    fn each_rectangle_of_the_first_two_dimensions_has_one_point() {
        let (first, second) = (scrambled(0, 1 << 28), scrambled(1, 1 << 28));
        for cut in 0..=BITS {
            let mut met: Vec<_> = first
                .iter()
                .zip(&second)
                .map(|(x, y)| (x >> cut, y >> (BITS - cut)))
                .collect();
            met.sort_unstable();
            met.dedup();
            assert_eq!(met.len(), 1 << BITS, "{} by {}", 1 << (BITS - cut), 1 << cut);
        }
    }

    #[test]
    fn scrambles_of_blocks_dimensions_and_keys_are_independent() {
        let first = |dimension, block, key| {
            let points = Points::scrambled(dimension, block, &round_keys([key, 0]));
            points.lanes.0[0].to_bits() as u32
        };
        // Each bit differs in half of all pairs, with a standard deviation of half the root of their number.
        type Other = fn(u64) -> (usize, u64, u32);
        let others: [(&str, Other); 3] = [
            ("the next dimension", |block| (4, block, 1)),
            ("another block", |block| (3, block + (1 << 20), 1)),
            ("another key", |block| (3, block, 2)),
        ];
        for (name, other) in others {
            let bits = |block| {
                let (dimension, block_of_other, key) = other(block);
                (first(3, block, 1) ^ first(dimension, block_of_other, key)).count_ones()
            };
            let different: u32 = (0..400).map(bits).sum();
            let off = f64::from(different) - 6400.0;
            assert!(
                off.abs() < 4.0 * 3200.0_f64.sqrt(),
                "{name}: {different} of 12800 bits differ"
            );
        }
    }
}
