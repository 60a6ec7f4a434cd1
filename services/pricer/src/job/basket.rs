use super::claim::{On, Rivals, Term};
use super::plan::{BasketKind, Extreme, Finish, Greek, Quantity};
use super::quantity::Quantities;
use super::terms::moves;
use proto::pricer::v1::{self as wire, BasketTerm, Job};
use std::collections::HashMap;

/// A basket, found once for all that look at it.
#[derive(Clone)]
struct Basket {
    quantity: Quantity,
    on: On,
}

/// What makes baskets the same: the kind, the step, and each underlying with the bits of its weight.
type Key = (wire::BasketKind, u32, Vec<(u32, u64)>);

/// Finds the distinct baskets of a job.
#[derive(Default)]
pub(super) struct Baskets {
    known: HashMap<Key, Basket>,
    pub(super) terms: Vec<Term>,
}

impl Baskets {
    /// The basket's value, and what it depends on.
    pub(super) fn find(
        &mut self,
        (job, greeks): (&Job, &[Greek]),
        basket: &wire::Basket,
        quantities: &mut Quantities<'_>,
    ) -> (Quantity, On) {
        let key = (basket.kind(), basket.step, basket.terms.iter().map(identity).collect());
        let Basket { quantity, on } = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let new = self.make((job, greeks), basket, quantities);
                self.known.insert(key, new.clone());
                new
            }
        };
        (quantity, on)
    }

    fn make(
        &mut self,
        (job, greeks): (&Job, &[Greek]),
        basket: &wire::Basket,
        quantities: &mut Quantities<'_>,
    ) -> Basket {
        let passes = greeks.contains(&Greek::Theta) && !basket.terms.iter().any(|term| moves(job, term.underlying));
        let first = self.terms.len() as u32;
        self.terms.extend(basket.terms.iter().map(|term| Term {
            price: quantities.price(term.underlying, basket.step),
            weight: term.weight,
            spot: job.underlyings[term.underlying as usize].spot,
            fall: passes.then(|| quantities.fall(term.underlying, basket.step)),
            moves: moves(job, term.underlying),
        }));
        let terms = first..self.terms.len() as u32;
        let kind = match basket.kind() {
            wire::BasketKind::Sum | wire::BasketKind::Unspecified => BasketKind::Sum,
            wire::BasketKind::Min => BasketKind::Extreme(Extreme::Lowest),
            wire::BasketKind::Max => BasketKind::Extreme(Extreme::Highest),
        };
        // Its slots are after those of the prices, as the kernel wants it.
        let quantity = quantities.quantity(match kind {
            BasketKind::Sum => 0.0,
            BasketKind::Extreme(side) => side.nothing(),
        });
        let side = match kind {
            BasketKind::Sum => None,
            BasketKind::Extreme(side) => Some(side),
        };
        let which = side.filter(|_| !greeks.is_empty()).map(|_| quantities.slot(0.0));
        let rivals = side.filter(|_| greeks.contains(&Greek::Gamma)).map(|side| Rivals {
            side,
            runner_up: quantities.slot(side.nothing()),
        });
        let fall = passes.then(|| quantities.slot(0.0));
        quantities.finishes.push(Finish::Basket {
            quantity,
            kind,
            terms: terms.clone(),
            which,
            runner_up: rivals.map(|rivals| rivals.runner_up),
            fall,
        });
        let on = On::Basket {
            terms,
            which,
            rivals,
            fall,
        };
        Basket { quantity, on }
    }
}

fn identity(term: &BasketTerm) -> (u32, u64) {
    (term.underlying, term.weight.to_bits())
}
