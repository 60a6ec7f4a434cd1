package service

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/pool"
)

// Config is the configuration of an engine. The variables are explained in the README.
type Config struct {
	config.Server

	Threads       int    `env:"THREADS" envDefault:"0"`
	QueueRequests int    `env:"QUEUE_REQUESTS" envDefault:"64"`
	QueueBytes    Size   `env:"QUEUE_BYTES" envDefault:"96MiB"`
	KernelTier    string `env:"KERNEL_TIER" envDefault:"auto"`
}

// mostThreads is where more would only be a slip of the hand.
const mostThreads = 1024

// Check implements config.Checker.
func (c *Config) Check() []config.Problem {
	problems := c.Server.Check()
	refuse := func(variable, reason string) {
		problems = append(problems, config.Problem{Variable: variable, Reason: reason})
	}
	if c.Threads < 0 || c.Threads > mostThreads {
		refuse("THREADS", fmt.Sprintf("must be a whole number from 0 to %d", mostThreads))
	}
	if c.QueueRequests < 1 {
		refuse("QUEUE_REQUESTS", "must be a whole number above 0")
	}
	if _, err := lanes.Choose(c.KernelTier); err != nil {
		refuse("KERNEL_TIER", err.Error())
	}
	return problems
}

// threads is how many goroutines compute: one a core that the process may use, unless it is told.
func (c *Config) threads() int {
	if c.Threads == 0 {
		return runtime.GOMAXPROCS(0) // which knows of the limits of a container
	}
	return c.Threads
}

func (c *Config) limits() pool.Limits {
	return pool.Limits{Works: c.QueueRequests, Bytes: int(c.QueueBytes)}
}

// Size is a number of bytes, written with a unit: 512, 7KiB, 96MiB, 1GiB.
type Size int

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Size) UnmarshalText(text []byte) error {
	number, shift := string(text), 0
	for i, unit := range []string{"KiB", "MiB", "GiB"} {
		if before, ok := strings.CutSuffix(number, unit); ok {
			number, shift = before, 10*(i+1)
			break
		}
	}
	value, err := strconv.ParseUint(number, 10, 63-shift)
	if err != nil {
		return fmt.Errorf("must be a size such as 4194304 or 4MiB, not %q", text)
	}
	*s = Size(value << shift)
	return nil
}
