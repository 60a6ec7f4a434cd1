//! Primes in a range, by striking out multiples (Eratosthenes), window by window, odd numbers only.

use std::ops::Range;

/// Odd numbers in a window: a byte each, small enough for a core's own cache.
const WINDOW: usize = 1 << 17;

/// Counts primes below a bound.
#[derive(Debug)]
pub struct Counter {
    /// The odd primes whose square is below the bound.
    strikers: Vec<u64>,
}

impl Counter {
    /// For ranges that end at `end` or before. Takes memory and time in the order of its square root.
    #[must_use]
    pub fn up_to(end: u64) -> Self {
        let root = usize::try_from(end.isqrt()).expect("the root of 64 bits has 32");
        let mut struck = vec![false; root + 1];
        let mut strikers = Vec::new();
        for number in (3..=root).step_by(2) {
            if !struck[number] {
                strikers.push(number as u64);
                (number * number..=root)
                    .step_by(2 * number)
                    .for_each(|multiple| struck[multiple] = true);
            }
        }
        Self { strikers }
    }

    /// How many primes are in the range.
    #[must_use]
    pub fn count(&self, range: Range<u64>) -> u64 {
        let two = u64::from(range.contains(&2));
        let mut window = Vec::with_capacity(WINDOW);
        let mut first = range.start.max(3) | 1;
        let mut odd = 0;
        while first < range.end {
            let numbers = usize::try_from((range.end - first).div_ceil(2)).map_or(WINDOW, |n| n.min(WINDOW));
            odd += self.count_odd(first, numbers, &mut window);
            first += 2 * numbers as u64;
        }
        two + odd
    }

    /// The primes among `numbers` odd ones from the odd number `first` on; `window` is scratch.
    fn count_odd(&self, first: u64, numbers: usize, window: &mut Vec<bool>) -> u64 {
        window.clear();
        window.resize(numbers, true);
        let last = first + 2 * (numbers as u64 - 1);
        for &prime in self.strikers.iter().take_while(|&&prime| prime * prime <= last) {
            // Below its square, a multiple has a smaller factor. Even multiples are not in the window.
            let from = (prime * prime).max(first.next_multiple_of(prime));
            let odd = if from.is_multiple_of(2) { from + prime } else { from };
            let at = usize::try_from((odd - first) / 2).unwrap_or(usize::MAX);
            for number in window.iter_mut().skip(at).step_by(prime as usize) {
                *number = false;
            }
        }
        window.iter().map(|&prime| u64::from(prime)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(range: Range<u64>) -> u64 {
        Counter::up_to(range.end).count(range)
    }

    fn is_prime(number: u64) -> bool {
        number > 1 && (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
    }

    /// The number of primes up to 10^n, from <https://oeis.org/A006880>.
    #[test]
    fn powers_of_ten_have_the_published_counts() {
        let published = [0, 4, 25, 168, 1229, 9592, 78_498, 664_579, 5_761_455];
        for (n, primes) in published.into_iter().enumerate() {
            assert_eq!(count(0..10_u64.pow(n as u32) + 1), primes, "10^{n}");
        }
    }

    #[test]
    fn far_up_is_right_too() {
        // The largest primes below 10^12 and 10^13, from <https://oeis.org/A033874>.
        for (power, distance) in [(1_000_000_000_000, 11), (10_000_000_000_000, 29)] {
            assert_eq!(count(power - distance..power), 1);
            assert_eq!(count(power - distance + 1..power), 0);
        }
    }

    proptest! {
        #[test]
        fn small_ranges_agree_with_division(begin in 0_u64..5000, length in 0_u64..500) {
            let range = begin..begin + length;
            prop_assert_eq!(count(range.clone()), range.filter(|&n| is_prime(n)).count() as u64);
        }

        #[test]
        fn parts_add_up(cuts in prop::collection::vec(0_u64..3_000_000, 2..6)) {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let counter = Counter::up_to(3_000_000);
            let parts: u64 = cuts.windows(2).map(|ends| counter.count(ends[0]..ends[1])).sum();
            prop_assert_eq!(parts, counter.count(cuts[0]..cuts[cuts.len() - 1]));
        }
    }
}
