package kernel_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/bits"
	"sync/atomic"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// result is what a block gives.
type result struct{ sums, squares []float64 }

// digest is FNV-1a over the bits of the sums.
func (r result) digest() uint64 {
	hash := fnv.New64a()
	for _, list := range [][]float64{r.sums, r.squares} {
		for _, x := range list {
			_ = binary.Write(hash, binary.LittleEndian, math.Float64bits(x)) // never fails
		}
	}
	return hash.Sum64()
}

func plan(tb testing.TB, of *pricerv1.Job) *job.Plan {
	tb.Helper()
	compiled, err := job.Compile(of)
	if err != nil {
		tb.Fatal(err)
	}
	return compiled
}

func compute(tb testing.TB, tier *lanes.Tier, plan *job.Plan, index uint64) result {
	tb.Helper()
	found := result{make([]float64, plan.Series()), make([]float64, plan.Series())}
	if !kernel.New(tier, plan).Compute(index, new(atomic.Bool), found.sums, found.squares) {
		tb.Fatal("stopped although nobody asked")
	}
	return found
}

// golden are the digests of blocks 0 and 2^28 of each job, as the tests of the other engine have them. They change only
// when the contract's numbers do, which makes stored results incomparable.
var golden = map[string][2]uint64{
	"every":                                    {0xb697_760b_70b8_6d15, 0x6d13_82f2_d971_ee00},
	"exotics":                                  {0xa7c7_798c_5876_e555, 0xc95e_7832_aca9_9a2d},
	"every, antithetic":                        {0x3b8d_e2cd_7e8b_a1a1, 0x9286_b55e_c209_b58b},
	"exotics, antithetic":                      {0x7e1b_8c12_944c_3cc0, 0x7de6_4b57_53fe_9565},
	"barriers":                                 {0x8427_7415_03c1_8321, 0x8a9b_06a5_37b3_a1e6},
	"barriers, antithetic":                     {0xdfea_b51c_d897_7f8a, 0x0d63_8bf8_402c_1ef4},
	"sensitive":                                {0x0344_350a_9fd4_a8b7, 0xba31_1214_7801_07e8},
	"sensitive, antithetic":                    {0x7881_e281_ab76_1571, 0x705a_7876_78aa_c7af},
	"early":                                    {0x11e5_e230_2c2d_e97e, 0x05bc_201a_9369_f59f},
	"early, antithetic":                        {0x70e3_b2a1_2a18_efd7, 0x31bb_2a37_2902_bf61},
	"moving variances":                         {0x3c87_b4dc_1b30_921a, 0x7afe_876d_2f57_4fbf},
	"barriers, of second order":                {0x78c2_2caa_035e_adad, 0x0b8d_73bd_e7bf_2cfe},
	"barriers, of second order, antithetic":    {0x070b_c445_f590_e638, 0x2c6c_a140_cefa_6cb3},
	"early, of second order":                   {0x72b2_d7fc_8fa3_106e, 0xbab4_bc93_1bfa_4851},
	"early, of second order, antithetic":       {0x993b_4327_8197_0846, 0x4ffd_9067_f8d2_a0c5},
	"moving variances, all greeks":             {0xc342_c5fb_7d49_80f2, 0x3292_23fc_9e96_7743},
	"moving variances, all greeks, antithetic": {0x931e_4e1f_0a86_bb99, 0xddc6_65d1_13e9_46ca},
	"moving barriers":                          {0x20c2_f814_d2b5_f5f4, 0x1948_f3c3_b2ff_1856},
	"moving barriers, antithetic":              {0x9e56_ddb4_7502_2f8e, 0xd4fd_15d4_5b2a_9969},
	"moving early":                             {0x54b5_52eb_fffb_46a4, 0x2680_f7e9_fd44_0b63},
	"moving early, antithetic":                 {0x006b_fcaa_e9b7_e40c, 0x4343_851d_2c44_e2fa},
	"controlled":                               {0xcbc7_8762_5d3f_2eb5, 0x0412_a587_433f_7446},
	"controlled, antithetic":                   {0xa05d_a851_c83d_cea0, 0xce4c_d760_9de8_0d7d},

	"every, Sobol":                        {0x3fc5_3b05_0d36_f70c, 0x9871_a3fc_6681_bcc6},
	"sensitive, Sobol":                    {0xa79c_4ec9_46b8_4fc4, 0x510b_62af_ab90_ca10},
	"barriers, Sobol":                     {0xa7b6_6852_8f79_2c8e, 0x73e1_bcd4_c7a7_c49f},
	"barriers, of second order, Sobol":    {0xddc6_b762_c598_0023, 0x38e9_29c6_90a2_33ca},
	"moving variances, all greeks, Sobol": {0x5e9c_4bad_fbd7_6c19, 0xdb36_9893_fa52_289a},
	"moving barriers, Sobol":              {0xa3fb_1da4_930c_22c3, 0xf983_8211_c921_390f},
	"moving early, Sobol":                 {0x1106_bf26_c148_34fe, 0x3d17_bb25_1977_2feb},
	"early, Sobol":                        {0xf016_c2f4_210e_19aa, 0x1eb4_940b_977a_eef8},
	"moving variances, Sobol":             {0xf3e0_30e1_4b23_c80e, 0x32d9_fc93_7521_410d},
	"a daily average, Sobol":              {0x1f13_7b85_9372_f6b5, 0x0b08_d783_c228_2b09},
	"many factors, Sobol":                 {0x7237_18b1_06cf_3765, 0xafcc_c035_24ed_6080},
}

// fourMillion is the digest of four million paths, by which machines of different kinds are compared, each with the tiers
// that it has.
const fourMillion = 0x4dda_da86_1351_6d8d

func TestEveryTierGivesTheSameFourMillionPaths(t *testing.T) {
	of := jobtest.Every()
	of.Underlyings, of.CorrelationFactor = of.GetUnderlyings()[:2], of.GetCorrelationFactor()[:3]
	of.Times = []float64{0.75}
	of.Schedules = []*pricerv1.Schedule{jobtest.Schedule(0, 1)}
	of.Positions = []*pricerv1.Position{
		jobtest.European(0, jobtest.Call, 105, 1), jobtest.Asian(1, jobtest.Put, jobtest.Arithmetic, 50, 0),
	}
	plan := plan(t, of)
	for _, tier := range lanes.Tiers() {
		all := uint64(0)
		for block := range uint64(1024) {
			all = bits.RotateLeft64(all, 1) ^ compute(t, tier, plan, block).digest()
		}
		if all != fourMillion {
			t.Errorf("%s: %#x, want %#x", tier.Name, all, uint64(fourMillion))
		}
	}
}

func TestEveryTierGivesTheDigestWrittenHere(t *testing.T) {
	for name, of := range withSobol(t) {
		plan := plan(t, of)
		for _, tier := range lanes.Tiers() {
			got := [2]uint64{compute(t, tier, plan, 0).digest(), compute(t, tier, plan, 1<<28).digest()}
			if got != golden[name] {
				t.Errorf("%s, %s: %#x, want %#x", name, tier.Name, got, golden[name])
			}
		}
	}
}
