// Package primesieve is this service's client of prime-sieve.
package primesieve

import (
	"time"

	"google.golang.org/grpc"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/kit-go/dial"
)

// Config says where prime-sieve is found.
type Config struct {
	// Address is that of its replicas.
	Address dial.Addresses `env:"PRIME_SIEVE_ADDRESS,required,notEmpty"`
	// Timeout is the deadline of unary calls that come without one.
	Timeout time.Duration `env:"PRIME_SIEVE_TIMEOUT" envDefault:"10s"`
}

// Client calls prime-sieve: round-robin over its replicas that are ready, traced, with a deadline always. Calls that
// the contract declares idempotent are tried again where a replica goes away, within a budget; see package dial.
type Client struct {
	primesievev1.PrimeSieveServiceClient

	conn *grpc.ClientConn
}

// Dial connects in the background. It does not fail where nobody answers yet; a call then is UNAVAILABLE.
func Dial(config Config) (*Client, error) {
	conn, err := dial.NewClient("prime-sieve", config.Address, dial.Options{
		Services: []string{primesievev1.PrimeSieveService_ServiceDesc.ServiceName},
		Timeout:  config.Timeout,
	})
	if err != nil {
		return nil, err
	}
	return &Client{primesievev1.NewPrimeSieveServiceClient(conn), conn}, nil
}

// Conn is what the calls go through; whoever dialled closes it.
func (c *Client) Conn() *grpc.ClientConn { return c.conn }
