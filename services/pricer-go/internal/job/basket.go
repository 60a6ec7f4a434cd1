package job

import (
	"encoding/binary"
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// baskets finds the distinct baskets of a job. Those are the same that have the kind, the step, and each underlying
// with the bits of its weight in common.
type baskets struct {
	known map[string]foundBasket
	terms []Term
}

type foundBasket struct {
	quantity Quantity
	basket   *Basket
}

// find is the basket's value, and what it depends on.
func (b *baskets) find(job *pricerv1.Job, of *pricerv1.Basket, quantities *quantities) (Quantity, *Basket) {
	key := binary.LittleEndian.AppendUint32(nil, uint32(of.GetKind()))
	key = binary.LittleEndian.AppendUint32(key, of.GetStep())
	for _, term := range of.GetTerms() {
		key = binary.LittleEndian.AppendUint32(key, term.GetUnderlying())
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(term.GetWeight()))
	}
	found, ok := b.known[string(key)]
	if !ok {
		found = b.make(job, of, quantities)
		b.known[string(key)] = found
	}
	return found.quantity, found.basket
}

func (b *baskets) make(job *pricerv1.Job, of *pricerv1.Basket, quantities *quantities) foundBasket {
	asks := func(greek pricerv1.Greek) bool { return slices.Contains(job.GetGreeks(), greek) }
	falls := asks(pricerv1.Greek_GREEK_THETA) && movingTerms(job, of) == 0
	terms := make([]Term, 0, len(of.GetTerms()))
	for _, term := range of.GetTerms() {
		planned := Term{
			Price:  quantities.price(term.GetUnderlying(), of.GetStep()),
			Weight: term.GetWeight(),
			Spot:   job.GetUnderlyings()[term.GetUnderlying()].GetSpot(),
			Fall:   Fall{Motion: none},
			Moves:  moves(job, term.GetUnderlying()),
		}
		if falls {
			planned.Fall = quantities.fall(term.GetUnderlying(), of.GetStep())
		}
		terms = append(terms, planned)
	}
	basket, initial := &Basket{Kind: Sum, Terms: add(&b.terms, terms), Which: none, RunnerUp: none, Fall: none}, 0.0
	switch of.GetKind() {
	case pricerv1.BasketKind_BASKET_KIND_MIN:
		basket.Kind, initial = Lowest, math.Inf(1)
	case pricerv1.BasketKind_BASKET_KIND_MAX:
		basket.Kind, initial = Highest, math.Inf(-1)
	case pricerv1.BasketKind_BASKET_KIND_SUM:
	case pricerv1.BasketKind_BASKET_KIND_UNSPECIFIED: // refused by the schema
	}
	quantity := quantities.quantity(initial)
	if basket.Kind != Sum && len(job.GetGreeks()) > 0 {
		basket.Which = quantities.slot(0)
	}
	if basket.Kind != Sum && asks(pricerv1.Greek_GREEK_GAMMA) {
		basket.RunnerUp = quantities.slot(initial)
	}
	if falls {
		basket.Fall = quantities.slot(0)
	}
	quantities.finishes = append(quantities.finishes, Finish{Quantity: quantity, Basket: basket})
	return foundBasket{quantity, basket}
}

// movingTerms is how many of a basket's underlyings have a variance that moves.
func movingTerms(job *pricerv1.Job, of *pricerv1.Basket) int {
	n := 0
	for _, term := range of.GetTerms() {
		if moves(job, term.GetUnderlying()) {
			n++
		}
	}
	return n
}
