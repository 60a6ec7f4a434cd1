package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func TestOpenCountsTheWaitForAConnection(t *testing.T) {
	t.Parallel()
	const stall = 300 * time.Millisecond
	var calls atomic.Int32
	target := serve(t, func(response http.ResponseWriter, request *http.Request) {
		if calls.Add(1) == 2 { // the first one opens the connection
			time.Sleep(stall)
		}
		_, _ = io.Copy(response, request.Body)
	})
	// One connection: the calls that are due while the first one stalls wait for it, though each of them is answered at once.
	result, err := runOpen(target, 100, 200*time.Millisecond, 1)
	if err != nil {
		t.Fatal(err)
	}
	if result.Offered != 20 || result.Answered != 20 {
		t.Errorf("%d of %d calls were answered, want all of 20", result.Answered, result.Offered)
	}
	if result.P50 < 100 {
		t.Errorf("the median is %v ms: the wait of the calls behind a stalled one is not counted", result.P50)
	}
}

func TestOpenFailsWhereNothingIsAnswered(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]int32{"not even the first call": 0, "the first call alone": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			target := serve(t, func(response http.ResponseWriter, request *http.Request) {
				if calls.Add(1) > good {
					response.WriteHeader(http.StatusTeapot)
				}
				_, _ = io.Copy(response, request.Body)
			})
			_, err := runOpen(target, 100, 50*time.Millisecond, 1)
			if err == nil || !strings.Contains(err.Error(), "418") {
				t.Errorf("got %v, want an error that has the answer", err)
			}
		})
	}
}

func TestOpenGoesOnBehindAConnectionThatBroke(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	target := serve(t, func(response http.ResponseWriter, request *http.Request) {
		if calls.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.Copy(response, request.Body)
	})
	result, err := runOpen(target, 100, 50*time.Millisecond, 1)
	if err != nil {
		t.Fatal(err)
	}
	if result.Failed != 1 || result.Answered != 4 {
		t.Errorf("%d calls failed and %d were answered, want 1 and 4", result.Failed, result.Answered)
	}
}
