package api

import (
	"strings"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"workspace.internal/services/risk/internal/watch"
)

func portfolioName(id uuid.UUID) string { return "portfolios/" + id.String() }

func valuationName(portfolio, id uuid.UUID) string {
	return portfolioName(portfolio) + "/valuations/" + id.String()
}

func notFound(name string) error { return status.Errorf(codes.NotFound, "there is no %s", name) }

// parsePortfolio reads a name that has the form of one. One that this service would never give is that of nothing.
func parsePortfolio(name string) (uuid.UUID, error) {
	id, ok := parseID(strings.TrimPrefix(name, "portfolios/"))
	if !ok {
		return id, notFound(name)
	}
	return id, nil
}

func parseValuation(name string) (watch.Key, error) {
	parent, child, _ := strings.Cut(strings.TrimPrefix(name, "portfolios/"), "/valuations/")
	portfolio, okParent := parseID(parent)
	valuation, okChild := parseID(child)
	if !okParent || !okChild {
		return watch.Key{}, notFound(name)
	}
	return watch.Key{Portfolio: portfolio, Valuation: valuation}, nil
}

// parseID takes the one spelling that names use; the parser would take others.
func parseID(text string) (uuid.UUID, bool) {
	id, err := uuid.Parse(text)
	return id, err == nil && id.String() == text
}
