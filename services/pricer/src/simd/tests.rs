//! Every implementation that this processor has, against the scalar one.

use super::*;

/// Numbers of every kind, and what a sign, a rounding or an order could get wrong.
const NUMBERS: [f64; LANES] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    1.5,
    0.1,
    -1e300,
    1e300,
    5e-324,
    -f64::MIN_POSITIVE,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1.0 + f64::EPSILON,
    -0.7,
    4_503_599_627_370_497.0,
];

/// Something that is done to three vectors.
type Operation<S> = fn([Float<S>; 3]) -> Float<S>;

/// The bits of what every operation gives for three of the numbers in each lane; one form for all that is not a number.
fn results<S: Simd>(simd: S, [a, b, c]: [&Lanes; 3]) -> Vec<[u64; LANES]> {
    let operations: [Operation<S>; 21] = [
        |[a, _, _]| a.of(0.3),
        |[a, b, _]| a + b,
        |[a, b, _]| a - b,
        |[a, b, _]| a * b,
        |[a, b, _]| a / b,
        |[a, b, c]| a.mul_add(b, c),
        |[a, b, c]| a.sub_mul(b, c),
        |[a, _, _]| a.sqrt(),
        |[a, b, _]| a.min(b),
        |[a, b, _]| a.max(b),
        |[a, b, c]| c.or_else(a.less(b), a),
        |[a, _, _]| a.abs(),
        |[a, b, _]| a.abs().with_sign_of(b),
        |[a, b, _]| (a.to_bits() + b.to_bits()).to_float(),
        |[a, b, _]| (a.to_bits() - b.to_bits()).to_float(),
        |[a, b, _]| (a.to_bits() & b.to_bits() | a.to_bits().of(5)).to_float(),
        |[a, b, c]| a.to_bits().xor3(b.to_bits(), c.to_bits()).to_float(),
        |[a, _, _]| a.to_bits().shift_left::<7>().to_float(),
        |[a, _, _]| a.to_bits().shift_right::<52>().to_float(),
        |[a, b, _]| a.to_bits().mul_low(b.to_bits()).to_float(),
        |[a, _, _]| a.to_bits().centred_low(),
    ];
    let of_all = operations.iter().map(|operation| {
        let mut lanes = Lanes::splat(0.0);
        for at in Float::<S>::starts() {
            operation([a, b, c].map(|lanes| Float::load(simd, lanes, at))).store(&mut lanes, at);
        }
        lanes
            .0
            .map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() })
    });
    of_all.collect()
}

/// In how many ways the numbers are lined up with one another. Miri looks at memory, of which every turn uses the same, and is
/// some thousand times slower.
const TURNS: usize = if cfg!(miri) { 1 } else { LANES };

fn is_like_scalar<S: Simd>(simd: S) {
    for turn_b in 0..TURNS {
        for turn_c in 0..TURNS {
            let [a, b, c] = [0, turn_b, turn_c].map(|turn| {
                let mut numbers = NUMBERS;
                numbers.rotate_left(turn);
                Lanes(numbers)
            });
            assert_eq!(
                results(simd, [&a, &b, &c]),
                results(Scalar, [&a, &b, &c]),
                "{turn_b}, {turn_c}"
            );
        }
    }
    for counter in (0..16).step_by(S::WIDTH) {
        let mut found = [Lanes::splat(-1.0); 4];
        let mut expected = found;
        let numbers = Word(simd, simd.count_from(7)).centred_low();
        simd.store_quarters(numbers.1, &mut found, counter, 2);
        for i in 0..S::WIDTH {
            let number = Word(Scalar, 7 + i as u64).centred_low();
            Scalar.store_quarters(number.1, &mut expected, counter + i, 2);
        }
        assert_eq!(found, expected, "counter {counter}");
    }
    let lanes = Lanes(std::array::from_fn(|lane| lane as f64));
    let below = Float::load(simd, &lanes, 0).less(Float::splat(simd, 2.5));
    assert_eq!(simd.mask_bits(below), 0b111 & ((1 << S::WIDTH) - 1));
}

#[test]
fn numbers_side_by_side_are_like_one_at_a_time() {
    is_like_scalar(Scalar);
    is_like_scalar(Twice(Scalar));
    is_like_scalar(Twice(Twice(Scalar)));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn vectors_of_x86_are_like_scalars() {
    if let Some(simd) = Avx2::detect() {
        is_like_scalar(simd);
        is_like_scalar(Twice(Twice(simd)));
    }
    if let Some(simd) = Avx512::detect() {
        is_like_scalar(simd);
        is_like_scalar(Twice(simd));
    }
}

#[cfg(target_arch = "aarch64")]
#[test]
fn vectors_of_arm_are_like_scalars() {
    is_like_scalar(Neon);
    is_like_scalar(Twice(Neon));
}
