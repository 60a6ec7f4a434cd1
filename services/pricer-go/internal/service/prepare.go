package service

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/pool"
)

// Prepare implements the contract. The server has checked the request against its schema.
func (e *Engine) Prepare(
	ctx context.Context, request *pricerv1.PrepareRequest,
) (*pricerv1.PrepareResponse, error) {
	select {
	case <-server.Draining(ctx):
		return nil, stopping()
	default:
	}
	size := decoded * proto.Size(request)
	place, err := e.preparing.Reserve(size)
	if err != nil {
		return nil, failed(err)
	}
	defer place.Leave()
	preparation, err := job.Prepare(request.GetJob())
	if err != nil {
		return nil, err
	}
	work := calibration{tier: e.tier, of: preparation.Calibrations}
	results, err := place.Submit(ctx, work.request(e.preparing.Threads(), size))
	if err != nil {
		return nil, failed(err)
	}
	defer results.Close()
	policies := make([]job.Policy, len(preparation.Calibrations))
	for {
		done, err := results.Next()
		if errors.Is(err, io.EOF) {
			return &pricerv1.PrepareResponse{Job: preparation.Complete(policies)}, nil
		}
		if err != nil {
			return nil, failed(err)
		}
		policies[done.Item] = done.Output
		results.Taken()
	}
}

// calibration is the policies to be found for one request, each an item.
type calibration struct {
	tier *lanes.Tier
	of   []*job.Calibration
}

// request is the work as the pool wants it, for so many threads and a job of so many bytes.
func (c calibration) request(threads, size int) pool.Request[job.Policy] {
	count := len(c.of)
	found, most := 0, 0
	for _, of := range c.of {
		found += len(of.Dates) * 7 * 8
		most = max(most, kernel.PolicyBytes(of))
	}
	return pool.Request[job.Policy]{
		Work: c, Count: uint64(count),
		// All of them are kept in any case.
		Window: count + 1,
		Bytes:  size + 2*found + min(threads, count)*most,
	}
}

// Compute implements pool.Work.
func (c calibration) Compute(item uint64, stop *atomic.Bool) (job.Policy, bool) {
	return kernel.Policy(c.tier, c.of[item], stop)
}
