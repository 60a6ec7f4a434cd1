//! The functions of `math`, each on a row of numbers.

use pricer::kernel::Kernel;
use pricer::math;
use pricer::simd::{Float, LANES, Lanes, Simd, Word};

/// How many numbers a row has.
pub const NUMBERS: usize = 256;

/// A row of numbers of an interval.
pub fn row(low: f64, high: f64) -> Vec<Lanes> {
    let number = |i: usize| low + (high - low) * (i as f64 * 0.618_033_988_749_894_9).fract();
    let lanes = |group: usize| Lanes(std::array::from_fn(|lane| number(group * LANES + lane)));
    (0..NUMBERS / LANES).map(lanes).collect()
}

macro_rules! on_a_row {
    ($($name:ident: $function:expr;)*) => {$(
        /// Puts the function's values in the place of the numbers in `to`.
        pub struct $name<'a> {
            pub from: &'a [Lanes],
            pub to: &'a mut [Lanes],
        }

        impl Kernel for $name<'_> {
            type Output = ();

            #[inline(always)]
            fn run<W: Simd, S: Simd>(self, _: W, simd: S) {
                for (from, to) in self.from.iter().zip(self.to) {
                    for at in Float::<S>::starts() {
                        $function(Float::load(simd, from, at)).store(to, at);
                    }
                }
            }
        }
    )*};
}

on_a_row! {
    Exp: math::exp;
    ExpOfModerate: math::exp_of_moderate;
    Log: math::log;
    NormalDistribution: math::normal_distribution;
    Centre: math::centre;
    Tail: math::tail;
    InverseNormal: math::inverse_normal;
}

/// Fills `to` with the uniform numbers of so many counters.
pub struct Uniforms<'a> {
    pub keys: math::RoundKeys,
    pub to: &'a mut [Lanes],
}

impl Kernel for Uniforms<'_> {
    type Output = ();

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, words: W, _: S) {
        let together = W::WIDTH.div_ceil(LANES / 4);
        for (i, groups) in self.to.chunks_exact_mut(together).enumerate() {
            for counter in (0..together * LANES / 4).step_by(W::WIDTH) {
                let low = Word(words, words.count_from((i * together * LANES / 4 + counter) as u64));
                let counters = [low, low.of(0), low.of(1), low.of(0)];
                for (quarter, word) in math::philox4x32_10(counters, &self.keys).into_iter().enumerate() {
                    words.store_quarters(math::centred_uniform(word).1, groups, counter, quarter);
                }
            }
        }
    }
}
