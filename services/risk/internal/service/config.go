// Package service puts a replica of the risk service together.
package service

import (
	"time"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/kit-go/postgres"
)

// Config is the configuration of a replica. The variables are explained in the service's README.
type Config struct {
	config.Server

	DatabaseURL    string         `env:"DATABASE_URL,required,notEmpty"`
	DatabasePool   int32          `env:"DATABASE_CONNECTIONS" envDefault:"16"`
	PricerAddress  dial.Addresses `env:"PRICER_ADDRESS,required,notEmpty"`
	MaxRunning     int            `env:"MAX_RUNNING" envDefault:"4"`
	MaxQueued      int            `env:"MAX_QUEUED" envDefault:"64"`
	ShardBlocks    int            `env:"SHARD_BLOCKS" envDefault:"0"`
	ShardsInFlight int            `env:"SHARDS_IN_FLIGHT" envDefault:"2"`
	HedgeQuantile  float64        `env:"HEDGE_QUANTILE" envDefault:"0.95"`
	HedgeBudget    float64        `env:"HEDGE_BUDGET" envDefault:"0.1"`
	HedgeMinDelay  time.Duration  `env:"HEDGE_MIN_DELAY" envDefault:"250ms"`
	LeaseDuration  time.Duration  `env:"LEASE_DURATION" envDefault:"3s"`
}

// Migration is the part of the configuration that the migrate sub-command needs.
type Migration struct {
	config.Server

	DatabaseURL string `env:"DATABASE_URL,required,notEmpty"`
}

const (
	// maxShardBlocks is the engines' limit.
	maxShardBlocks = 65_536
	// minLease leaves a heartbeat time to be late.
	minLease = 500 * time.Millisecond
	// minConnections: some for calls, some for runs.
	minConnections = 4
)

// Check implements config.Checker.
func (c *Config) Check() []config.Problem {
	problems := append(c.Server.Check(), postgres.CheckURL("DATABASE_URL", c.DatabaseURL)...)
	rule := func(holds bool, variable, reason string) {
		if !holds {
			problems = append(problems, config.Problem{Variable: variable, Reason: reason})
		}
	}
	rule(c.DatabasePool >= minConnections, "DATABASE_CONNECTIONS", "must be 4 or more")
	rule(c.MaxRunning >= 1 && c.MaxRunning <= 1000, "MAX_RUNNING", "must be 1 to 1000")
	rule(c.MaxQueued >= 1, "MAX_QUEUED", "must be 1 or more: what finds no room waits in the queue")
	rule(c.ShardBlocks >= 0 && c.ShardBlocks <= maxShardBlocks, "SHARD_BLOCKS", "must be 0 (automatic) to 65536")
	rule(c.ShardsInFlight >= 1 && c.ShardsInFlight <= 64, "SHARDS_IN_FLIGHT", "must be 1 to 64")
	rule(c.HedgeQuantile >= 0 && c.HedgeQuantile <= 1, "HEDGE_QUANTILE", "must be 0 to 1")
	rule(c.HedgeBudget >= 0 && c.HedgeBudget <= 1, "HEDGE_BUDGET", "must be 0 (off) to 1")
	rule(c.HedgeMinDelay >= 0, "HEDGE_MIN_DELAY", "must not be negative")
	rule(c.LeaseDuration >= minLease, "LEASE_DURATION", "must be 500ms or more")
	return problems
}

// Check implements config.Checker.
func (m *Migration) Check() []config.Problem {
	return append(m.Server.Check(), postgres.CheckURL("DATABASE_URL", m.DatabaseURL)...)
}
