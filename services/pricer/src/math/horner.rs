/// The polynomial `c[0] + c[1] x + c[2] x^2 + ...`, by Horner's rule: one fused multiply-add per coefficient, from the highest
/// power down.
#[inline(always)]
pub(super) fn horner<const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let mut sum = c[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum.mul_add(x, c[i]);
    }
    sum
}
