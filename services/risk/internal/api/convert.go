package api

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store/gen"
)

// errStored marks a message in the database that cannot be read: our bug, not the database's absence.
var errStored = errors.New("stored message cannot be read")

// etag of a revision. A portfolio never has the same revision twice.
func etag(revision int64) string { return "r" + strconv.FormatInt(revision, 10) }

// portfolioOf makes the resource of its row.
func portfolioOf(row gen.GetPortfolioRow) (*riskv1.Portfolio, error) {
	p := &riskv1.Portfolio{}
	if err := proto.Unmarshal(row.Content, p); err != nil {
		return nil, fmt.Errorf("%w: %w", errStored, err)
	}
	p.Name = portfolioName(row.ID)
	p.CreateTime = timestamppb.New(row.CreateTime)
	p.UpdateTime = timestamppb.New(row.UpdateTime)
	p.Etag = etag(row.Revision)
	return p, nil
}

// content is what a portfolio's revision holds: what the caller gave, without what the service gives.
func content(p *riskv1.Portfolio) ([]byte, error) {
	bare := proto.CloneOf(p)
	bare.Name, bare.Etag, bare.CreateTime, bare.UpdateTime = "", "", nil, nil
	return proto.MarshalOptions{Deterministic: true}.Marshal(bare)
}

// hash tells a repeated request from another one.
func hash(content []byte) []byte {
	sum := sha256.Sum256(content)
	return sum[:]
}

// valuationOf makes the resource of its row.
func valuationOf(row gen.GetValuationRow) (*riskv1.Valuation, error) {
	v := &riskv1.Valuation{
		Name:     valuationName(row.PortfolioID, row.ID),
		Spec:     &riskv1.ValuationSpec{},
		State:    states.State(row.State),
		Progress: &riskv1.Progress{PathsDone: row.PathsDone, PathsPlanned: row.PathsPlanned},
		CreateTime: timestamppb.New(
			row.CreateTime,
		),
		StartTime: optionalTime(row.StartTime),
		EndTime:   optionalTime(row.EndTime),
	}
	err := proto.Unmarshal(row.Spec, v.GetSpec())
	if row.Summary != nil {
		v.Result = &riskv1.Result{}
		// The two columns are two parts of one message: reading the second merges it into the first.
		merge := proto.UnmarshalOptions{Merge: true}
		err = errors.Join(err,
			merge.Unmarshal(row.Summary, v.GetResult()), merge.Unmarshal(row.Positions, v.GetResult()))
	}
	if row.Error != nil {
		v.Error = &rpcstatus.Status{}
		err = errors.Join(err, proto.Unmarshal(row.Error, v.GetError()))
	}
	engines := &riskv1.Valuation{}
	err = errors.Join(err, proto.Unmarshal(row.Engines, engines))
	v.Engines = engines.GetEngines()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStored, err)
	}
	return v, nil
}

func optionalTime(t *time.Time) *timestamppb.Timestamp {
	if t == nil {
		return nil
	}
	return timestamppb.New(*t)
}
