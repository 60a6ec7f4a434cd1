/// A pivot below this part of its diagonal is of rounding: the function adds nothing that the numbers can tell.
const LEAST_PIVOT: f64 = 1.0 / 1_099_511_627_776.0;

/// The sum of functions, each times a coefficient, that is nearest to V in the sum of squares, from the sums A_ij of the functions'
/// products, those of which i is not below j, and the sums of their products with V. From the first function on that the points cannot
/// tell from those before, the coefficients are 0.
///
/// The normal equations A c = b, by the Cholesky factor of A, column after column; products are subtracted in ascending order by
/// fused multiply-adds.
pub(super) fn regress<const N: usize>(gram: &[[f64; N]; N], products: &[f64; N]) -> [f64; N] {
    let mut factor = [[0.0; N]; N];
    let mut terms = 0;
    for j in 0..N {
        let diagonal = gram[j][j];
        let pivot = less(diagonal, (0..j).map(|k| (factor[j][k], factor[j][k])));
        if pivot.is_nan() || pivot <= LEAST_PIVOT * diagonal {
            break;
        }
        terms = j + 1;
        factor[j][j] = pivot.sqrt();
        for i in j + 1..N {
            factor[i][j] = less(gram[i][j], (0..j).map(|k| (factor[i][k], factor[j][k]))) / factor[j][j];
        }
    }
    let mut solution = [0.0; N];
    for i in 0..terms {
        solution[i] = less(products[i], (0..i).map(|k| (factor[i][k], solution[k]))) / factor[i][i];
    }
    for i in (0..terms).rev() {
        solution[i] = less(solution[i], (i + 1..terms).map(|k| (factor[k][i], solution[k]))) / factor[i][i];
    }
    solution
}

/// A number less products, one after the other.
fn less(from: f64, products: impl Iterator<Item = (f64, f64)>) -> f64 {
    products.fold(from, |rest, (a, b)| (-a).mul_add(b, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of powers up to the third.
    fn sums(points: &[(f64, f64)]) -> ([[f64; 4]; 4], [f64; 4]) {
        let over = |term: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, v)| term(x, v)).sum::<f64>();
        let power = |i: usize| over(&|x, _| x.powi(i as i32));
        (
            std::array::from_fn(|i| std::array::from_fn(|j| power(i + j))),
            std::array::from_fn(|i| over(&|x, v| x.powi(i as i32) * v)),
        )
    }

    #[test]
    fn a_cubic_is_found_again() {
        let cubic = [7.0, -3.0, 40.0, 11.0];
        let value = |x: f64| cubic.iter().rev().fold(0.0, |sum, c| sum * x + c);
        let points: Vec<_> = (0..100)
            .map(|i| -0.4 * f64::from(i) / 100.0)
            .map(|x| (x, value(x)))
            .collect();
        let (powers, products) = sums(&points);
        for (found, wanted) in regress(&powers, &products).iter().zip(cubic) {
            assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
        }
    }

    /// What is left is orthogonal to all powers: the definition of least squares.
    #[test]
    fn what_the_nearest_cubic_leaves_is_orthogonal_to_it() {
        let points: Vec<_> = (0..200)
            .map(|i| -0.3 * f64::from(i) / 200.0)
            .map(|x| (x, (9.0 * x).sin() + (f64::from(1) + 50.0 * x).abs()))
            .collect();
        let (powers, products) = sums(&points);
        let found = regress(&powers, &products);
        for j in 0..4 {
            let fitted: f64 = (0..4).map(|i| found[i] * powers[i][j]).sum();
            assert!((fitted - products[j]).abs() < 1e-8 * products[0].abs(), "power {j}");
        }
    }

    #[test]
    fn the_degree_is_what_the_points_allow() {
        for (points, degree) in [
            (vec![(-0.25, 4.0); 100], 0),
            (vec![(-0.25, 4.0), (-0.125, 2.0), (-0.25, 4.0)], 1),
            (vec![(-0.25, 1.0), (-0.125, 0.5), (-0.5, 1.0)], 2),
        ] {
            let (powers, products) = sums(&points);
            let found = regress(&powers, &products);
            assert_eq!(found[degree + 1..], [0.0; 4][degree + 1..], "{found:?}");
            for (x, v) in points {
                let fitted = found.iter().rev().fold(0.0, |sum, c| sum * x + c);
                assert!((fitted - v).abs() < 1e-9, "{fitted}, not {v}");
            }
        }
    }

    #[test]
    fn numbers_that_are_none_have_no_power() {
        assert_eq!(regress(&[[f64::NAN; 4]; 4], &[1.0; 4]), [0.0; 4]);
    }
}
