package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
)

// fewestScrambles is how many blocks of Sobol points there are at least: of one alone nothing says how far it is off.
const fewestScrambles = 2

var samplings = map[riskv1.Sampling]pricerv1.Sampling{
	riskv1.Sampling_SAMPLING_UNSPECIFIED: pricerv1.Sampling_SAMPLING_UNSPECIFIED,
	riskv1.Sampling_SAMPLING_SOBOL:       pricerv1.Sampling_SAMPLING_SOBOL,
}

// Samples is how many independent samples a block of a job is: its paths, or of Sobol points one, their mean.
func Samples(job *pricerv1.Job) uint32 {
	if job.GetSampling() == pricerv1.Sampling_SAMPLING_SOBOL {
		return 1
	}
	return merge.PathsPerBlock
}

// fewest is how many blocks a valuation has at least.
func fewest(spec *riskv1.ValuationSpec) uint64 {
	if spec.GetSampling() == riskv1.Sampling_SAMPLING_SOBOL {
		return fewestScrambles
	}
	return 1
}

// mirrorsPoints says whether a specification asks for antithetic Sobol points.
func mirrorsPoints(spec *riskv1.ValuationSpec) bool {
	return spec.GetSampling() == riskv1.Sampling_SAMPLING_SOBOL && spec.GetAntithetic()
}

// sampling refuses what Sobol points are not made into.
func (c *checker) sampling(spec *riskv1.ValuationSpec) {
	if mirrorsPoints(spec) {
		c.add("Sobol points are not mirrored; leave out one of the two", "sampling")
	}
}
