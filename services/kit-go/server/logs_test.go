package server_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"
)

// buffer collects log lines.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(line)
}

// find waits for a line with that value: the server writes it after the caller has its answer.
func (b *buffer) find(t *testing.T, key, value string) map[string]any {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); <-tick.C {
		b.mu.Lock()
		all := b.text.String()
		b.mu.Unlock()
		for text := range strings.SplitSeq(strings.TrimSpace(all), "\n") {
			var line map[string]any
			if json.Unmarshal([]byte(text), &line) == nil && line[key] == value {
				return line
			}
		}
	}
	t.Fatalf("no line with %s %s", key, value)
	return nil
}
