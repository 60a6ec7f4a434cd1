use super::{LANES, Lanes, Simd};
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Sub};

/// Numbers of a vector, with the signs of arithmetic.
#[derive(Clone, Copy)]
pub struct Float<S: Simd>(pub S, pub S::Floats);

/// Words of a vector.
#[derive(Clone, Copy)]
pub struct Word<S: Simd>(pub S, pub S::Words);

impl<S: Simd> Float<S> {
    /// Where vectors begin in lanes.
    #[inline(always)]
    pub fn starts() -> impl Iterator<Item = usize> {
        (0..LANES).step_by(S::WIDTH)
    }

    /// The same number everywhere.
    #[inline(always)]
    pub fn splat(simd: S, x: f64) -> Self {
        Self(simd, simd.splat(x))
    }

    /// See [`Simd::load`].
    #[inline(always)]
    pub fn load(simd: S, from: &Lanes, at: usize) -> Self {
        Self(simd, simd.load(from, at))
    }

    /// See [`Simd::store`].
    #[inline(always)]
    pub fn store(self, to: &mut Lanes, at: usize) {
        self.0.store(self.1, to, at);
    }

    /// The same number everywhere, as of this vector's kind.
    #[inline(always)]
    pub fn of(self, x: f64) -> Self {
        Self::splat(self.0, x)
    }

    /// self b + c, rounded once.
    #[inline(always)]
    pub fn mul_add(self, b: Self, c: Self) -> Self {
        Self(self.0, self.0.fma(self.1, b.1, c.1))
    }

    /// self - a b, rounded once.
    #[inline(always)]
    pub fn sub_mul(self, a: Self, b: Self) -> Self {
        Self(self.0, self.0.fnma(a.1, b.1, self.1))
    }

    /// The polynomial `c[0] + c[1] x + c[2] x^2 + ...`, by Horner's rule: one fused multiply-add per coefficient, from the
    /// highest power down.
    #[inline(always)]
    pub fn horner<const N: usize>(self, c: &[f64; N]) -> Self {
        let mut sum = self.of(c[N - 1]);
        for i in (0..N - 1).rev() {
            sum = sum.mul_add(self, self.of(c[i]));
        }
        sum
    }

    /// The square root.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0, self.0.sqrt(self.1))
    }

    /// self where it is less than b, else b.
    #[inline(always)]
    pub fn min(self, b: Self) -> Self {
        Self(self.0, self.0.min(self.1, b.1))
    }

    /// self where it is greater than b, else b.
    #[inline(always)]
    pub fn max(self, b: Self) -> Self {
        Self(self.0, self.0.max(self.1, b.1))
    }

    /// Where it is less than b.
    #[inline(always)]
    pub fn less(self, b: Self) -> S::Mask {
        self.0.less(self.1, b.1)
    }

    /// self where the mask says so, else `no`.
    #[inline(always)]
    pub fn or_else(self, mask: S::Mask, no: Self) -> Self {
        Self(self.0, self.0.select(mask, self.1, no.1))
    }

    /// Without the sign.
    #[inline(always)]
    pub fn abs(self) -> Self {
        (self.to_bits() & self.to_bits().of(!SIGN)).to_float()
    }

    /// The magnitude of self, which has no sign, with the sign of b.
    #[inline(always)]
    pub fn with_sign_of(self, b: Self) -> Self {
        (self.to_bits() | b.to_bits() & b.to_bits().of(SIGN)).to_float()
    }

    /// The bits.
    #[inline(always)]
    pub fn to_bits(self) -> Word<S> {
        Word(self.0, self.0.to_bits(self.1))
    }
}

const SIGN: u64 = 1 << 63;

impl<S: Simd> Word<S> {
    /// The same word everywhere, as of this vector's kind.
    #[inline(always)]
    pub fn of(self, x: u64) -> Self {
        Self(self.0, self.0.splat_word(x))
    }

    /// The numbers that have these bits.
    #[inline(always)]
    pub fn to_float(self) -> Float<S> {
        Float(self.0, self.0.of_bits(self.1))
    }

    /// Towards the high bits.
    #[inline(always)]
    pub fn shift_left<const N: u32>(self) -> Self {
        Self(self.0, self.0.shift_left::<N>(self.1))
    }

    /// Towards the low bits.
    #[inline(always)]
    pub fn shift_right<const N: u32>(self) -> Self {
        Self(self.0, self.0.shift_right::<N>(self.1))
    }

    /// The product of the low 32 bits of both.
    #[inline(always)]
    pub fn mul_low(self, b: Self) -> Self {
        Self(self.0, self.0.mul_low(self.1, b.1))
    }

    /// Bits that an odd number of the three have.
    #[inline(always)]
    pub fn xor3(self, b: Self, c: Self) -> Self {
        Self(self.0, self.0.xor3(self.1, b.1, c.1))
    }

    /// The low 32 bits as a number, less 2^31.
    #[inline(always)]
    pub fn centred_low(self) -> Float<S> {
        const TWO_POW_52_AND_31: f64 = 4_503_601_774_854_144.0;
        let above = Float(self.0, self.0.low_above_2_pow_52(self.1));
        above - above.of(TWO_POW_52_AND_31)
    }
}

macro_rules! operators {
    ($($vector:ident: $operator:ident, $name:ident, $call:ident;)*) => {$(
        impl<S: Simd> $operator for $vector<S> {
            type Output = Self;

            #[inline(always)]
            fn $name(self, b: Self) -> Self {
                Self(self.0, self.0.$call(self.1, b.1))
            }
        }
    )*};
}

operators! {
    Float: Add, add, add;
    Float: Sub, sub, sub;
    Float: Mul, mul, mul;
    Float: Div, div, div;
    Word: Add, add, add_words;
    Word: Sub, sub, sub_words;
    Word: BitAnd, bitand, and;
    Word: BitOr, bitor, or;
}
