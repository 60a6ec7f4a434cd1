package service

import (
	"testing"

	"workspace.internal/services/prime-tally/internal/clients"
)

// callees is where the components are found that the service calls.
func callees(*testing.T) clients.Config { return clients.Config{} }
