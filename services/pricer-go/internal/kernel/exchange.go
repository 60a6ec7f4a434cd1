package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// exchange adds a claim of one side to its series, which it takes from those that follow. What is paid is summed up in
// the same loop, and never written.
func (b *Block) exchange(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	payoff := lanes.Payoff{
		Sign: claim.Sign, Slope: claim.Sign * claim.Discount, Strike: claim.Strike, Quantity: claim.Quantity,
	}
	distances := b.distances
	if len(b.plan.Greeks) == 0 {
		distances = nil
	}
	long, floating := b.operands(claim, 0)
	b.tier.Pay(payoff, long, floating, distances, b.totals, &series[0])
	series = series[1:]
	for _, greek := range b.plan.Greeks {
		if rest, done := b.apart(greek, claim, series); done {
			series = rest
			continue
		}
		scale, decay, offset := b.sensitivity(greek, claim)
		long, floating := b.operands(claim, offset)
		b.tier.Slope(scale, decay, long, floating, b.distances, &series[0])
		series = series[1:]
	}
	return series
}

// staged is the same, written down stage by stage: for a claim of two sides, whose means are summed up, or one that is
// corrected.
func (b *Block) staged(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	values := b.exchanged(claim)
	b.correct(values, claim)
	b.pay(values, claim.Quantity, &series[0])
	series = series[1:]
	for _, greek := range b.plan.Greeks {
		if rest, done := b.apart(greek, claim, series); done {
			series = rest
			continue
		}
		scale, decay, offset := b.sensitivity(greek, claim)
		long, floating := b.operands(claim, offset)
		b.difference(b.values, long, floating, 0)
		b.tier.Scale(b.values, b.values, scale)
		if decay != 0 {
			b.tier.AddScaled(b.values, b.distances, decay)
		}
		b.tier.Keep(b.values, b.distances)
		b.addUp(b.values, &series[0])
		series = series[1:]
	}
	return series
}

// exchanged is what an exchange pays, and leaves the distances.
func (b *Block) exchanged(claim *job.Claim) lanes.Chunk {
	long, floating := b.operands(claim, 0)
	b.difference(b.distances, long, floating, claim.Strike)
	b.tier.Scale(b.distances, b.distances, claim.Sign)
	b.tier.Scale(b.values, b.distances, claim.Discount)
	b.tier.Keep(b.values, b.distances)
	return b.values
}

// apart adds up the greeks that are not the derivative of what one claim receives and gives, if this is one.
func (b *Block) apart(greek job.Greek, claim *job.Claim, series []lanes.Sums) (rest []lanes.Sums, done bool) {
	switch {
	case claim.Differences.Has(greek):
		return series[1:], true
	case greek == job.Gamma:
		return b.gamma(claim, series), true
	case greek == job.Theta:
		return b.theta(claim, series), true
	case claim.Basket != nil && greek != job.Rho:
		return b.partials(greek, claim, series), true
	}
	return series, false
}

// partials are the first greeks of a claim on a basket to its underlyings, in their order, where the distances are
// known.
func (b *Block) partials(greek job.Greek, claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	terms := b.plan.TermsOf(claim.Basket.Terms)
	for i := range terms {
		if greek == job.Vega && terms[i].Moves {
			continue
		}
		scale, offset := b.part(greek, claim, &terms[i])
		b.tier.Scale(b.values, b.slots[int(terms[i].Price)+offset], scale)
		b.tier.Keep(b.values, b.distances)
		if which := claim.Basket.Which; which >= 0 {
			b.tier.KeepAt(b.values, b.slots[which], float64(i))
		}
		b.addUp(b.values, &series[i])
	}
	return series[len(terms):]
}

// difference is that of what is exchanged.
func (b *Block) difference(out, long, floating lanes.Chunk, strike float64) {
	if floating != nil {
		b.tier.Subtract(out, long, floating)
		return
	}
	b.tier.Shift(out, long, strike)
}
