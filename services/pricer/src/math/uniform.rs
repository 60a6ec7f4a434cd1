use crate::simd::{Float, Simd, Word};

/// u - 1/2 for the uniform number u = (word + 0.5) / 2^32 in (0, 1), the word in the low 32 bits.
///
/// Exact: 32 bits and a sign fit into the 53 of a binary64. Symmetric about 0 and never 0; the least and the greatest are 2^-33
/// from the ends.
#[inline(always)]
#[must_use]
pub fn centred_uniform<S: Simd>(word: Word<S>) -> Float<S> {
    const TWO_POW_MINUS_32: f64 = 1.0 / 4_294_967_296.0;
    let centred = word.centred_low();
    centred.mul_add(centred.of(TWO_POW_MINUS_32), centred.of(0.5 * TWO_POW_MINUS_32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;

    #[test]
    fn the_ends_of_the_range_are_open_and_symmetric() {
        let u = |word| 0.5 + centred_uniform(Word(Scalar, word)).1;
        assert_eq!(u(0), 0.5_f64.powi(33));
        assert_eq!(u(0xffff_ffff), 1.0 - 0.5_f64.powi(33));
        assert_eq!(u(0x8000_0000) - 0.5, 0.5 - u(0x7fff_ffff));
        assert_eq!(u(0xdead_beef_0000_0000), u(0), "the high bits do not count");
    }
}
