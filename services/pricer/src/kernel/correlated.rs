use super::table::Table;
use super::value::Value;
use crate::job::{Loading, Mover, Plan};
use crate::simd::{Float, Lanes, Simd};

/// The normals of an underlying at the present step: the loadings' weighted sum of those of the factors.
#[derive(Clone, Copy)]
pub(super) struct Correlated<'a, S: Simd> {
    simd: S,
    loadings: &'a [Loading],
    normals: &'a Table<'a>,
    /// Those of the only factor, which count as they are.
    alone: Option<&'a [Lanes]>,
}

impl<'a, S: Simd> Correlated<'a, S> {
    #[inline(always)]
    pub(super) fn new(simd: S, plan: &'a Plan, mover: &Mover, normals: &'a Table<'_>) -> Self {
        let loadings = &plan.walk.loadings[mover.loadings.start as usize..mover.loadings.end as usize];
        let alone = match loadings {
            // A weight of 1 changes nothing, nor does adding to 0.
            [loading] if loading.weight == 1.0 => Some(normals.row(loading.factor as usize)),
            _ => None,
        };
        Self {
            simd,
            loadings,
            normals,
            alone,
        }
    }
}

impl<S: Simd> Value<S> for Correlated<'_, S> {
    /// The sum in the order of the factors.
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        if let Some(normals) = self.alone {
            return Float::load(self.simd, &normals[group], at);
        }
        let mut sum = Float::splat(self.simd, 0.0);
        for loading in self.loadings {
            let normal = Float::load(self.simd, &self.normals.row(loading.factor as usize)[group], at);
            sum = normal.of(loading.weight).mul_add(normal, sum);
        }
        sum
    }
}
