package telemetry

import (
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
)

// warningInterval is how often failing exports are mentioned: they repeat every few seconds while a collector is
// gone.
const warningInterval = time.Minute

// exportWarning logs the errors of OpenTelemetry, but not each of them.
type exportWarning struct {
	log *slog.Logger

	mu   sync.Mutex // guards next
	next time.Time
}

func newExportWarning(log *slog.Logger) otel.ErrorHandler {
	return &exportWarning{log: log}
}

// Handle implements otel.ErrorHandler.
func (w *exportWarning) Handle(err error) {
	w.mu.Lock()
	due := !time.Now().Before(w.next)
	if due {
		w.next = time.Now().Add(warningInterval)
	}
	w.mu.Unlock()
	if due {
		w.log.Warn("traces or metrics cannot be exported", "error", err)
	}
}
