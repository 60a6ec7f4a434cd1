//! The least that a portfolio's block costs: the exponentials of its prices, and its payoffs, with nothing around them.

use pricer::job::{Exchange, Payoff, Plan, Strike};
use pricer::kernel::{BLOCK_PATHS, Kernel};
use pricer::math::exp_of_moderate;
use pricer::simd::{Float, LANES, Lanes, Simd};

/// Groups at a time, as the engine has them.
const GROUPS: usize = 16;

/// Values `plan` on motions that are there already, for as many paths as a block has. Gives a sum, so that nothing is left out.
pub struct ExpAndPayoff<'a> {
    pub plan: &'a Plan,
    /// Of each underlying.
    pub motions: &'a [[Lanes; GROUPS]],
}

impl ExpAndPayoff<'_> {
    pub fn motions(plan: &Plan) -> Vec<[Lanes; GROUPS]> {
        let number = |i: usize| (i as f64 * 0.618_033_988_749_894_9).fract() * 4.0 - 2.0;
        let lanes = |from: usize| Lanes(std::array::from_fn(|lane| number(from + lane)));
        let row = |row: usize| std::array::from_fn(|group| lanes((row * GROUPS + group) * LANES));
        (0..plan.underlyings).map(row).collect()
    }
}

impl Kernel for ExpAndPayoff<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, _: W, simd: S) -> f64 {
        // The totals lie after the prices, as in the engine. At a distance that was another in each run this took up to a quarter longer,
        // as if loads of prices waited for stores of totals whose addresses end in the same bits.
        let mut memory = vec![[Lanes::splat(0.0); GROUPS]; self.motions.len() + 1];
        let Some((totals, prices)) = memory.split_last_mut() else {
            return 0.0;
        };
        let mut sums = vec![[Lanes::splat(0.0); 2]; self.plan.claims.len()];
        for _ in 0..BLOCK_PATHS as usize / (GROUPS * LANES) {
            for (observation, (prices, motions)) in self
                .plan
                .walk
                .observations
                .iter()
                .zip(prices.iter_mut().zip(self.motions))
            {
                let volatility = Float::splat(simd, observation.volatility);
                let centre = Float::splat(simd, observation.centre);
                for (price, motion) in prices.iter_mut().zip(motions) {
                    for at in Float::<S>::starts() {
                        exp_of_moderate(volatility.mul_add(Float::load(simd, motion, at), centre)).store(price, at);
                    }
                }
            }
            for (claim, [sums, squares]) in self.plan.claims.iter().zip(&mut sums) {
                let Payoff::Exchange(Exchange {
                    long,
                    strike: Strike::Fixed(strike),
                    ..
                }) = claim.payoff
                else {
                    continue;
                };
                let prices = &prices[long.0 as usize];
                let quantity = Float::splat(simd, claim.quantity);
                let (strike, scale) = (quantity.of(strike), quantity.of(claim.sign * claim.discount));
                for at in Float::<S>::starts() {
                    let mut sum = Float::load(simd, sums, at);
                    let mut square = Float::load(simd, squares, at);
                    for (price, total) in prices.iter().zip(&mut *totals) {
                        let value = (scale * (Float::load(simd, price, at) - strike)).max(scale.of(0.0));
                        quantity.mul_add(value, Float::load(simd, total, at)).store(total, at);
                        sum = sum + value;
                        square = value.mul_add(value, square);
                    }
                    sum.store(sums, at);
                    square.store(squares, at);
                }
            }
        }
        let of_all = sums.iter().flatten().chain(&*totals);
        of_all.map(|lanes| lanes.tree_sum()).sum()
    }
}
