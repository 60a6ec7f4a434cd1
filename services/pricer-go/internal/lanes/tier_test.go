package lanes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// chunk is numbers of all kinds, the least and the greatest among them.
func chunk(rng *rand.Rand, groups int) lanes.Chunk {
	special := []float64{0, math.Copysign(0, -1), 5e-324, -5e-324, math.MaxFloat64, math.Inf(1), math.Inf(-1), 1, -1}
	made := make(lanes.Chunk, groups)
	for g := range made {
		for lane := range made[g] {
			made[g][lane] = rng.NormFloat64() * 20
			if rng.IntN(8) == 0 {
				made[g][lane] = special[rng.IntN(len(special))]
			}
		}
	}
	return made
}

// outcome is everything that the functions of a tier write, given the same.
func outcome(tier *lanes.Tier, groups int) []float64 {
	rng := rand.New(rand.NewPCG(uint64(groups), 7))
	var written []float64
	keep := func(chunks ...lanes.Chunk) {
		for _, one := range chunks {
			for g := range one {
				written = append(written, one[g][:]...)
			}
		}
	}
	next := func() lanes.Chunk { return chunk(rng, groups) }

	out := next()
	for _, first := range []uint64{0, 1<<30 - 2, 1 << 40} {
		tier.Normals(out, first, 3, 5, lanes.Key{0xdeadbeef, 0x01234567})
		keep(out)
	}
	tier.Centred(out, 1<<40, 3, 5, lanes.Key{0xdeadbeef, 0x01234567})
	keep(out)
	tier.Quantiles(out)
	keep(out)
	keep(hestonOutcome(tier, groups)...)
	sum, x, y := next(), next(), next()
	tier.Scaled(out, x, -0.3)
	keep(out)
	tier.AddScaled(sum, x, 0.3)
	keep(sum)
	tier.Add(sum, y)
	keep(sum)
	tier.Scale(x, x, -1.7)
	keep(x)
	tier.Price(out, y, 0.7, -1.3)
	keep(out)
	for _, centre := range []float64{-700, 700} {
		tier.Price(out, x, 0.7, centre)
		keep(out)
	}
	tier.AddVega(sum, x, y, 0.2)
	tier.Vega(out, x, y, 0.2)
	keep(sum, out)
	long, floating, distance, totals := next(), next(), next(), next()
	var sums lanes.Sums
	for _, against := range []lanes.Chunk{nil, floating} {
		for _, sign := range []float64{1, -1} {
			claim := lanes.Payoff{Sign: sign, Slope: sign * 0.9, Strike: 3, Quantity: -2.5}
			tier.Pay(claim, long, against, nil, totals, &sums)
			tier.Pay(claim, long, against, distance, totals, &sums)
			tier.Slope(1.1, 0, x, against, distance, &sums)
			tier.Slope(-0.4, -0.8, y, against, distance, &sums)
		}
	}
	tier.AddUp(totals, &sums)
	right := lanes.Right{
		Sign: -1, Strike: 9, PerStrike: 1 / 9.0, Continuation: [4]float64{1, -3, 2, 0.5}, Waiting: [2]float64{2, -0.9},
		ByVariance: [3]float64{-2, 0.5, 1.5},
	}
	never := lanes.Right{Sign: 1, Strike: 2, PerStrike: 0.5, Continuation: [4]float64{math.Inf(1), 0, 0, 0}}
	for _, run := range []func(){
		func() { tier.Negate(out, x) },
		func() { tier.Average(out, x, y) },
		func() { tier.Subtract(out, x, y) },
		func() { tier.Shift(out, out, -2.5) },
		func() { tier.Keep(out, y) },
		func() { tier.KeepAt(out, x, 1) },
		func() { tier.Replace(out, x, y) },
		func() { tier.Score(out, x, y, [3]float64{-0.5, -1, 2.5}) },
		func() { tier.Gain(out, x, y, right) },
		func() { tier.Gain(out, y, x, never) },
		func() { tier.GainByVariance(out, x, floating, y, right) },
		func() { tier.NormalDistribution(out, x) },
		func() { tier.Multiply(out, x) },
		func() { tier.Weigh(out, x, 1, 0.25) },
		func() { tier.AddParts(y, out, &sums) },
		func() { tier.Bridge(out, x, y, long, lanes.Between{Left: 0.3, Right: 0.7, Spread: -1.1}) },
		func() { tier.Mix(out, x, y, 1.9, -0.7) },
		func() { tier.Watch(out, y, x, -1, 0.5) },
		func() { tier.Approach(out, x, sum, y, 1, 0.5) },
		func() { tier.Fade(out, x, y, sum, long, floating) },
		func() { tier.Pace(out, x, y, sum, floating, -0.3) },
		func() { tier.AddNoise(out, x, y, long, floating, 0.3) },
		func() { tier.Densities(out, x, y, floating) },
	} {
		run()
		keep(out)
	}
	points := lanes.Words([lanes.Width]uint32{0, 1, 1 << 31, 9: math.MaxUint32}, [8]uint32{1 << 31, 1<<31 | 3, 7: 5})
	for _, first := range []int{0, 5, 256 - groups} {
		tier.Uniforms(out, &points, first)
		keep(out)
	}
	keep(x, y, sum, distance, totals, lanes.Chunk{sums.Values, sums.Squares})
	return written
}

// hestonOutcome is a motion and its variances after steps of both kinds, the least variances among them.
func hestonOutcome(tier *lanes.Tier, groups int) []lanes.Chunk {
	motion, variances := make(lanes.Chunk, groups), make(lanes.Chunk, groups)
	normals, shocks, uniforms := make(lanes.Chunk, groups), make(lanes.Chunk, groups), make(lanes.Chunk, groups)
	for step := range uint32(6) {
		tier.Normals(normals, 8, step, 0, lanes.Key{42})
		tier.Centred(uniforms, 8, step, 1, lanes.Key{42})
		copy(shocks, uniforms)
		tier.Quantiles(shocks)
		tier.Heston(motion, variances, normals, shocks, uniforms, &lanes.VarianceStep{
			Decay: 0.98, Level: 0.0008, Slope: 0.02 / float64(1+step), Rest: 1e-5 / float64(1+8*step),
			Tilt: -0.3, Share: 0.01, Growth: -0.295,
		})
	}
	return []lanes.Chunk{motion, variances}
}

func TestEveryTierWritesTheSameBits(t *testing.T) {
	for _, groups := range []int{1, 2, 3, 32} {
		want := outcome(lanes.Scalar(), groups)
		for _, tier := range lanes.Tiers() {
			different := 0
			for i, got := range outcome(tier, groups) {
				// What is no number is no number; its bits are the processor's choice until a block has been summed up.
				if math.Float64bits(got) != math.Float64bits(want[i]) && !(math.IsNaN(got) && math.IsNaN(want[i])) {
					different++
				}
			}
			if different > 0 {
				t.Errorf("%s, %d groups: %d of %d numbers differ", tier.Name, groups, different, len(want))
			}
		}
	}
}

func TestATierIsChosenByItsName(t *testing.T) {
	for _, tier := range lanes.Tiers() {
		if found, err := lanes.Choose(tier.Name); found != tier || err != nil {
			t.Errorf("%s: %v", tier.Name, err)
		}
	}
	if found, err := lanes.Choose("auto"); found != lanes.Fastest() || err != nil {
		t.Errorf("auto: %v", err)
	}
	if _, err := lanes.Choose("avx1024"); err == nil || !strings.Contains(err.Error(), "scalar") {
		t.Errorf("a tier that there is not: %v", err)
	}
}

func BenchmarkTier(b *testing.B) {
	const groups = 32
	for _, tier := range lanes.Tiers() {
		out, motion, totals := make(lanes.Chunk, groups), make(lanes.Chunk, groups), make(lanes.Chunk, groups)
		tier.Normals(motion, 0, 1, 0, lanes.Key{42})
		var sums lanes.Sums
		for name, run := range map[string]func(){
			"normals":             func() { tier.Normals(out, 7, 1, 0, lanes.Key{42}) },
			"price":               func() { tier.Price(out, motion, 0.2, 4.6) },
			"normal distribution": func() { tier.NormalDistribution(out, motion) },
			"addScaled":           func() { tier.AddScaled(out, motion, 0.5) },
			"pay": func() {
				tier.Pay(lanes.Payoff{Sign: 1, Slope: 0.97, Strike: 0.1, Quantity: 1}, motion, nil, nil, totals, &sums)
			},
		} {
			b.Run(fmt.Sprintf("%s/%s", name, tier.Name), func(b *testing.B) {
				for b.Loop() {
					run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*groups*lanes.Width), "ns/number")
			})
		}
	}
}
