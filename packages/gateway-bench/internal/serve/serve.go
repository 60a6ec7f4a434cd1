// Package serve is what the programs of the benchmark have in common: where they listen, and how they say so.
package serve

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
)

// Backend is the address of the gRPC server behind a peer, from the flag -backend.
func Backend() *string {
	return flag.String("backend", "", "`host:port` of the gRPC server behind this program")
}

// Listen parses the flags, listens, on a free port of the loopback interface unless told otherwise, and prints the address on a
// line of its own.
func Listen() net.Listener {
	address := flag.String("listen", "127.0.0.1:0", "`host:port` to listen on")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	return listener
}

// HTTP serves HTTP/1.1 and cleartext HTTP/2 until the process ends.
func HTTP(listener net.Listener, handler http.Handler) {
	server := http.Server{Handler: handler, Protocols: new(http.Protocols)}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	log.Fatal(server.Serve(listener))
}

// Transport speaks cleartext HTTP/2 to the backend.
func Transport() *http.Transport {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	return transport
}
