package service_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func TestDescribesItself(t *testing.T) {
	e := start(t, 3, 1)
	found, err := e.Describe(t.Context(), &pricerv1.DescribeRequest{})
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(found.GetInstance(), host+":") || found.GetVersion() != "1.2.3" ||
		found.GetTier() != "go-"+lanes.Fastest().Name || found.GetLanes() != 16 || found.GetThreads() != 3 {
		t.Errorf("it says %v", found)
	}
	health, err := healthpb.NewHealthClient(e.conn).Check(t.Context(),
		&healthpb.HealthCheckRequest{Service: "pricer.v1.PricerService"})
	if err != nil || health.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("its health is %v, %v", health.GetStatus(), err)
	}
}

func TestGivesTheSameBitsHoweverBlocksAreSplitOverRequestsAndThreads(t *testing.T) {
	of := jobtest.Every()
	plan, err := job.Compile(of)
	if err != nil {
		t.Fatal(err)
	}
	computed := kernel.New(lanes.Scalar(), plan)
	sums, squares := make([]float64, plan.Series()), make([]float64, plan.Series())
	for _, threads := range []int{1, 3} {
		e := start(t, threads, 64)
		for _, split := range [][]uint32{{16}, {3, 13}, slices.Repeat([]uint32{1}, 16)} {
			var found []*pricerv1.SimulateResponse
			first := uint64(10)
			for _, count := range split {
				found = append(found, e.mustAll(t, simulate(of, first, count))...)
				first += uint64(count)
			}
			slices.SortFunc(found, func(a, b *pricerv1.SimulateResponse) int { return int(a.GetBlock()) - int(b.GetBlock()) })
			for i, block := range found {
				if block.GetBlock() != uint64(10+i) || block.GetPaths() != 4096 || block.GetBusy().AsDuration() <= 0 {
					t.Errorf("block %d: %d paths in %v", block.GetBlock(), block.GetPaths(), block.GetBusy())
				}
				computed.Compute(block.GetBlock(), new(atomic.Bool), sums, squares)
				if !slices.Equal(block.GetSums(), sums) || !slices.Equal(block.GetSumsOfSquares(), squares) {
					t.Errorf("block %d differs from the scalar one", block.GetBlock())
				}
			}
		}
	}
}

func TestAJobOfTheLargestSizeIsServed(t *testing.T) {
	of := &pricerv1.Job{
		Times:       []float64{0.5, 1},
		Underlyings: []*pricerv1.Underlying{jobtest.Underlying(100, 0, 0.2)},
		Schedules:   []*pricerv1.Schedule{jobtest.Schedule(1, 2)},
		Greeks:      jobtest.AllGreeks(),
	}
	for i := range uint32(5000) {
		strike := 50 + float64(i)/50
		of.Positions = append(of.Positions, jobtest.European(0, jobtest.Call, strike, 1+i%2),
			jobtest.Asian(0, jobtest.Call, jobtest.Arithmetic, strike, 0))
	}
	if found := start(t, 2, 1).mustAll(t, simulate(of, 1, 1)); len(found[0].GetSums()) != 40_001 {
		t.Errorf("%d sums", len(found[0].GetSums()))
	}
}

func TestNamesWhatIsNotMadeOfSobolPoints(t *testing.T) {
	e := start(t, 1, 1)
	large := jobtest.Sobol(jobtest.OneCall())
	large.Underlyings = slices.Repeat(large.GetUnderlyings(), 17)
	for step := range 4095 {
		large.Times = append(large.Times, 1+float64(step+1)/4096)
	}
	for name, of := range map[string]*pricerv1.Job{
		"antithetic": jobtest.Antithetic(jobtest.Sobol(jobtest.Every())), "too many steps": large,
	} {
		violations := errs.Violations(e.refusal(t, simulate(of, 0, 1), codes.InvalidArgument))
		if len(violations) != 1 || violations[0].Field != "job.sampling" {
			t.Errorf("%s: %v", name, violations)
		}
	}
}

func TestABlockOfSobolPointsIsOneSample(t *testing.T) {
	for _, block := range start(t, 1, 64).mustAll(t, simulate(jobtest.Sobol(jobtest.Every()), 3, 2)) {
		if block.GetPaths() != 1 {
			t.Errorf("block %d: %d samples", block.GetBlock(), block.GetPaths())
		}
	}
}

func TestNamesWhatNeedsAConstantVolatility(t *testing.T) {
	e := start(t, 1, 1)
	for field, spoil := range map[string]func(*pricerv1.Job){
		"job.positions[1].digital.underlying": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Digital(2, jobtest.Call, 10, 3, 1)
			j.GetUnderlyings()[2].GetHeston().Correlation = -1
		},
		"job.positions[1].barrier.underlying": func(j *pricerv1.Job) {
			j.Positions[0] = jobtest.Barrier(1, jobtest.Call, 50, jobtest.DownOut, 9, 0, 0)
			j.Positions[1] = jobtest.Barrier(2, jobtest.Call, 10, jobtest.DownOut, 9, 0, 0)
			j.Positions[2] = jobtest.Continuous(jobtest.Barrier(2, jobtest.Call, 10, jobtest.DownOut, 9, 0, 1))
			j.GetUnderlyings()[2].GetHeston().Correlation = 1
		},
		"job.positions[0].bermudan.underlying": func(j *pricerv1.Job) {
			policy := slices.Repeat([]*pricerv1.Continuation{{}}, len(j.GetSchedules()[0].GetSteps())-1)
			j.Positions[0] = jobtest.Bermudan(2, jobtest.Put, 11, 0)
			j.Positions[0].GetBermudan().Policy = policy
			j.Greeks = append(j.Greeks, pricerv1.Greek_GREEK_GAMMA)
			j.GetUnderlyings()[2].GetHeston().Correlation = -1
		},
	} {
		job := jobtest.MovingVariances()
		spoil(job)
		violations := errs.Violations(e.refusal(t, simulate(job, 0, 1), codes.InvalidArgument))
		if len(violations) != 1 || violations[0].Field != field {
			t.Errorf("%s: %v", field, violations)
		}
	}
}

// What each bad job has wrong, by the path of the field.
func TestNamesTheFieldThatIsWrong(t *testing.T) {
	e := start(t, 1, 1)
	expect := func(request *pricerv1.SimulateRequest, want string) {
		t.Helper()
		var fields []string
		for _, violation := range errs.Violations(e.refusal(t, request, codes.InvalidArgument)) {
			fields = append(fields, violation.Field)
		}
		if !slices.Equal(fields, []string{want}) {
			t.Errorf("it names %q, want %q", fields, want)
		}
	}
	for field, spoil := range map[string]func(*pricerv1.Job){
		"job.times":                     func(j *pricerv1.Job) { j.Times = nil },
		"job.times[2]":                  func(j *pricerv1.Job) { j.Times[2] = j.GetTimes()[1] },
		"job.times[1]":                  func(j *pricerv1.Job) { j.Times[1] = math.NaN() },
		"job.rate":                      func(j *pricerv1.Job) { j.Rate = math.Inf(1) },
		"job.underlyings[1].volatility": func(j *pricerv1.Job) { j.Underlyings[1].Volatility = -0.2 },
		"job.underlyings[0].spot":       func(j *pricerv1.Job) { j.Underlyings[0].Spot = 0 },
		"job.correlation_factor":        func(j *pricerv1.Job) { j.CorrelationFactor = j.GetCorrelationFactor()[:5] },
		"job.correlation_factor[1]":     func(j *pricerv1.Job) { j.CorrelationFactor[1] = 1.5 },
		"job.schedules[0].steps[3]":     func(j *pricerv1.Job) { j.Schedules[0].Steps[3] = 3 },
		"job.schedules[2].steps[0]":     func(j *pricerv1.Job) { j.Schedules[2].Steps[0] = 0 },
		"job.schedules[1].steps[2]":     func(j *pricerv1.Job) { j.Schedules[1].Steps[2] = 7 },
		"job.schedules[1].steps":        func(j *pricerv1.Job) { j.Schedules[1].Steps = nil },
		"job.positions":                 func(j *pricerv1.Job) { j.Positions = nil },
		"job.positions[1].payoff":       func(j *pricerv1.Job) { j.Positions[1].Payoff = nil },
		"job.positions[0].european.step": func(j *pricerv1.Job) {
			j.Positions[0] = jobtest.European(0, jobtest.Call, 1, 7)
		},
		"job.positions[0].european.underlying": func(j *pricerv1.Job) {
			j.Positions[0] = jobtest.European(3, jobtest.Call, 1, 1)
		},
		"job.positions[2].asian.underlying": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Asian(3, jobtest.Call, jobtest.Geometric, 0, 0)
		},
		"job.positions[2].asian.schedule": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Asian(0, jobtest.Call, jobtest.Geometric, 0, 3)
		},
		"job.positions[0].digital.step": func(j *pricerv1.Job) {
			j.Positions[0] = jobtest.Digital(0, jobtest.Call, 1, 7, 1)
		},
		"job.positions[0].digital.underlying": func(j *pricerv1.Job) {
			j.Positions[0] = jobtest.Digital(3, jobtest.Call, 1, 1, 1)
		},
		"job.positions[1].lookback.underlying": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Lookback(3, jobtest.Call, 0, 0)
		},
		"job.positions[1].lookback.schedule": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Lookback(0, jobtest.Call, 0, 3)
		},
		"job.positions[1].barrier.underlying": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Barrier(3, jobtest.Call, 1, jobtest.DownOut, 0.9, 0, 0)
		},
		"job.positions[1].barrier.schedule": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Barrier(0, jobtest.Call, 1, jobtest.DownOut, 0.9, 0, 3)
		},
		"job.positions[1].barrier.rebate": func(j *pricerv1.Job) {
			j.Positions[1] = jobtest.Barrier(0, jobtest.Call, 1, jobtest.DownOut, 0.9, -1, 0)
		},
		"job.positions[3].barrier.schedule": func(j *pricerv1.Job) {
			j.Positions[3] = jobtest.Continuous(jobtest.Barrier(0, jobtest.Call, 1, jobtest.UpIn, 1.1, 0, 0))
		},
		"job.positions[2].basket.step": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Basket(jobtest.Sum, jobtest.Terms{{0, 1}}, jobtest.Call, 1, 7)
		},
		"job.positions[2].basket.terms": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Basket(jobtest.Sum, nil, jobtest.Call, 1, 1)
		},
		"job.positions[2].basket.terms[1].underlying": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Basket(jobtest.Sum, jobtest.Terms{{0, 1}, {3, 1}}, jobtest.Call, 1, 1)
		},
		"job.positions[2].basket.terms[2].underlying": func(j *pricerv1.Job) {
			j.Positions[2] = jobtest.Basket(jobtest.Sum, jobtest.Terms{{0, 1}, {1, 1}, {0, 2}}, jobtest.Call, 1, 1)
		},
	} {
		of := jobtest.Every()
		spoil(of)
		expect(simulate(of, 0, 1), field)
	}
	certain := jobtest.Every()
	certain.Underlyings[0] = jobtest.Moving(certain.GetUnderlyings()[0], 1, 0.04, 0.5, -1)
	certain.Positions = []*pricerv1.Position{jobtest.Digital(0, jobtest.Call, 1, 1, 1)}
	expect(simulate(certain, 0, 1), "job.positions[0].digital.underlying")
	expect(simulate(nil, 0, 1), "job")
	expect(simulate(jobtest.Every(), 0, 0), "block_count")
	expect(simulate(jobtest.Every(), 0, 65_537), "block_count")
	expect(simulate(jobtest.Every(), 268_435_457, 1), "first_block")

	// As many terms as may be, and one more.
	large := jobtest.OneCall()
	terms := make(jobtest.Terms, 100)
	for i := range terms {
		terms[i] = [2]float64{float64(i), 1}
	}
	large.Underlyings = slices.Repeat(large.GetUnderlyings(), len(terms))
	large.Positions = slices.Repeat(
		[]*pricerv1.Position{jobtest.Basket(jobtest.Sum, terms, jobtest.Call, 1, 1)}, 50_000/len(terms))
	e.mustAll(t, simulate(large, 0, 1))
	large.Positions = append(large.Positions, jobtest.Basket(jobtest.Sum, terms[:1], jobtest.Call, 1, 1))
	expect(simulate(large, 0, 1), "job.positions")

	// Beyond the schema, and against it: no more than a trailer holds.
	for most, position := range map[int]*pricerv1.Position{
		16:                 jobtest.European(7, jobtest.Call, 1, 9),
		errs.MaxViolations: jobtest.European(0, jobtest.Call, math.NaN(), 1),
	} {
		worst := jobtest.Every()
		worst.Positions = slices.Repeat([]*pricerv1.Position{position}, 10_000)
		err := e.refusal(t, simulate(worst, 0, 1), codes.InvalidArgument)
		if n := len(errs.Violations(err)); n != most {
			t.Errorf("%d violations, want %d", n, most)
		}
	}
}

func TestRefusesWhatTheQueueHasNoPlaceForAndTakesItOnceThereIs(t *testing.T) {
	e := start(t, 2, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e.open(ctx, t, endless())
	err := e.refusal(t, simulate(jobtest.Every(), 0, 1), codes.ResourceExhausted)
	if delay, told := errs.RetryDelay(err); !told || delay <= 0 {
		t.Errorf("it is told to wait %v", delay)
	}
	cancel() // its place is given back
	e.mustAll(t, simulate(jobtest.Every(), 0, 3))
}

func TestADeadlineEndsTheStreamAndGivesItsPlaceBack(t *testing.T) {
	e := start(t, 2, 1)
	// By the header alone: a client of gRPC would itself break off at its own timeout.
	message, err := proto.Marshal(endless())
	if err != nil {
		t.Fatal(err)
	}
	frame := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		"http://"+e.conn.Target()+pricerv1.PricerService_Simulate_FullMethodName, bytes.NewReader(append(frame, message...)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/grpc"}, "Te": {"trailers"}, "Grpc-Timeout": {"300m"}}
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	// The server of grpc-go resets the stream, unless the handler has returned first.
	n, err := io.Copy(io.Discard, response.Body)
	status := response.Trailer.Get("Grpc-Status")
	if n == 0 || err == nil && status != strconv.Itoa(int(codes.DeadlineExceeded)) {
		t.Errorf("%d bytes, %v and status %q", n, err, status)
	}
	_ = response.Body.Close()
	e.mustAll(t, simulate(jobtest.Every(), 0, 3))
}

func TestDrainsByFinishingWhatRunsAndRefusingTheRest(t *testing.T) {
	e := start(t, 1, 8)
	running := e.open(t.Context(), t, simulate(jobtest.Every(), 0, 200))
	e.drain()
	for {
		_, err := e.all(t.Context(), simulate(jobtest.Every(), 0, 1))
		if own, ok := errs.Own(err); ok && own.Code() == codes.Unavailable {
			break
		}
	}
	if blocks, err := rest(running); len(blocks) != 199 || err != nil {
		t.Errorf("%d more blocks and %v", len(blocks), err)
	}
	if err := <-e.ended; err != nil {
		t.Error(err)
	}
}

func TestAShortRequestOvertakesALongOne(t *testing.T) {
	e := start(t, 1, 8)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	long := e.open(ctx, t, endless())
	if blocks, err := e.all(ctx, simulate(jobtest.Every(), 0, 20)); len(blocks) != 20 || err != nil {
		t.Errorf("%d blocks and %v", len(blocks), err)
	}
	if _, err := long.Recv(); err != nil {
		t.Error(err)
	}
}
