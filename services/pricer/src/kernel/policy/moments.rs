use super::super::right::Right;
use super::super::series::canonical;
use crate::simd::{Float, Lanes, Simd};

/// How many sums of powers there are, and how many of them with what is paid.
pub(super) const POWERS: usize = 7;
pub(super) const PRODUCTS: usize = 4;

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
    pub(super) fn reduce(&self) -> ([f64; POWERS], [f64; PRODUCTS]) {
        let sum = |i: usize| canonical(self.0[i].tree_sum());
        (std::array::from_fn(sum), std::array::from_fn(|i| sum(POWERS + i)))
    }
}
