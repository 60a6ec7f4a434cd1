// Command load is the client of the benchmark, for what wrk cannot do. It prints its result as one JSON object.
//
//	load open       -target host:port -rate 3000 -duration 4s   unary JSON calls at a rate that does not wait for answers
//	load sequential -target host:port [-grpc] -duration 4s      one call after the other
//	load stream     -target host:port -messages 1000 -size 16   answers of so many messages, over gRPC-Web
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("load: the first argument must be one of open, sequential, stream")
	}
	flags := flag.NewFlagSet("load "+os.Args[1], flag.ExitOnError)
	target := flags.String("target", "", "`host:port` of the server to call")
	duration := flags.Duration("duration", 4*time.Second, "how long calls are started; 0 makes `stream` ask for one answer only")

	var run func() (any, error)
	switch os.Args[1] {
	case "open":
		rate := flags.Float64("rate", 1000, "calls per second")
		connections := flags.Int("connections", 64, "calls at a time, and so connections; calls beyond wait, and their wait counts")
		run = func() (any, error) { return runOpen(*target, *rate, *duration, *connections) }
	case "sequential":
		useGRPC := flags.Bool("grpc", false, "call over gRPC instead of JSON over HTTP/1.1")
		run = func() (any, error) { return runSequential(*target, *useGRPC, *duration) }
	case "stream":
		messages := flags.Int("messages", 1000, "messages of one answer")
		size := flags.Int("size", 16, "bytes that each message carries")
		streams := flags.Int("streams", 4, "answers at a time")
		run = func() (any, error) { return runStream(*target, *messages, *size, *streams, *duration) }
	default:
		log.Fatalf("load: unknown mode %q", os.Args[1])
	}
	_ = flags.Parse(os.Args[2:]) // ExitOnError
	result, err := run()
	if err != nil {
		log.Fatalf("load: %v", err)
	}
	encoded, err := json.Marshal(result)
	if err != nil {
		log.Fatalf("load: %v", err)
	}
	fmt.Println(string(encoded))
}
