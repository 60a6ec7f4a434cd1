// Command vanguard is the peer that transcodes in front of a reverse proxy.
package main

import (
	"log"
	"net/http/httputil"
	"net/url"

	"connectrpc.com/vanguard"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
	"workspace.internal/gateway-bench/internal/serve"
)

func main() {
	backend := serve.Backend()
	listener := serve.Listen()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: *backend})
	proxy.Transport = serve.Transport()
	proxy.FlushInterval = -1
	service := vanguard.NewServiceWithSchema(
		benchv1.File_bench_v1_echo_service_proto.Services().ByName("EchoService"),
		proxy,
		vanguard.WithTargetProtocols(vanguard.ProtocolGRPC),
		vanguard.WithTargetCodecs(vanguard.CodecProto),
		vanguard.WithNoTargetCompression(),
	)
	transcoder, err := vanguard.NewTranscoder([]*vanguard.Service{service})
	if err != nil {
		log.Fatal(err)
	}
	serve.HTTP(listener, transcoder)
}
