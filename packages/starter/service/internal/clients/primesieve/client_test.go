package primesieve_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/prime-tally/internal/clients/primesieve"
	"workspace.internal/services/prime-tally/internal/clients/primesieve/fake"
)

// unknown is a method that the contract will never have, so that this holds whatever the contract says.
const unknown = "/prime_sieve.v1.PrimeSieveService/ThereIsNone"

func connect(t *testing.T, config primesieve.Config) *grpc.ClientConn {
	t.Helper()
	client, err := primesieve.Dial(config)
	if err != nil {
		t.Fatal(err)
	}
	conn := client.Conn()
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestClientReachesAServer(t *testing.T) {
	conn := connect(t, fake.Start(t, primesievev1.UnimplementedPrimeSieveServiceServer{}))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for state := conn.GetState(); state != connectivity.Ready; state = conn.GetState() {
		if !conn.WaitForStateChange(ctx, state) {
			t.Fatalf("the connection is %v", state)
		}
	}
	err := conn.Invoke(ctx, unknown, &emptypb.Empty{}, &emptypb.Empty{})
	if status.Code(err) != codes.Unimplemented {
		t.Errorf("the server answers %v", err)
	}
}

func TestNobodyThereIsUnavailable(t *testing.T) {
	conn := connect(t, primesieve.Config{Address: dial.Addresses{"127.0.0.1:1"}, Timeout: 30 * time.Second})
	err := conn.Invoke(t.Context(), unknown, &emptypb.Empty{}, &emptypb.Empty{})
	if status.Code(err) != codes.Unavailable {
		t.Errorf("the call answers %v", err)
	}
}
