use super::{Lanes, Piece, Simd, TWO_POW_52};
use std::arch::x86_64::*;

/// Eight numbers: AVX-512 (the foundation, F).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx512(());

impl Avx512 {
    /// None: this processor lacks them.
    #[must_use]
    pub fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx512f")).then_some(Self(()))
    }
}

/// Calls intrinsics that touch registers only.
macro_rules! registers {
    ($call:expr) => {
        // SAFETY: all they require is a processor that has them, and Avx512::detect makes a value of the type only there.
        unsafe { $call }
    };
}

impl Simd for Avx512 {
    const WIDTH: usize = 8;
    type Floats = __m512d;
    type Words = __m512i;
    type Mask = __mmask8;
    type Part = Self;

    #[inline(always)]
    fn part(self) -> Self {
        self
    }

    #[inline(always)]
    fn apart<P: Piece>(self, piece: P) -> P::Output {
        #[inline(never)]
        #[target_feature(enable = "avx512f")]
        fn run<P: Piece>(piece: P) -> P::Output {
            piece.run()
        }
        // SAFETY: all it requires is a processor that has them, and Avx512::detect makes a value of the type only there.
        unsafe { run(piece) }
    }

    #[inline(always)]
    fn splat(self, x: f64) -> __m512d {
        registers!(_mm512_set1_pd(x))
    }
    #[inline(always)]
    fn splat_word(self, x: u64) -> __m512i {
        registers!(_mm512_set1_epi64(x.cast_signed()))
    }
    #[inline(always)]
    fn count_from(self, first: u64) -> __m512i {
        registers!(_mm512_add_epi64(
            _mm512_set1_epi64(first.cast_signed()),
            _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7)
        ))
    }

    #[inline(always)]
    fn load(self, from: &Lanes, at: usize) -> __m512d {
        let from = &from.0[at..][..Self::WIDTH];
        // SAFETY: `from` is eight numbers; nothing is asked of their alignment. The processor: see `registers`.
        unsafe { _mm512_loadu_pd(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, x: __m512d, to: &mut Lanes, at: usize) {
        let to = &mut to.0[at..][..Self::WIDTH];
        // SAFETY: as in `load`.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), x) }
    }
    #[inline(always)]
    fn store_quarters(self, x: __m512d, to: &mut [Lanes], counter: usize, quarter: usize) {
        let [first, second] = &mut to[counter / 4..][..2] else {
            unreachable!("two were taken")
        };
        let first = &mut first.0[4 * quarter..][..4];
        let second = &mut second.0[4 * quarter..][..4];
        // SAFETY: each is four numbers, half a vector. The processor: see `registers`.
        unsafe {
            _mm256_storeu_pd(first.as_mut_ptr(), _mm512_castpd512_pd256(x));
            _mm256_storeu_pd(second.as_mut_ptr(), _mm512_extractf64x4_pd::<1>(x));
        }
    }

    #[inline(always)]
    fn add(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_add_pd(a, b))
    }
    #[inline(always)]
    fn sub(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_sub_pd(a, b))
    }
    #[inline(always)]
    fn mul(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_mul_pd(a, b))
    }
    #[inline(always)]
    fn div(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_div_pd(a, b))
    }
    #[inline(always)]
    fn fma(self, a: __m512d, b: __m512d, c: __m512d) -> __m512d {
        registers!(_mm512_fmadd_pd(a, b, c))
    }
    #[inline(always)]
    fn fnma(self, a: __m512d, b: __m512d, c: __m512d) -> __m512d {
        registers!(_mm512_fnmadd_pd(a, b, c))
    }
    #[inline(always)]
    fn sqrt(self, a: __m512d) -> __m512d {
        registers!(_mm512_sqrt_pd(a))
    }
    #[inline(always)]
    fn min(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_min_pd(a, b))
    }
    #[inline(always)]
    fn max(self, a: __m512d, b: __m512d) -> __m512d {
        registers!(_mm512_max_pd(a, b))
    }

    #[inline(always)]
    fn less(self, a: __m512d, b: __m512d) -> __mmask8 {
        registers!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(a, b))
    }
    #[inline(always)]
    fn select(self, mask: __mmask8, yes: __m512d, no: __m512d) -> __m512d {
        registers!(_mm512_mask_blend_pd(mask, no, yes))
    }
    #[inline(always)]
    fn mask_bits(self, mask: __mmask8) -> u32 {
        u32::from(mask)
    }

    #[inline(always)]
    fn to_bits(self, a: __m512d) -> __m512i {
        registers!(_mm512_castpd_si512(a))
    }
    #[inline(always)]
    fn of_bits(self, a: __m512i) -> __m512d {
        registers!(_mm512_castsi512_pd(a))
    }
    #[inline(always)]
    fn add_words(self, a: __m512i, b: __m512i) -> __m512i {
        registers!(_mm512_add_epi64(a, b))
    }
    #[inline(always)]
    fn sub_words(self, a: __m512i, b: __m512i) -> __m512i {
        registers!(_mm512_sub_epi64(a, b))
    }
    #[inline(always)]
    fn and(self, a: __m512i, b: __m512i) -> __m512i {
        registers!(_mm512_and_si512(a, b))
    }
    #[inline(always)]
    fn or(self, a: __m512i, b: __m512i) -> __m512i {
        registers!(_mm512_or_si512(a, b))
    }
    #[inline(always)]
    fn xor3(self, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
        registers!(_mm512_ternarylogic_epi64::<0b1001_0110>(a, b, c))
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self, a: __m512i) -> __m512i {
        registers!(_mm512_slli_epi64::<N>(a))
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self, a: __m512i) -> __m512i {
        registers!(_mm512_srli_epi64::<N>(a))
    }
    #[inline(always)]
    fn mul_low(self, a: __m512i, b: __m512i) -> __m512i {
        registers!(_mm512_mul_epu32(a, b))
    }
    #[inline(always)]
    fn low_above_2_pow_52(self, a: __m512i) -> __m512d {
        const FIRST_AND_SECOND_OR_THIRD: i32 = 0b1110_1010;
        let low = self.splat_word(0xffff_ffff);
        let two_pow_52 = self.splat_word(TWO_POW_52);
        registers!(_mm512_castsi512_pd(_mm512_ternarylogic_epi64::<
            FIRST_AND_SECOND_OR_THIRD,
        >(a, low, two_pow_52)))
    }
}
