use crate::job::{Plan, Target};
use crate::simd::{Float, Lanes, Simd};

/// What a slot holds before its first reading. None: it has had one, and its row holds what came of it.
///
/// So no row is filled before a path, nor is read where nothing is in it yet.
#[derive(Clone, Copy)]
pub(super) struct Start<S: Simd>(Option<Float<S>>);

impl<S: Simd> Start<S> {
    /// A number in each vector.
    #[inline(always)]
    pub(super) fn at(simd: S, x: f64) -> Self {
        Self(Some(Float::splat(simd, x)))
    }

    /// Of the slot that is so many after the target's.
    #[inline(always)]
    pub(super) fn of(simd: S, plan: &Plan, target: &Target, further: u32) -> Self {
        let initial = plan.initial[(target.slot + further) as usize];
        if target.first {
            Self::at(simd, initial)
        } else {
            Self(None)
        }
    }

    /// What is in the slot now, some lanes of it.
    #[inline(always)]
    pub(super) fn or_present(self, simd: S, present: &Lanes, at: usize) -> Float<S> {
        match self.0 {
            Some(start) => start,
            None => Float::load(simd, present, at),
        }
    }
}

/// Sets every vector of a slot's row to what the expression gives for what is in it now, its group and where in the group it
/// starts. A macro, as [`super::table::for_each`] is.
macro_rules! update {
    ($simd:expr, $start:expr, $row:expr, |$old:ident, $group:ident, $at:ident| $value:expr) => {
        for ($group, lanes) in $row.iter_mut().enumerate() {
            for $at in Float::<S>::starts() {
                let $old = $start.or_present($simd, lanes, $at);
                $value.store(lanes, $at);
            }
        }
    };
}
pub(super) use update;
