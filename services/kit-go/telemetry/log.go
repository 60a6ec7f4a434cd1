package telemetry

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// NewLogger writes one JSON object a line: time, level in lower case, msg, component, then the fields of the call,
// with trace_id and span_id where the call's context is within a trace.
func NewLogger(to io.Writer, component string, level slog.Leveler) *slog.Logger {
	handler := slog.NewJSONHandler(to, &slog.HandlerOptions{Level: level, ReplaceAttr: lowerLevel})
	return slog.New(traceHandler{handler}).With("component", component)
}

func lowerLevel(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.LevelKey {
		return slog.String(slog.LevelKey, strings.ToLower(attr.Value.String()))
	}
	return attr
}

// traceHandler adds the ids of the span that the record was written in.
type traceHandler struct{ slog.Handler }

func (h traceHandler) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record = record.Clone()
		record.AddAttrs(
			slog.String("trace_id", span.TraceID().String()),
			slog.String("span_id", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h traceHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return traceHandler{h.Handler.WithAttrs(attrs)}
}

func (h traceHandler) WithGroup(name string) slog.Handler {
	return traceHandler{h.Handler.WithGroup(name)}
}
