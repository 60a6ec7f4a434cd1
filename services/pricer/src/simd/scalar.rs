use super::{Lanes, Piece, Simd, TWO_POW_52};

/// One number at a time, on any processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar;

impl Simd for Scalar {
    const WIDTH: usize = 1;
    type Floats = f64;
    type Words = u64;
    type Mask = bool;
    type Part = Self;

    #[inline(always)]
    fn part(self) -> Self {
        self
    }

    #[inline(never)]
    fn apart<P: Piece>(self, piece: P) -> P::Output {
        piece.run()
    }

    #[inline(always)]
    fn splat(self, x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn splat_word(self, x: u64) -> u64 {
        x
    }
    #[inline(always)]
    fn count_from(self, first: u64) -> u64 {
        first
    }

    #[inline(always)]
    fn load(self, from: &Lanes, at: usize) -> f64 {
        from.0[at]
    }
    #[inline(always)]
    fn store(self, x: f64, to: &mut Lanes, at: usize) {
        to.0[at] = x;
    }
    #[inline(always)]
    fn store_quarters(self, x: f64, to: &mut [Lanes], counter: usize, quarter: usize) {
        to[counter / 4].0[4 * quarter + counter % 4] = x;
    }

    #[inline(always)]
    fn add(self, a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn sub(self, a: f64, b: f64) -> f64 {
        a - b
    }
    #[inline(always)]
    fn mul(self, a: f64, b: f64) -> f64 {
        a * b
    }
    #[inline(always)]
    fn div(self, a: f64, b: f64) -> f64 {
        a / b
    }
    #[inline(always)]
    fn fma(self, a: f64, b: f64, c: f64) -> f64 {
        a.mul_add(b, c)
    }
    #[inline(always)]
    fn fnma(self, a: f64, b: f64, c: f64) -> f64 {
        (-a).mul_add(b, c)
    }
    #[inline(always)]
    fn sqrt(self, a: f64) -> f64 {
        a.sqrt()
    }
    #[inline(always)]
    fn min(self, a: f64, b: f64) -> f64 {
        if a < b { a } else { b }
    }
    #[inline(always)]
    fn max(self, a: f64, b: f64) -> f64 {
        if a > b { a } else { b }
    }

    #[inline(always)]
    fn less(self, a: f64, b: f64) -> bool {
        a < b
    }
    #[inline(always)]
    fn select(self, mask: bool, yes: f64, no: f64) -> f64 {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn mask_bits(self, mask: bool) -> u32 {
        u32::from(mask)
    }

    #[inline(always)]
    fn to_bits(self, a: f64) -> u64 {
        a.to_bits()
    }
    #[inline(always)]
    fn of_bits(self, a: u64) -> f64 {
        f64::from_bits(a)
    }
    #[inline(always)]
    fn add_words(self, a: u64, b: u64) -> u64 {
        a.wrapping_add(b)
    }
    #[inline(always)]
    fn sub_words(self, a: u64, b: u64) -> u64 {
        a.wrapping_sub(b)
    }
    #[inline(always)]
    fn and(self, a: u64, b: u64) -> u64 {
        a & b
    }
    #[inline(always)]
    fn or(self, a: u64, b: u64) -> u64 {
        a | b
    }
    #[inline(always)]
    fn xor3(self, a: u64, b: u64, c: u64) -> u64 {
        a ^ b ^ c
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self, a: u64) -> u64 {
        a << N
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self, a: u64) -> u64 {
        a >> N
    }
    #[inline(always)]
    fn mul_low(self, a: u64, b: u64) -> u64 {
        (a & 0xffff_ffff) * (b & 0xffff_ffff)
    }
    #[inline(always)]
    fn low_above_2_pow_52(self, a: u64) -> f64 {
        f64::from_bits(TWO_POW_52 | a & 0xffff_ffff)
    }
}
