/// How many paths are computed side by side, whatever the width of the processor's vectors: the sums, and with them the bits of
/// every result, depend on it.
pub const LANES: usize = 16;

/// One number of each of the paths computed side by side.
pub type Lanes = [f64; LANES];

/// The sum over the lanes by halving: lanes 8..16 onto 0..8, then 4..8 onto 0..4, 2..4 onto 0..2, and 1 onto 0.
#[must_use]
pub fn tree_sum(mut lanes: Lanes) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_adds_halves_in_its_documented_order() {
        // 2^53 swallows a 1 that is added alone, so the order shows.
        let big = 9_007_199_254_740_992.0;
        let mut lanes = [0.0; LANES];
        lanes[0] = big;
        lanes[8] = 1.0;
        lanes[4] = 1.0;
        assert_eq!(
            tree_sum(lanes),
            big,
            "both ones meet the big number one after the other"
        );
        lanes[4] = 0.0;
        lanes[8] = 0.0;
        lanes[1] = 1.0;
        lanes[9] = 1.0;
        assert_eq!(tree_sum(lanes), big + 2.0, "lanes 1 and 9 meet each other first");
    }
}
