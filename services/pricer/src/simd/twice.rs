use super::{Lanes, Piece, Simd};

/// Two vectors in lockstep. An operation's result is ready some cycles after it began; whatever else is at hand meanwhile keeps
/// the processor busy, and there is more of it where two vectors, or four, go through a function side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice<S>(pub S);

/// Operations that each half does by itself.
macro_rules! halves {
    ($($name:ident($($x:ident: $of:ident),+) -> $result:ident;)*) => {$(
        #[inline(always)]
        fn $name(self, $($x: Self::$of),+) -> Self::$result {
            [self.0.$name($($x[0]),+), self.0.$name($($x[1]),+)]
        }
    )*};
}

impl<S: Simd> Simd for Twice<S> {
    const WIDTH: usize = 2 * S::WIDTH;
    type Floats = [S::Floats; 2];
    type Words = [S::Words; 2];
    type Mask = [S::Mask; 2];
    type Part = S::Part;

    #[inline(always)]
    fn part(self) -> S::Part {
        self.0.part()
    }

    #[inline(always)]
    fn apart<P: Piece>(self, piece: P) -> P::Output {
        self.0.apart(piece)
    }

    #[inline(always)]
    fn splat(self, x: f64) -> Self::Floats {
        [self.0.splat(x); 2]
    }
    #[inline(always)]
    fn splat_word(self, x: u64) -> Self::Words {
        [self.0.splat_word(x); 2]
    }
    #[inline(always)]
    fn count_from(self, first: u64) -> Self::Words {
        [self.0.count_from(first), self.0.count_from(first + S::WIDTH as u64)]
    }

    #[inline(always)]
    fn load(self, from: &Lanes, at: usize) -> Self::Floats {
        [self.0.load(from, at), self.0.load(from, at + S::WIDTH)]
    }
    #[inline(always)]
    fn store(self, x: Self::Floats, to: &mut Lanes, at: usize) {
        self.0.store(x[0], to, at);
        self.0.store(x[1], to, at + S::WIDTH);
    }
    #[inline(always)]
    fn store_quarters(self, x: Self::Floats, to: &mut [Lanes], counter: usize, quarter: usize) {
        self.0.store_quarters(x[0], to, counter, quarter);
        self.0.store_quarters(x[1], to, counter + S::WIDTH, quarter);
    }

    #[inline(always)]
    fn select(self, mask: Self::Mask, yes: Self::Floats, no: Self::Floats) -> Self::Floats {
        [
            self.0.select(mask[0], yes[0], no[0]),
            self.0.select(mask[1], yes[1], no[1]),
        ]
    }
    #[inline(always)]
    fn mask_bits(self, mask: Self::Mask) -> u32 {
        self.0.mask_bits(mask[0]) | self.0.mask_bits(mask[1]) << S::WIDTH
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self, a: Self::Words) -> Self::Words {
        [self.0.shift_left::<N>(a[0]), self.0.shift_left::<N>(a[1])]
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self, a: Self::Words) -> Self::Words {
        [self.0.shift_right::<N>(a[0]), self.0.shift_right::<N>(a[1])]
    }

    halves! {
        add(a: Floats, b: Floats) -> Floats;
        sub(a: Floats, b: Floats) -> Floats;
        mul(a: Floats, b: Floats) -> Floats;
        div(a: Floats, b: Floats) -> Floats;
        fma(a: Floats, b: Floats, c: Floats) -> Floats;
        fnma(a: Floats, b: Floats, c: Floats) -> Floats;
        sqrt(a: Floats) -> Floats;
        min(a: Floats, b: Floats) -> Floats;
        max(a: Floats, b: Floats) -> Floats;
        less(a: Floats, b: Floats) -> Mask;
        to_bits(a: Floats) -> Words;
        of_bits(a: Words) -> Floats;
        add_words(a: Words, b: Words) -> Words;
        sub_words(a: Words, b: Words) -> Words;
        and(a: Words, b: Words) -> Words;
        or(a: Words, b: Words) -> Words;
        xor3(a: Words, b: Words, c: Words) -> Words;
        mul_low(a: Words, b: Words) -> Words;
        low_above_2_pow_52(a: Words) -> Floats;
    }
}
