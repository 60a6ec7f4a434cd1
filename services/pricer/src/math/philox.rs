//! Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3"
//! (SC 2011): ten rounds of multiplications turn a counter of four words into four random words under a key of two.

use super::lanes::LANES;

/// The key: low word, high word.
pub type Key = [u32; 2];

const ROUNDS: usize = 10;
const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
/// The golden ratio and the square root of three minus one, as 32-bit fractions: what the key grows by per round.
const WEYL: Key = [0x9E37_79B9, 0xBB67_AE85];
/// Counters whose words fill the lanes.
const COUNTERS: usize = LANES / 4;

/// Four random words of one counter.
#[must_use]
pub fn philox4x32_10(counter: [u32; 4], key: Key) -> [u32; 4] {
    let mut c = counter.map(|word| [u64::from(word)]);
    rounds(&mut c, key);
    c.map(|[word]| low(word))
}

/// The words of four counters that differ in their first word: `first`, `first + 1`, `first + 2` and `first + 3`.
///
/// Lane l holds word l / 4 of counter `first` + l % 4. `first` must be a multiple of 4, so that no carry runs into the second
/// word.
#[inline(always)]
#[must_use]
pub fn philox4x32_10_lanes(first: u64, step: u32, factor: u32, key: Key) -> [u32; LANES] {
    let mut c = [[0; COUNTERS]; 4];
    for i in 0..COUNTERS {
        c[0][i] = (first & 0xffff_ffff) + i as u64;
        c[1][i] = first >> 32;
        c[2][i] = u64::from(step);
        c[3][i] = u64::from(factor);
    }
    rounds(&mut c, key);
    let mut words = [0; LANES];
    for (word, counters) in c.iter().enumerate() {
        for (i, &value) in counters.iter().enumerate() {
            words[word * COUNTERS + i] = low(value);
        }
    }
    words
}

/// All rounds, for N counters at once. A word stands in the low half of 64 bits, because that is how vector units multiply
/// 32 bits by 32 into 64.
#[inline(always)]
fn rounds<const N: usize>(c: &mut [[u64; N]; 4], mut key: Key) {
    for _ in 0..ROUNDS {
        for i in 0..N {
            let product_0 = u64::from(MULTIPLIER_0) * (c[0][i] & 0xffff_ffff);
            let product_1 = u64::from(MULTIPLIER_1) * (c[2][i] & 0xffff_ffff);
            c[0][i] = (product_1 >> 32) ^ c[1][i] ^ u64::from(key[0]);
            c[1][i] = product_1 & 0xffff_ffff;
            c[2][i] = (product_0 >> 32) ^ c[3][i] ^ u64::from(key[1]);
            c[3][i] = product_0 & 0xffff_ffff;
        }
        key[0] = key[0].wrapping_add(WEYL[0]);
        key[1] = key[1].wrapping_add(WEYL[1]);
    }
}

#[inline(always)]
fn low(word: u64) -> u32 {
    (word & 0xffff_ffff) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{hex_words, rows};

    #[test]
    fn the_known_answers_of_the_authors_hold() {
        let table = rows("philox_kat.csv");
        let known: Vec<_> = table
            .iter()
            .filter(|row| row[0] == "philox4x32" && row[1] == "10")
            .collect();
        assert_eq!(known.len(), 3);
        for row in known {
            let counter = hex_words(row[3]).try_into().expect("four words");
            let key = hex_words(row[4]).try_into().expect("two words");
            assert_eq!(philox4x32_10(counter, key).to_vec(), hex_words(row[5]), "{row:?}");
        }
    }

    #[test]
    fn the_lanes_are_the_words_of_four_counters() {
        let key = [0xdead_beef, 0x0123_4567];
        for first in [0, 4, 0xffff_fffc, 0x3_0000_0000, 0x12_3456_7890] {
            let lanes = philox4x32_10_lanes(first, 7, 9, key);
            for (lane, &word) in lanes.iter().enumerate() {
                let g = first + lane as u64 % 4;
                let counter = [g as u32, (g >> 32) as u32, 7, 9];
                assert_eq!(
                    word,
                    philox4x32_10(counter, key)[lane / 4],
                    "first {first}, lane {lane}"
                );
            }
        }
    }
}
