use super::{Lanes, Piece, Simd, TWO_POW_52};
use std::arch::aarch64::*;

/// Two numbers: NEON, which every 64-bit ARM processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neon;

/// Calls intrinsics that touch registers only.
macro_rules! registers {
    ($call:expr) => {
        // SAFETY: all they require is NEON, which is part of the architecture that this module is compiled for.
        unsafe { $call }
    };
}

impl Simd for Neon {
    const WIDTH: usize = 2;
    type Floats = float64x2_t;
    type Words = uint64x2_t;
    type Mask = uint64x2_t;
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
    fn splat(self, x: f64) -> float64x2_t {
        registers!(vdupq_n_f64(x))
    }
    #[inline(always)]
    fn splat_word(self, x: u64) -> uint64x2_t {
        registers!(vdupq_n_u64(x))
    }
    #[inline(always)]
    fn count_from(self, first: u64) -> uint64x2_t {
        registers!(vsetq_lane_u64::<1>(first.wrapping_add(1), vdupq_n_u64(first)))
    }

    #[inline(always)]
    fn load(self, from: &Lanes, at: usize) -> float64x2_t {
        let from = &from.0[at..][..Self::WIDTH];
        // SAFETY: `from` is two numbers.
        unsafe { vld1q_f64(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, x: float64x2_t, to: &mut Lanes, at: usize) {
        let to = &mut to.0[at..][..Self::WIDTH];
        // SAFETY: as in `load`.
        unsafe { vst1q_f64(to.as_mut_ptr(), x) }
    }
    #[inline(always)]
    fn store_quarters(self, x: float64x2_t, to: &mut [Lanes], counter: usize, quarter: usize) {
        self.store(x, &mut to[counter / 4], 4 * quarter + counter % 4);
    }

    #[inline(always)]
    fn add(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        registers!(vaddq_f64(a, b))
    }
    #[inline(always)]
    fn sub(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        registers!(vsubq_f64(a, b))
    }
    #[inline(always)]
    fn mul(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        registers!(vmulq_f64(a, b))
    }
    #[inline(always)]
    fn div(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        registers!(vdivq_f64(a, b))
    }
    #[inline(always)]
    fn fma(self, a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
        registers!(vfmaq_f64(c, a, b))
    }
    #[inline(always)]
    fn fnma(self, a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
        registers!(vfmsq_f64(c, a, b))
    }
    #[inline(always)]
    fn sqrt(self, a: float64x2_t) -> float64x2_t {
        registers!(vsqrtq_f64(a))
    }
    #[inline(always)]
    fn min(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        // The instruction of that name has it otherwise for NaN and for zeros.
        self.select(self.less(a, b), a, b)
    }
    #[inline(always)]
    fn max(self, a: float64x2_t, b: float64x2_t) -> float64x2_t {
        self.select(self.less(b, a), a, b)
    }

    #[inline(always)]
    fn less(self, a: float64x2_t, b: float64x2_t) -> uint64x2_t {
        registers!(vcltq_f64(a, b))
    }
    #[inline(always)]
    fn select(self, mask: uint64x2_t, yes: float64x2_t, no: float64x2_t) -> float64x2_t {
        registers!(vbslq_f64(mask, yes, no))
    }
    #[inline(always)]
    fn mask_bits(self, mask: uint64x2_t) -> u32 {
        let [first, second] = registers!([vgetq_lane_u64::<0>(mask), vgetq_lane_u64::<1>(mask)]);
        (first & 1 | second & 2) as u32
    }

    #[inline(always)]
    fn to_bits(self, a: float64x2_t) -> uint64x2_t {
        registers!(vreinterpretq_u64_f64(a))
    }
    #[inline(always)]
    fn of_bits(self, a: uint64x2_t) -> float64x2_t {
        registers!(vreinterpretq_f64_u64(a))
    }
    #[inline(always)]
    fn add_words(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        registers!(vaddq_u64(a, b))
    }
    #[inline(always)]
    fn sub_words(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        registers!(vsubq_u64(a, b))
    }
    #[inline(always)]
    fn and(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        registers!(vandq_u64(a, b))
    }
    #[inline(always)]
    fn or(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        registers!(vorrq_u64(a, b))
    }
    #[inline(always)]
    fn xor3(self, a: uint64x2_t, b: uint64x2_t, c: uint64x2_t) -> uint64x2_t {
        registers!(veorq_u64(veorq_u64(a, b), c))
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self, a: uint64x2_t) -> uint64x2_t {
        registers!(vshlq_u64(a, vdupq_n_s64(i64::from(N))))
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self, a: uint64x2_t) -> uint64x2_t {
        // Towards the low bits where the count is negative.
        registers!(vshlq_u64(a, vdupq_n_s64(-i64::from(N))))
    }
    #[inline(always)]
    fn mul_low(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t {
        registers!(vmull_u32(vmovn_u64(a), vmovn_u64(b)))
    }
    #[inline(always)]
    fn low_above_2_pow_52(self, a: uint64x2_t) -> float64x2_t {
        let low = self.and(a, self.splat_word(0xffff_ffff));
        self.of_bits(self.or(low, self.splat_word(TWO_POW_52)))
    }
}
