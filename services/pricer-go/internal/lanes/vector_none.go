//go:build !(amd64 && goexperiment.simd)

package lanes

// vectors are the tiers beside the scalar one: none without simd/archsimd.
func vectors() []*Tier { return nil }
