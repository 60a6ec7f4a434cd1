package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"time"
)

// Server holds the variables that every component shares; a component embeds it in its own configuration.
// ListenAddress is filled in by the component before Load, the rest has the defaults written here.
type Server struct {
	// ListenAddress is the host:port to listen on; port 0 takes any free one.
	ListenAddress string `env:"LISTEN_ADDRESS"`
	// LogLevel is the least level that is written. Defaults to info.
	LogLevel slog.Level `env:"LOG_LEVEL" envDefault:"info"`
	// DrainTimeout bounds how long the requests that run are waited for. Defaults to 10 s.
	DrainTimeout time.Duration `env:"DRAIN_TIMEOUT" envDefault:"10s"`
	// DrainDelay is how long readiness is off before the listener closes. Defaults to 0.
	DrainDelay time.Duration `env:"DRAIN_DELAY" envDefault:"0s"`
	// MaxRequestBytes is the largest request message. Defaults to 4 MiB.
	MaxRequestBytes int `env:"MAX_REQUEST_BYTES" envDefault:"4194304"`
	// MaxConcurrentRequests is how many requests run at the same time before more are refused. Defaults to 1024.
	MaxConcurrentRequests int `env:"MAX_CONCURRENT_REQUESTS" envDefault:"1024"`
	// OTLPEndpoint is the URL that traces and metrics go to; http:// means without TLS. Unset: nothing is exported.
	OTLPEndpoint string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	// ServiceName is the name in traces and metrics. Defaults to the component's name.
	ServiceName string `env:"OTEL_SERVICE_NAME"`
}

// Check implements Checker.
func (s *Server) Check() []Problem {
	var problems []Problem
	refuse := func(variable, reason string) { problems = append(problems, Problem{variable, reason}) }

	if err := checkAddress(s.ListenAddress); err != nil {
		refuse("LISTEN_ADDRESS", err.Error())
	}
	if s.DrainTimeout <= 0 {
		refuse("DRAIN_TIMEOUT", "must be more than 0s")
	}
	if s.DrainDelay < 0 {
		refuse("DRAIN_DELAY", "must not be negative")
	}
	if s.MaxRequestBytes <= 0 {
		refuse("MAX_REQUEST_BYTES", "must be more than 0")
	}
	if s.MaxConcurrentRequests <= 0 {
		refuse("MAX_CONCURRENT_REQUESTS", "must be more than 0")
	}
	if s.OTLPEndpoint != "" {
		endpoint, err := url.Parse(s.OTLPEndpoint)
		if err != nil || endpoint.Host == "" || (endpoint.Scheme != "http" && endpoint.Scheme != "https") {
			refuse("OTEL_EXPORTER_OTLP_ENDPOINT", "must be a URL such as http://localhost:4317")
		}
	}
	return problems
}

func checkAddress(address string) error {
	if address == "" {
		return errors.New("is required")
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("must be host:port: %w", err)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("must end in a port of 0 to 65535")
	}
	return nil
}
