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

/// The key of each round, a word in 64 bits.
pub type RoundKeys = [[u64; 2]; ROUNDS];

/// What the rounds make of a key.
#[must_use]
pub fn round_keys(key: Key) -> RoundKeys {
    std::array::from_fn(|round| {
        let grown = |i: usize| key[i].wrapping_add(WEYL[i].wrapping_mul(round as u32));
        [grown(0).into(), grown(1).into()]
    })
}

/// Four random words of each counter of a vector, in the low halves of 64 bits; the high halves are nobody's business.
///
/// A counter's words are in the low halves too. That is how vector units multiply 32 bits by 32 into 64.
#[inline(always)]
#[must_use]
pub fn philox4x32_10<S: Simd>(c: [Word<S>; 4], keys: &RoundKeys) -> [Word<S>; 4] {
    // Not a loop: the compiler would leave it one, and move the words around in each turn.
    let c = round(round(c, keys[0]), keys[1]);
    let c = round(round(c, keys[2]), keys[3]);
    let c = round(round(c, keys[4]), keys[5]);
    let c = round(round(c, keys[6]), keys[7]);
    round(round(c, keys[8]), keys[9])
}

#[inline(always)]
fn round<S: Simd>(c: [Word<S>; 4], key: [u64; 2]) -> [Word<S>; 4] {
    let product_0 = c[0].mul_low(c[0].of(MULTIPLIER_0.into()));
    let product_1 = c[2].mul_low(c[2].of(MULTIPLIER_1.into()));
    [
        product_1.shift_right::<32>().xor3(c[1], c[1].of(key[0])),
        product_1,
        product_0.shift_right::<32>().xor3(c[3], c[3].of(key[1])),
        product_0,
    ]
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
            let keys = round_keys(hex_words(row[4]).try_into().expect("two words"));
            // What stands above a word must not count.
            for above in [0, 0xdead_beef_0000_0000] {
                let words = philox4x32_10(counter.map(|word| Word(Scalar, above | u64::from(word))), &keys);
                assert_eq!(words.map(|word| word.1 as u32).to_vec(), hex_words(row[5]), "{row:?}");
            }
        }
    }
}
