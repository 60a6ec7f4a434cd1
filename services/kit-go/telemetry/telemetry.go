// Package telemetry writes logs and exports traces and metrics over OTLP.
//
// The W3C trace context is always read and passed on, so that logs carry the caller's trace id even where nothing is
// exported. Exporting happens in the background from a bounded queue: where the collector is slow or gone, spans are
// dropped and a warning is logged now and then, and no request waits.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"workspace.internal/services/kit-go/lifecycle"
)

// flushTimeout bounds the last export when the process stops.
const flushTimeout = 3 * time.Second

// Options say what is exported and where to.
type Options struct {
	// ServiceName and ServiceVersion name the process in traces and metrics.
	ServiceName, ServiceVersion string
	// Endpoint is the collector's URL; http:// means without TLS. Empty: nothing is exported.
	Endpoint string
	// Logger is told of exports that fail.
	Logger *slog.Logger
}

// Start installs the global propagator and, where there is an endpoint, the global providers of spans and metrics. It
// does not wait for the collector. The component belongs at the beginning of the process's list, so that it stops
// last: it then flushes, within a bound.
func Start(ctx context.Context, options Options) (lifecycle.Component, error) {
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(
		propagation.TraceContext{}, propagation.Baggage{}))
	if options.Endpoint == "" {
		return lifecycle.Component{Name: "telemetry"}, nil
	}
	otel.SetErrorHandler(newExportWarning(options.Logger))

	spans, err := otlptracegrpc.New(ctx, otlptracegrpc.WithEndpointURL(options.Endpoint))
	if err != nil {
		return lifecycle.Component{}, fmt.Errorf("make the exporter of spans: %w", err)
	}
	metrics, err := otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithEndpointURL(options.Endpoint))
	if err != nil {
		err = fmt.Errorf("make the exporter of metrics: %w", err)
		return lifecycle.Component{}, errors.Join(err, spans.Shutdown(ctx))
	}
	described, err := resource.Merge(resource.Default(), resource.NewWithAttributes(semconv.SchemaURL,
		semconv.ServiceName(options.ServiceName), semconv.ServiceVersion(options.ServiceVersion)))
	if err != nil && !errors.Is(err, resource.ErrSchemaURLConflict) {
		return lifecycle.Component{}, fmt.Errorf("describe the process: %w", err)
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans), trace.WithResource(described))
	meters := metric.NewMeterProvider(
		metric.WithReader(metric.NewPeriodicReader(metrics)), metric.WithResource(described))
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)

	return lifecycle.Component{
		Name:        "telemetry",
		StopTimeout: flushTimeout,
		Stop: func(ctx context.Context) error {
			// A collector that is gone must not turn an orderly stop into a failure.
			if err := errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx)); err != nil {
				options.Logger.Warn("the last traces and metrics are lost", "error", err)
			}
			return nil
		},
	}, nil
}
