use super::super::right::Right;
use super::super::series::canonical;
use crate::simd::{Float, Lanes, Simd};

/// How many sums of powers there are, and how many of them with what is paid.
const POWERS: usize = 7;
const PRODUCTS: usize = 4;

/// What the least squares are made of, lane by lane: of the paths worth exercising the sums of the powers of x, and those of the
/// first of them times what the option pays.
pub(super) struct Moments([Lanes; POWERS + PRODUCTS]);

impl Moments {
    pub(super) const ZERO: Self = Self([Lanes::splat(0.0); POWERS + PRODUCTS]);

    /// Adds some groups of paths: their prices, and what their options pay.
    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, right: Right<S>, prices: &[Lanes], paid: &[Lanes]) {
        let (zero, one) = (Float::splat(simd, 0.0), Float::splat(simd, 1.0));
        for at in Float::<S>::starts() {
            let mut sums = [zero; POWERS + PRODUCTS];
            for (sum, lanes) in sums.iter_mut().zip(&self.0) {
                *sum = Float::load(simd, lanes, at);
            }
            for (price, paid) in prices.iter().zip(paid) {
                let price = Float::load(simd, price, at);
                let counts = zero.less(right.gain(price));
                let x = right.distance(price).or_else(counts, zero);
                let paid = Float::load(simd, paid, at).or_else(counts, zero);
                let mut power = one.or_else(counts, zero);
                for i in 0..POWERS {
                    sums[i] = sums[i] + power;
                    if i < PRODUCTS {
                        sums[POWERS + i] = power.mul_add(paid, sums[POWERS + i]);
                    }
                    power = if i == 0 { x } else { power * x };
                }
            }
            for (sum, lanes) in sums.iter().zip(&mut self.0) {
                sum.store(lanes, at);
            }
        }
    }

    /// The sums over the lanes.
    pub(super) fn reduce(&self) -> Sums<PRODUCTS> {
        let sum = |i: usize| canonical(self.0[i].tree_sum());
        Sums {
            gram: std::array::from_fn(|i| std::array::from_fn(|j| sum(i + j))),
            products: std::array::from_fn(|i| sum(POWERS + i)),
        }
    }
}

/// Of N functions: the sums of their products, where the first index is not below the second, and of those with what the option pays.
pub(super) struct Sums<const N: usize> {
    pub(super) gram: [[f64; N]; N],
    pub(super) products: [f64; N],
}

/// How many functions there are of x and the variance v: 1, x, x^2, x^3, v, v x, v x^2.
const FUNCTIONS: usize = 7;
const PAIRS: usize = FUNCTIONS * (FUNCTIONS + 1) / 2;

/// The same of a variance that moves, lane by lane: the sums of the products of two functions, and of each with what the option pays.
pub(super) struct MomentsByVariance([Lanes; PAIRS + FUNCTIONS]);

impl MomentsByVariance {
    pub(super) const ZERO: Self = Self([Lanes::splat(0.0); PAIRS + FUNCTIONS]);

    /// Adds some groups of paths: their prices, their variances, and what their options pay.
    #[inline(always)]
    pub(super) fn add<S: Simd>(
        &mut self,
        simd: S,
        right: Right<S>,
        (prices, variances): (&[Lanes], &[Lanes]),
        paid: &[Lanes],
    ) {
        let (zero, one) = (Float::splat(simd, 0.0), Float::splat(simd, 1.0));
        for at in Float::<S>::starts() {
            let mut sums = [zero; PAIRS + FUNCTIONS];
            for (sum, lanes) in sums.iter_mut().zip(&self.0) {
                *sum = Float::load(simd, lanes, at);
            }
            for ((price, variance), paid) in prices.iter().zip(variances).zip(paid) {
                let price = Float::load(simd, price, at);
                let counts = zero.less(right.gain(price));
                let x = right.distance(price).or_else(counts, zero);
                let v = Float::load(simd, variance, at).or_else(counts, zero);
                let paid = Float::load(simd, paid, at).or_else(counts, zero);
                let (square, mixed) = (x * x, v * x);
                let functions = [one.or_else(counts, zero), x, square, square * x, v, mixed, mixed * x];
                let mut pair = 0;
                for i in 0..FUNCTIONS {
                    for j in 0..=i {
                        sums[pair] = functions[i].mul_add(functions[j], sums[pair]);
                        pair += 1;
                    }
                    sums[PAIRS + i] = functions[i].mul_add(paid, sums[PAIRS + i]);
                }
            }
            for (sum, lanes) in sums.iter().zip(&mut self.0) {
                sum.store(lanes, at);
            }
        }
    }

    /// The sums over the lanes.
    pub(super) fn reduce(&self) -> Sums<FUNCTIONS> {
        let sum = |i: usize| canonical(self.0[i].tree_sum());
        let pair = |i: usize, j: usize| if j > i { 0.0 } else { sum(i * (i + 1) / 2 + j) };
        Sums {
            gram: std::array::from_fn(|i| std::array::from_fn(|j| pair(i, j))),
            products: std::array::from_fn(|i| sum(PAIRS + i)),
        }
    }
}
