package service

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

func wantCode(t *testing.T, err error, want codes.Code) {
	t.Helper()
	if status.Code(err) != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func wantField(t *testing.T, err error, want string) {
	t.Helper()
	wantCode(t, err, codes.InvalidArgument)
	for _, violation := range errs.Violations(err) {
		if violation.Field == want {
			return
		}
	}
	t.Errorf("%v does not name %s: %v", err, want, errs.Violations(err))
}

func TestPortfolioLivesAndDies(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	created, err := r.portfolios.CreatePortfolio(ctx, &riskv1.CreatePortfolioRequest{Portfolio: samplePortfolio()})
	if err != nil {
		t.Fatal(err)
	}
	p := created.GetPortfolio()
	got, err := r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: p.GetName()})
	if err != nil || !proto.Equal(got.GetPortfolio(), p) {
		t.Fatalf("get: %v, %v; created %v", got, err, p)
	}

	updated, err := r.portfolios.UpdatePortfolio(ctx, &riskv1.UpdatePortfolioRequest{
		Portfolio:  &riskv1.Portfolio{Name: p.GetName(), DisplayName: "other", Rate: 0.5, Etag: p.GetEtag()},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"display_name"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if u := updated.GetPortfolio(); u.GetDisplayName() != "other" || u.GetRate() != 0 || len(u.GetPositions()) != 2 ||
		u.GetEtag() == p.GetEtag() {
		t.Errorf("updated %v", u)
	}
	_, err = r.portfolios.UpdatePortfolio(ctx, &riskv1.UpdatePortfolioRequest{
		Portfolio: &riskv1.Portfolio{Name: p.GetName(), DisplayName: "late", Etag: p.GetEtag()},
	})
	wantCode(t, err, codes.Aborted)
	_, err = r.portfolios.DeletePortfolio(ctx, &riskv1.DeletePortfolioRequest{Name: p.GetName(), Etag: p.GetEtag()})
	wantCode(t, err, codes.Aborted)
	if _, err = r.portfolios.DeletePortfolio(ctx, &riskv1.DeletePortfolioRequest{Name: p.GetName()}); err != nil {
		t.Error(err)
	}
	_, err = r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: p.GetName()})
	wantCode(t, err, codes.NotFound)
	_, err = r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: "portfolios/no-uuid"})
	wantCode(t, err, codes.NotFound)
	_, err = r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: "portfolio"})
	wantCode(t, err, codes.InvalidArgument)
}

func TestUpdateChecksThePortfolioAsItWouldBe(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	name := r.portfolio(t)
	update := func(change *riskv1.Portfolio, paths ...string) error {
		change.Name = name
		_, err := r.portfolios.UpdatePortfolio(ctx, &riskv1.UpdatePortfolioRequest{
			Portfolio: change, UpdateMask: &fieldmaskpb.FieldMask{Paths: paths},
		})
		return err
	}
	wantField(t, update(&riskv1.Portfolio{Rate: 2}, "rate"), "portfolio.rate")
	wantField(t, update(&riskv1.Portfolio{}, "positions"), "portfolio.positions")
	wantField(
		t,
		update(&riskv1.Portfolio{Underlyings: []*riskv1.Underlying{{Id: "B", Spot: 1, Volatility: 1}}}, "underlyings"),
		"portfolio.positions[1].instrument.european.underlying",
	)
	wantField(t, update(&riskv1.Portfolio{}, "rate", "create_time"), "update_mask.paths[1]")
	wantField(t, update(&riskv1.Portfolio{}, "no_such_field"), "update_mask.paths[0]")
	if err := update(&riskv1.Portfolio{Rate: 0.03}); err != nil { // no mask: what is set
		t.Error(err)
	}
	replacement := samplePortfolio()
	replacement.DisplayName = "all of it"
	if err := update(replacement, "*"); err != nil {
		t.Error(err)
	}
	got, err := r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: name})
	if err != nil || got.GetPortfolio().GetRate() != 0 || got.GetPortfolio().GetDisplayName() != "all of it" {
		t.Errorf("after replacing all: %v, %v", got, err)
	}
	_, err = r.portfolios.UpdatePortfolio(ctx, &riskv1.UpdatePortfolioRequest{})
	wantCode(t, err, codes.InvalidArgument)
}

func TestValuationKeepsThePortfolioAsItWas(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	portfolio := r.portfolio(t)
	valuation := r.value(t, portfolio, paths(3))
	for i := range 3 {
		if _, err := r.portfolios.UpdatePortfolio(ctx, &riskv1.UpdatePortfolioRequest{
			Portfolio: &riskv1.Portfolio{
				Name:      portfolio,
				Positions: []*riskv1.Position{european(fmt.Sprint("new", i))},
			},
		}); err != nil {
			t.Fatal(err)
		}
	}
	if v := r.succeeded(t, valuation); v.GetResult().GetPositions()[0].GetPositionId() != "one" {
		t.Errorf("result %v", v.GetResult())
	}
	got, err := r.valuations.GetValuation(ctx, &riskv1.GetValuationRequest{Name: valuation})
	if err != nil || len(got.GetValuation().GetPortfolio().GetPositions()) != 2 {
		t.Errorf("get: %v, %v", got, err)
	}
}

func TestBadPortfoliosAreRefusedWithTheirFields(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	for field, change := range map[string]func(*riskv1.Portfolio){
		"portfolio.underlyings[0].volatility":                   func(p *riskv1.Portfolio) { p.Underlyings[0].Volatility = -0.2 },
		"portfolio.positions":                                   func(p *riskv1.Portfolio) { p.Positions = nil },
		"portfolio.positions[1].id":                             func(p *riskv1.Portfolio) { p.Positions[1].Id = "one" },
		"portfolio.positions[0].instrument.european.underlying": func(p *riskv1.Portfolio) { p.Underlyings[0].Id = "Z" },
		"portfolio.correlation[0].values[0]": func(p *riskv1.Portfolio) {
			p.Correlation = []*riskv1.CorrelationRow{{Values: []float64{0.5}}}
		},
	} {
		p := samplePortfolio()
		change(p)
		_, err := r.portfolios.CreatePortfolio(background(t), &riskv1.CreatePortfolioRequest{Portfolio: p})
		wantField(t, err, field)
	}
}

func TestPortfoliosAreListedByPagesTheNewestFirst(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	var want []string
	for range 7 {
		want = append([]string{r.portfolio(t)}, want...)
	}
	var got []string
	token, pages := "", 0
	for {
		page, err := r.portfolios.ListPortfolios(ctx, &riskv1.ListPortfoliosRequest{PageSize: 3, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, p := range page.GetPortfolios() {
			got = append(got, p.GetName())
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if pages != 3 || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%d pages: %v, want %v", pages, got, want)
	}
	_, err := r.portfolios.ListPortfolios(ctx, &riskv1.ListPortfoliosRequest{PageToken: "nonsense"})
	wantField(t, err, "page_token")
	if _, err := r.portfolios.ListPortfolios(ctx, &riskv1.ListPortfoliosRequest{PageSize: 1 << 30}); err != nil {
		t.Errorf("a page size beyond the limit is taken as the limit: %v", err)
	}
}

func TestPageOfLargePortfoliosFitsAMessage(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	large := samplePortfolio()
	large.Positions = nil
	for i := range 10_000 {
		large.Positions = append(large.Positions, european(fmt.Sprintf("%05d-%s", i, strings.Repeat("x", 50))))
	}
	const count = 6
	for range count {
		if _, err := r.portfolios.CreatePortfolio(ctx, &riskv1.CreatePortfolioRequest{Portfolio: large}); err != nil {
			t.Fatal(err)
		}
	}
	listed, token := 0, ""
	for {
		page, err := r.portfolios.ListPortfolios(ctx, &riskv1.ListPortfoliosRequest{PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		if size := proto.Size(page); size > 4<<20 {
			t.Errorf("a page of %d bytes", size)
		}
		listed += len(page.GetPortfolios())
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if listed != count {
		t.Errorf("listed %d of %d", listed, count)
	}
}
