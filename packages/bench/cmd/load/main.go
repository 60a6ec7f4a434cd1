// Command load is the client of the benchmark. It calls any method that a descriptor set describes, prints its result as one JSON
// object, and never looks into an answer, so that it costs the same whoever serves.
//
//	load call   -target host:port -method p.v1.S/M -request '{}'                      one call; prints the answer as JSON
//	load closed -target ... -concurrency 2 -duration 4s                               calls as fast as they are answered
//	load open   -target ... -rate 500 -duration 4s                                    calls at a rate that does not wait for answers
//	load hold   -target ... -streams 1000 -rate 1000                                  streams that stay open until standard input ends
//	load clock  -duration 200ms                                                       the clock of a core, by a loop of known length
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are the flags; each mode reads its own.
type options struct {
	target, method, request, descriptors string
	padding, concurrency, connections    int
	streams                              int
	rate                                 float64
	duration, deadline                   time.Duration
}

type mode func(ctx context.Context, o *options) (any, error)

var modes = map[string]mode{"call": runCall, "closed": runClosed, "open": runOpen, "hold": runHold, "clock": runClock}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "load: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 || modes[arguments[0]] == nil {
		return fmt.Errorf("the first argument must be one of %s", strings.Join(slices.Sorted(maps.Keys(modes)), ", "))
	}
	var o options
	flags := flag.NewFlagSet("load "+arguments[0], flag.ExitOnError)
	flags.StringVar(&o.target, "target", "", "`host:port` of the server")
	flags.StringVar(&o.method, "method", "", "`package.Service/Method`; unary, or one that streams its answer")
	flags.StringVar(&o.request, "request", "{}", "the request as `JSON`")
	flags.StringVar(&o.descriptors, "descriptors", "", "`file` of a google.protobuf.FileDescriptorSet that has the method")
	flags.IntVar(&o.padding, "padding", 0, "`bytes` of an unknown field that the request carries besides, which servers ignore")
	flags.IntVar(&o.concurrency, "concurrency", 1, "closed: calls at a time")
	flags.IntVar(&o.connections, "connections", 4, "connections that calls take turns on")
	flags.IntVar(&o.streams, "streams", 1000, "hold: how many streams")
	flags.Float64Var(&o.rate, "rate", 500, "open, hold: calls per second")
	flags.DurationVar(&o.duration, "duration", 4*time.Second, "closed, open, clock: for how long")
	flags.DurationVar(&o.deadline, "deadline", 10*time.Second, "the deadline of each call, but for held streams")
	if err := flags.Parse(arguments[1:]); err != nil {
		return err
	}
	if o.rate <= 0 || o.concurrency < 1 || o.connections < 1 || o.streams < 1 || o.duration <= 0 || o.padding < 0 {
		return fmt.Errorf("rate, concurrency, connections, streams and duration must be above 0, and padding not below")
	}
	result, err := modes[arguments[0]](ctx, &o)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}
