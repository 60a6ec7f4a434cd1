/// A uniform number in (0, 1) of a random word: `(word + 0.5) / 2^32`.
///
/// Exact: 33 bits fit into the 53 of a binary64. Symmetric about 0.5 and never 0 nor 1; the least is 2^-33.
#[inline(always)]
#[must_use]
pub fn uniform(word: u32) -> f64 {
    const TWO_POW_MINUS_32: f64 = 1.0 / 4_294_967_296.0;
    (f64::from(word) + 0.5) * TWO_POW_MINUS_32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_range_are_open_and_symmetric() {
        assert_eq!(uniform(0), 0.5_f64.powi(33));
        assert_eq!(uniform(u32::MAX), 1.0 - 0.5_f64.powi(33));
        assert_eq!(uniform(0x8000_0000) - 0.5, 0.5 - uniform(0x7fff_ffff));
    }
}
