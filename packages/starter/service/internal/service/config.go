// Package service puts a replica together.
package service

import (
	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/prime-tally/internal/clients"
)

// Config is the configuration of a replica. The variables are explained in the service's README.
type Config struct {
	config.Server

	Clients clients.Config

	DatabaseURL    string `env:"DATABASE_URL,required,notEmpty"`
	DatabasePool   int32  `env:"DATABASE_CONNECTIONS" envDefault:"12"`
	MaxRunning     int    `env:"MAX_RUNNING" envDefault:"4"`
	MaxUnfinished  int64  `env:"MAX_UNFINISHED" envDefault:"64"`
	ShardNumbers   int64  `env:"SHARD_NUMBERS" envDefault:"16777216"`
	ShardsInFlight int    `env:"SHARDS_IN_FLIGHT" envDefault:"4"`
}

// Migration is the part of the configuration that the migrate sub-command needs.
type Migration struct {
	config.Server

	DatabaseURL string `env:"DATABASE_URL,required,notEmpty"`
}

// maxShard is what an engine takes in one call.
const maxShard = 1 << 32

// Check implements config.Checker.
func (c *Config) Check() []config.Problem {
	problems := append(c.Server.Check(), postgres.CheckURL("DATABASE_URL", c.DatabaseURL)...)
	rule := func(holds bool, variable, reason string) {
		if !holds {
			problems = append(problems, config.Problem{Variable: variable, Reason: reason})
		}
	}
	rule(c.DatabasePool >= 4, "DATABASE_CONNECTIONS", "must be 4 or more")
	rule(c.MaxRunning >= 1 && c.MaxRunning <= 1000, "MAX_RUNNING", "must be 1 to 1000")
	rule(c.MaxUnfinished >= 1, "MAX_UNFINISHED", "must be 1 or more")
	rule(c.ShardNumbers >= 1 && c.ShardNumbers <= maxShard, "SHARD_NUMBERS", "must be 1 to 4294967296")
	rule(c.ShardsInFlight >= 1 && c.ShardsInFlight <= 64, "SHARDS_IN_FLIGHT", "must be 1 to 64")
	return problems
}

// Check implements config.Checker.
func (m *Migration) Check() []config.Problem {
	return append(m.Server.Check(), postgres.CheckURL("DATABASE_URL", m.DatabaseURL)...)
}
