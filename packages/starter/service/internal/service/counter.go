package service

import (
	"bimetal.dev/services/prime-tally/internal/clients"
	"bimetal.dev/services/prime-tally/internal/count"
)

// counter is who counts.
func counter(c *clients.Clients) count.Counter { return count.Engines{Client: c.PrimeSieve} }
