/// How many paths are computed side by side, whatever the width of the processor's vectors: the sums, and with them the bits of
/// every result, depend on it.
pub const LANES: usize = 16;

/// One number of each of the paths computed side by side. Aligned to what a cache line and the widest vector have.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; LANES]);

impl Lanes {
    /// The same number in every lane.
    #[must_use]
    pub const fn splat(x: f64) -> Self {
        Self([x; LANES])
    }

    /// The sum over the lanes by halving: lanes 8..16 onto 0..8, then 4..8 onto 0..4, 2..4 onto 0..2, and 1 onto 0.
    #[must_use]
    pub fn tree_sum(mut self) -> f64 {
        let lanes = &mut self.0;
        let mut half = LANES / 2;
        while half > 0 {
            for i in 0..half {
                lanes[i] += lanes[i + half];
            }
            half /= 2;
        }
        lanes[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_adds_halves_in_its_documented_order() {
        // 2^53 swallows a 1 that is added alone, so the order shows.
        let big = 9_007_199_254_740_992.0;
        let sum = |ones: [usize; 2]| {
            let mut lanes = [0.0; LANES];
            lanes[0] = big;
            for lane in ones {
                lanes[lane] = 1.0;
            }
            Lanes(lanes).tree_sum()
        };
        assert_eq!(sum([8, 4]), big, "both ones meet the big number one after the other");
        assert_eq!(sum([1, 9]), big + 2.0, "lanes 1 and 9 meet each other first");
    }
}
