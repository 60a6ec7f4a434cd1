use super::{Lanes, Piece, Simd, TWO_POW_52};
use std::arch::x86_64::*;

/// Four numbers: AVX2 with fused multiply-adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx2(());

impl Avx2 {
    /// None: this processor lacks them.
    #[must_use]
    pub fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
    }
}

/// Calls intrinsics that touch registers only.
macro_rules! registers {
    ($call:expr) => {
        // SAFETY: all they require is a processor that has them, and Avx2::detect makes a value of the type only there.
        unsafe { $call }
    };
}

impl Simd for Avx2 {
    const WIDTH: usize = 4;
    type Floats = __m256d;
    type Words = __m256i;
    type Mask = __m256d;
    type Part = Self;

    #[inline(always)]
    fn part(self) -> Self {
        self
    }

    #[inline(always)]
    fn apart<P: Piece>(self, piece: P) -> P::Output {
        #[inline(never)]
        #[target_feature(enable = "avx2,fma")]
        fn run<P: Piece>(piece: P) -> P::Output {
            piece.run()
        }
        // SAFETY: all it requires is a processor that has them, and Avx2::detect makes a value of the type only there.
        unsafe { run(piece) }
    }

    #[inline(always)]
    fn splat(self, x: f64) -> __m256d {
        registers!(_mm256_set1_pd(x))
    }
    #[inline(always)]
    fn splat_word(self, x: u64) -> __m256i {
        registers!(_mm256_set1_epi64x(x.cast_signed()))
    }
    #[inline(always)]
    fn count_from(self, first: u64) -> __m256i {
        registers!(_mm256_add_epi64(
            _mm256_set1_epi64x(first.cast_signed()),
            _mm256_setr_epi64x(0, 1, 2, 3)
        ))
    }

    #[inline(always)]
    fn load(self, from: &Lanes, at: usize) -> __m256d {
        let from = &from.0[at..][..Self::WIDTH];
        // SAFETY: `from` is four numbers; nothing is asked of their alignment. The processor: see `registers`.
        unsafe { _mm256_loadu_pd(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, x: __m256d, to: &mut Lanes, at: usize) {
        let to = &mut to.0[at..][..Self::WIDTH];
        // SAFETY: as in `load`.
        unsafe { _mm256_storeu_pd(to.as_mut_ptr(), x) }
    }
    #[inline(always)]
    fn store_quarters(self, x: __m256d, to: &mut [Lanes], counter: usize, quarter: usize) {
        self.store(x, &mut to[counter / 4], 4 * quarter);
    }

    #[inline(always)]
    fn add(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_add_pd(a, b))
    }
    #[inline(always)]
    fn sub(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_sub_pd(a, b))
    }
    #[inline(always)]
    fn mul(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_mul_pd(a, b))
    }
    #[inline(always)]
    fn div(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_div_pd(a, b))
    }
    #[inline(always)]
    fn fma(self, a: __m256d, b: __m256d, c: __m256d) -> __m256d {
        registers!(_mm256_fmadd_pd(a, b, c))
    }
    #[inline(always)]
    fn fnma(self, a: __m256d, b: __m256d, c: __m256d) -> __m256d {
        registers!(_mm256_fnmadd_pd(a, b, c))
    }
    #[inline(always)]
    fn sqrt(self, a: __m256d) -> __m256d {
        registers!(_mm256_sqrt_pd(a))
    }
    #[inline(always)]
    fn min(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_min_pd(a, b))
    }
    #[inline(always)]
    fn max(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_max_pd(a, b))
    }

    #[inline(always)]
    fn less(self, a: __m256d, b: __m256d) -> __m256d {
        registers!(_mm256_cmp_pd::<_CMP_LT_OQ>(a, b))
    }
    #[inline(always)]
    fn select(self, mask: __m256d, yes: __m256d, no: __m256d) -> __m256d {
        registers!(_mm256_blendv_pd(no, yes, mask))
    }
    #[inline(always)]
    fn mask_bits(self, mask: __m256d) -> u32 {
        registers!(_mm256_movemask_pd(mask)).cast_unsigned()
    }

    #[inline(always)]
    fn to_bits(self, a: __m256d) -> __m256i {
        registers!(_mm256_castpd_si256(a))
    }
    #[inline(always)]
    fn of_bits(self, a: __m256i) -> __m256d {
        registers!(_mm256_castsi256_pd(a))
    }
    #[inline(always)]
    fn add_words(self, a: __m256i, b: __m256i) -> __m256i {
        registers!(_mm256_add_epi64(a, b))
    }
    #[inline(always)]
    fn sub_words(self, a: __m256i, b: __m256i) -> __m256i {
        registers!(_mm256_sub_epi64(a, b))
    }
    #[inline(always)]
    fn and(self, a: __m256i, b: __m256i) -> __m256i {
        registers!(_mm256_and_si256(a, b))
    }
    #[inline(always)]
    fn or(self, a: __m256i, b: __m256i) -> __m256i {
        registers!(_mm256_or_si256(a, b))
    }
    #[inline(always)]
    fn xor3(self, a: __m256i, b: __m256i, c: __m256i) -> __m256i {
        registers!(_mm256_xor_si256(_mm256_xor_si256(a, b), c))
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self, a: __m256i) -> __m256i {
        registers!(_mm256_sll_epi64(a, _mm_cvtsi32_si128(N.cast_signed())))
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self, a: __m256i) -> __m256i {
        registers!(_mm256_srl_epi64(a, _mm_cvtsi32_si128(N.cast_signed())))
    }
    #[inline(always)]
    fn mul_low(self, a: __m256i, b: __m256i) -> __m256i {
        registers!(_mm256_mul_epu32(a, b))
    }
    #[inline(always)]
    fn low_above_2_pow_52(self, a: __m256i) -> __m256d {
        // Every other 32 bits, the high ones, are those of 2^52.
        const HIGH: i32 = 0b1010_1010;
        let two_pow_52 = self.splat_word(TWO_POW_52);
        registers!(_mm256_castsi256_pd(_mm256_blend_epi32::<HIGH>(a, two_pow_52)))
    }
}
