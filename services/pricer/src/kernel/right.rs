use crate::job::Continuation;
use crate::simd::{Float, Simd};

/// The right to receive a price for a strike, or the strike for the price.
#[derive(Clone, Copy)]
pub(super) struct Right<S: Simd> {
    sign: Float<S>,
    strike: Float<S>,
    per_strike: Float<S>,
}

impl<S: Simd> Right<S> {
    /// `sign` is 1 for a call, -1 for a put.
    #[inline(always)]
    pub(super) fn new(simd: S, sign: f64, strike: f64) -> Self {
        Self {
            sign: Float::splat(simd, sign),
            strike: Float::splat(simd, strike),
            per_strike: Float::splat(simd, 1.0 / strike),
        }
    }

    /// What exercising gives; negative where nobody would.
    #[inline(always)]
    pub(super) fn gain(self, price: Float<S>) -> Float<S> {
        self.sign * (price - self.strike)
    }

    /// How far the price is from the strike, in strikes.
    #[inline(always)]
    pub(super) fn distance(self, price: Float<S>) -> Float<S> {
        price.mul_add(self.per_strike, price.of(-1.0))
    }

    /// Where the gain is above 0, above what holding on is worth by the powers of the distance and, where it moves, the variance,
    /// and above what waiting for the expiry is worth by those of the price.
    #[inline(always)]
    pub(super) fn exercised(
        self,
        (price, variance): (Float<S>, Option<Float<S>>),
        gain: Float<S>,
        (continuation, waiting): (&Continuation, &[f64; 2]),
    ) -> S::Mask {
        let distance = self.distance(price);
        let mut holding = distance.horner(&continuation.powers);
        if let Some(variance) = variance {
            holding = variance.mul_add(distance.horner(&continuation.by_variance), holding);
        }
        holding.max(price.of(0.0)).max(price.horner(waiting)).less(gain)
    }
}
