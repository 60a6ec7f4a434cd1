//! The direction numbers, made when this is compiled.

use super::BITS;

/// How many dimensions there are.
pub const DIMENSIONS: usize = 256;

/// Those of each dimension: the number of bit j of a point's index, as the bits of a fraction of 2^32.
///
/// The table is the beginning of new-joe-kuo-6, the direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol Sequences with
/// Better Two-Dimensional Projections", SIAM Journal on Scientific Computing 30 (2008), 2635-2654: per dimension from the second on,
/// its number d, the degree s and the inner coefficients a of a primitive polynomial, and s numbers.
pub(super) static DIRECTIONS: [[u32; BITS]; DIMENSIONS] = parse(include_bytes!("joe-kuo.txt"));

const fn parse(table: &[u8]) -> [[u32; BITS]; DIMENSIONS] {
    let mut all = [[0; BITS]; DIMENSIONS];
    let mut j = 0;
    while j < BITS {
        all[0][j] = 1 << (31 - j); // the sequence of van der Corput
        j += 1;
    }
    let mut at = 0;
    while table[at] != b'\n' {
        at += 1;
    }
    at += 1;
    while at < table.len() {
        let (dimension, degree, inner);
        (dimension, at) = number(table, at);
        (degree, at) = number(table, at);
        (inner, at) = number(table, at);
        let mut numbers = [0; BITS];
        let mut j = 0;
        while j < degree as usize {
            (numbers[j], at) = number(table, at);
            j += 1;
        }
        all[dimension as usize - 1] = extend(degree as usize, inner, numbers);
    }
    all
}

/// The number there, and where the next one is.
const fn number(table: &[u8], mut at: usize) -> (u32, usize) {
    let mut number = 0;
    while table[at].is_ascii_digit() {
        number = 10 * number + (table[at] - b'0') as u32;
        at += 1;
    }
    (number, at + 1)
}

/// The direction numbers of a polynomial's inner coefficients a and the first of its numbers, by the recurrence of I. M. Sobol
/// (1967), m\[j\] = 2 a\[1\] m\[j-1\] ^ ... ^ 2^(s-1) a\[s-1\] m\[j-s+1\] ^ 2^s m\[j-s\] ^ m\[j-s\].
const fn extend(s: usize, inner: u32, mut numbers: [u32; BITS]) -> [u32; BITS] {
    let mut j = 0;
    while j < BITS {
        if j >= s {
            let mut next = numbers[j - s] ^ numbers[j - s] << s;
            let mut k = 1;
            while k < s {
                next ^= ((inner >> (s - 1 - k) & 1) * numbers[j - k]) << k;
                k += 1;
            }
            numbers[j] = next;
        }
        j += 1;
    }
    let mut directions = [0; BITS];
    let mut j = 0;
    while j < BITS {
        directions[j] = numbers[j] << (31 - j);
        j += 1;
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point, in 4096ths.
    fn point(index: usize, dimension: usize) -> u32 {
        let bits = (0..BITS).filter(|j| index >> j & 1 == 1);
        bits.fold(0, |x, j| x ^ DIRECTIONS[dimension][j]) >> (32 - BITS)
    }

    #[test]
    fn points_are_those_of_scipy() {
        const OF: [usize; 7] = [0, 1, 2, 7, 99, 200, 255];
        // scipy.stats.qmc.Sobol(256, scramble=False).random(4096), SciPy 1.17, times 4096. Its points are in the order of Gray's
        // code.
        let known = [
            (1, [2048, 2048, 2048, 2048, 2048, 2048, 2048]),
            (2, [3072, 1024, 1024, 3072, 3072, 3072, 3072]),
            (3, [1024, 3072, 3072, 1024, 1024, 1024, 1024]),
            (1000, [900, 396, 2124, 3684, 764, 3084, 1020]),
            (2741, [3967, 2449, 3723, 2815, 3237, 739, 1317]),
            (4095, [1, 3855, 1369, 1601, 3943, 697, 2511]),
        ];
        for (n, expected) in known {
            assert_eq!(OF.map(|dimension| point(n ^ n >> 1, dimension)), expected, "point {n}");
        }
    }
}
