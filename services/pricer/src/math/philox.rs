//! Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3"
//! (SC 2011): ten rounds of multiplications turn a counter of four words into four random words under a key of two.

use crate::simd::{Simd, Word};

/// The key: low word, high word.
pub type Key = [u32; 2];

const ROUNDS: usize = 10;
const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
/// The golden ratio and the square root of three minus one, as 32-bit fractions: what the key grows by per round.
const WEYL: Key = [0x9E37_79B9, 0xBB67_AE85];

/// Four random words of each counter of a vector, in the low halves of 64 bits; the high halves are nobody's business.
///
/// A counter's words are in the low halves too. That is how vector units multiply 32 bits by 32 into 64.
#[inline(always)]
#[must_use]
pub fn philox4x32_10<S: Simd>(counter: [Word<S>; 4], mut key: Key) -> [Word<S>; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for _ in 0..ROUNDS {
        let product_0 = c0.mul_low(c0.of(MULTIPLIER_0.into()));
        let product_1 = c2.mul_low(c2.of(MULTIPLIER_1.into()));
        c0 = product_1.shift_right::<32>().xor3(c1, c1.of(key[0].into()));
        c1 = product_1;
        c2 = product_0.shift_right::<32>().xor3(c3, c3.of(key[1].into()));
        c3 = product_0;
        key[0] = key[0].wrapping_add(WEYL[0]);
        key[1] = key[1].wrapping_add(WEYL[1]);
    }
    [c0, c1, c2, c3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;
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
            let counter: [u32; 4] = hex_words(row[3]).try_into().expect("four words");
            let key = hex_words(row[4]).try_into().expect("two words");
            // What stands above a word must not count.
            for above in [0, 0xdead_beef_0000_0000] {
                let words = philox4x32_10(counter.map(|word| Word(Scalar, above | u64::from(word))), key);
                assert_eq!(words.map(|word| word.1 as u32).to_vec(), hex_words(row[5]), "{row:?}");
            }
        }
    }
}
