package telemetry

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
)

// collector keeps the names of what is exported to it.
type collector struct {
	collectortrace.UnimplementedTraceServiceServer

	mu    sync.Mutex // guards names
	names []string
}

func (c *collector) add(names ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = append(c.names, names...)
}

func (c *collector) Export(
	_ context.Context, request *collectortrace.ExportTraceServiceRequest,
) (*collectortrace.ExportTraceServiceResponse, error) {
	for _, resource := range request.GetResourceSpans() {
		for _, attribute := range resource.GetResource().GetAttributes() {
			if strings.HasPrefix(attribute.GetKey(), "service.") {
				c.add(attribute.GetKey() + "=" + attribute.GetValue().GetStringValue())
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				c.add("span " + span.GetName())
			}
		}
	}
	return &collectortrace.ExportTraceServiceResponse{}, nil
}

// metricsCollector is the same collector, as the other service that it is.
type metricsCollector struct {
	collectormetrics.UnimplementedMetricsServiceServer
	*collector
}

func (c metricsCollector) Export(
	_ context.Context, request *collectormetrics.ExportMetricsServiceRequest,
) (*collectormetrics.ExportMetricsServiceResponse, error) {
	for _, resource := range request.GetResourceMetrics() {
		for _, scope := range resource.GetScopeMetrics() {
			for _, metric := range scope.GetMetrics() {
				c.add("metric " + metric.GetName())
			}
		}
	}
	return &collectormetrics.ExportMetricsServiceResponse{}, nil
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// record makes one span and counts once, with whatever providers are installed.
func record(t *testing.T) {
	t.Helper()
	_, span := otel.Tracer("test").Start(t.Context(), "work")
	span.End()
	counter, err := otel.Meter("test").Int64Counter("done")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 1)
}

func TestWhatIsRecordedIsExportedAtTheLatestWhenTheProcessStops(t *testing.T) {
	listener, received := listen(t), &collector{}
	server := grpc.NewServer()
	collectortrace.RegisterTraceServiceServer(server, received)
	collectormetrics.RegisterMetricsServiceServer(server, metricsCollector{collector: received})
	go func() { _ = server.Serve(listener) }() // it ends with Stop
	defer server.Stop()

	component, err := Start(t.Context(), Options{
		ServiceName: "orders", ServiceVersion: "1.2.3", Endpoint: "http://" + listener.Addr().String(),
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	record(t)
	if err := component.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	received.mu.Lock()
	defer received.mu.Unlock()
	all := strings.Join(received.names, "\n")
	for _, want := range []string{"service.name=orders", "service.version=1.2.3", "span work", "metric done"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q was not exported, but:\n%s", want, all)
		}
	}
}

func TestCollectorThatIsGoneDoesNotFailTheStop(t *testing.T) {
	listener := listen(t)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	component, err := Start(t.Context(), Options{
		ServiceName: "orders", Endpoint: "http://" + listener.Addr().String(),
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	record(t)
	bounded, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if err := component.Stop(bounded); err != nil {
		t.Errorf("the stop failed: %v", err)
	}
	if !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("nobody is told that traces are lost: %q", log.String())
	}
}
