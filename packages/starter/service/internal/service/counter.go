package service

import (
	"workspace.internal/services/prime-tally/internal/clients"
	"workspace.internal/services/prime-tally/internal/count"
)

// counter is who counts.
func counter(c *clients.Clients) count.Counter { return count.Engines{Client: c.PrimeSieve} }
