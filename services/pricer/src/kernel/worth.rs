//! A holding's worth and loss in each scenario.

use super::table::Table;
use super::value::{Slot, Value};
use crate::job::{Expiring, Holding, Leg, Living, Pays, Worth};
use crate::math::normal_distribution;
use crate::simd::{Float, Simd};

/// Something done with the losses of a holding. Not a closure, for the reason that [`Value`] gives.
pub(super) trait Visit<S: Simd> {
    fn visit(self, loss: impl Value<S>);
}

/// Has something done with the losses of a holding in the scenarios at hand.
#[inline(always)]
pub(super) fn visit<S: Simd>(simd: S, holding: &Holding, slots: &Table<'_>, visitor: impl Visit<S>) {
    let slot = |slot: u32| Slot {
        simd,
        row: slots.row(slot as usize),
    };
    let price = slot(holding.price);
    match &holding.worth {
        Worth::Living(living) => {
            let worth = InClosedForm::new(simd, living, (price, slot(holding.motion)));
            visitor.visit(Loss::new(simd, holding, worth));
        }
        Worth::Expiring(expiring) => {
            let worth = Paid::new(simd, expiring, price);
            visitor.visit(Loss::new(simd, holding, worth));
        }
    }
}

/// What is lost with a worth.
#[derive(Clone, Copy)]
struct Loss<S: Simd, V> {
    worth: V,
    now: Float<S>,
    owed: Float<S>,
}

impl<S: Simd, V: Value<S>> Loss<S, V> {
    #[inline(always)]
    fn new(simd: S, holding: &Holding, worth: V) -> Self {
        Self {
            worth,
            now: Float::splat(simd, holding.now),
            owed: Float::splat(simd, -holding.quantity),
        }
    }
}

impl<S: Simd, V: Value<S>> Value<S> for Loss<S, V> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        (self.worth.at(group, at) - self.now) * self.owed
    }
}

/// See [`Living`].
#[derive(Clone, Copy)]
struct InClosedForm<'a, S: Simd> {
    price: Slot<'a, S>,
    motion: Slot<'a, S>,
    asset: Option<Line<S>>,
    cash: Option<Line<S>>,
}

/// A [`Leg`] in vectors.
#[derive(Clone, Copy)]
struct Line<S: Simd> {
    amount: Float<S>,
    slope: Float<S>,
    centre: Float<S>,
}

impl<'a, S: Simd> InClosedForm<'a, S> {
    #[inline(always)]
    fn new(simd: S, living: &Living, (price, motion): (Slot<'a, S>, Slot<'a, S>)) -> Self {
        Self {
            price,
            motion,
            asset: Line::of(simd, living.asset),
            cash: Line::of(simd, living.cash),
        }
    }
}

impl<S: Simd> Line<S> {
    #[inline(always)]
    fn of(simd: S, leg: Option<Leg>) -> Option<Self> {
        let leg = leg?;
        Some(Self {
            amount: Float::splat(simd, leg.amount),
            slope: Float::splat(simd, leg.slope),
            centre: Float::splat(simd, leg.centre),
        })
    }

    #[inline(always)]
    fn probability(&self, motion: Float<S>) -> Float<S> {
        normal_distribution(self.slope.mul_add(motion, self.centre))
    }
}

impl<S: Simd> Value<S> for InClosedForm<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let motion = self.motion.at(group, at);
        let asset = match self.asset {
            Some(leg) => (leg.amount * self.price.at(group, at)) * leg.probability(motion),
            None => motion.of(0.0),
        };
        match self.cash {
            Some(leg) => leg.amount.mul_add(leg.probability(motion), asset),
            None => asset,
        }
    }
}

/// See [`Expiring`].
#[derive(Clone, Copy)]
struct Paid<'a, S: Simd> {
    price: Slot<'a, S>,
    sign: Float<S>,
    strike: Float<S>,
    pays: Pays,
}

impl<'a, S: Simd> Paid<'a, S> {
    #[inline(always)]
    fn new(simd: S, expiring: &Expiring, price: Slot<'a, S>) -> Self {
        Self {
            price,
            sign: Float::splat(simd, expiring.sign),
            strike: Float::splat(simd, expiring.strike),
            pays: expiring.pays,
        }
    }
}

impl<S: Simd> Value<S> for Paid<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let price = self.price.at(group, at);
        let distance = (price - self.strike) * self.sign;
        let amount = match self.pays {
            Pays::Difference => distance,
            Pays::Asset => price,
            Pays::Cash(cash) => price.of(cash),
        };
        let nothing = price.of(0.0);
        amount.or_else(nothing.less(distance), nothing)
    }
}
