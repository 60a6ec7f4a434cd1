//! Vectors of one width or another, so that a kernel is written once.
//!
//! [`Simd`] is what a processor's vector instructions can do, implemented for each kind of them by a type of no size: a value of
//! it is the proof that this processor has them. Code is generic over it, `#[inline(always)]`, and compiled with the
//! instructions enabled where it is called from a function that enables them (see [`crate::kernel::Tier`]).
//!
//! Every operation gives the same bits for every implementation: it is one IEEE 754 operation, correctly rounded, or moves bits.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(test)]
mod tests;
mod twice;
mod vector;

#[cfg(target_arch = "x86_64")]
pub use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::Avx512;
pub use lanes::{LANES, Lanes};
#[cfg(target_arch = "aarch64")]
pub use neon::Neon;
pub use scalar::Scalar;
pub use twice::Twice;
pub use vector::{Float, Word};

/// Instructions that this processor has, and what they do with vectors of [`Simd::WIDTH`] numbers.
pub trait Simd: Copy {
    /// The numbers of a vector: a power of two, 16 at most.
    const WIDTH: usize;
    /// Numbers.
    type Floats: Copy;
    /// Words of 64 bits.
    type Words: Copy;
    /// A yes or no for each.
    type Mask: Copy;
    /// The vectors that these are made of: the same, or narrower ones.
    type Part: Simd;

    /// See [`Simd::Part`].
    fn part(self) -> Self::Part;

    /// Does a piece of work in a function of its own, which has these instructions enabled too. A kernel that is one function
    /// altogether takes the compiler minutes; a call for each few hundred paths does not count.
    fn apart<P: Piece>(self, piece: P) -> P::Output;

    /// The same number everywhere.
    fn splat(self, x: f64) -> Self::Floats;
    /// The same word everywhere.
    fn splat_word(self, x: u64) -> Self::Words;
    /// `first`, `first + 1` and so on.
    fn count_from(self, first: u64) -> Self::Words;

    /// The lanes from `at` on, a multiple of the width.
    fn load(self, from: &Lanes, at: usize) -> Self::Floats;
    /// Into the lanes from `at` on, a multiple of the width.
    fn store(self, x: Self::Floats, to: &mut Lanes, at: usize);
    /// Number i into place (counter + i) % 4 of a quarter of the lanes, of group (counter + i) / 4. `counter` is a multiple of
    /// the width.
    fn store_quarters(self, x: Self::Floats, to: &mut [Lanes], counter: usize, quarter: usize);

    /// a + b
    fn add(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a - b
    fn sub(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a b
    fn mul(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a / b
    fn div(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a b + c, rounded once.
    fn fma(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats;
    /// c - a b, rounded once.
    fn fnma(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats;
    /// The square root.
    fn sqrt(self, a: Self::Floats) -> Self::Floats;
    /// a where a < b, else b.
    fn min(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a where a > b, else b.
    fn max(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;

    /// Where a < b.
    fn less(self, a: Self::Floats, b: Self::Floats) -> Self::Mask;
    /// `yes` where the mask says so, else `no`.
    fn select(self, mask: Self::Mask, yes: Self::Floats, no: Self::Floats) -> Self::Floats;
    /// One bit for each, the first the lowest.
    fn mask_bits(self, mask: Self::Mask) -> u32;

    /// The bits of numbers.
    fn to_bits(self, a: Self::Floats) -> Self::Words;
    /// The numbers of bits.
    fn of_bits(self, a: Self::Words) -> Self::Floats;
    /// a + b, modulo 2^64.
    fn add_words(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// a - b, modulo 2^64.
    fn sub_words(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// Bits that both have.
    fn and(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// Bits that either has.
    fn or(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// Bits that an odd number of the three have.
    fn xor3(self, a: Self::Words, b: Self::Words, c: Self::Words) -> Self::Words;
    /// Towards the high bits.
    fn shift_left<const N: u32>(self, a: Self::Words) -> Self::Words;
    /// Towards the low bits.
    fn shift_right<const N: u32>(self, a: Self::Words) -> Self::Words;
    /// The product of the low 32 bits of a and of b.
    fn mul_low(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// 2^52 + the low 32 bits of a, as a number.
    fn low_above_2_pow_52(self, a: Self::Words) -> Self::Floats;
}

/// A part of a kernel that is compiled by itself: a struct of what it takes, for a closure would not be inlined where the
/// instructions are enabled.
pub trait Piece {
    /// What it gives.
    type Output;

    /// Must be `#[inline(always)]`, and so must be whatever it calls that handles vectors.
    fn run(self) -> Self::Output;
}

/// The bits of 2^52, whose low bits count the ones.
const TWO_POW_52: u64 = 0x4330_0000_0000_0000;
