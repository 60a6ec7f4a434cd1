// Package apptest starts built components for tests of how components go together.
package apptest

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// patience bounds the start and the end of a program; neither takes that long unless something is wrong.
const patience = 60 * time.Second

// Start starts the program at a path on a free port until the test ends, and returns its host:port once it listens. The
// variables are added to LISTEN_ADDRESS and to those of the test, in the form NAME=value.
func Start(tb testing.TB, program string, variables ...string) (address string) {
	tb.Helper()
	path, err := filepath.Abs(program)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("%v: build it with `npm run build`", err)
	}
	command := exec.Command(path)
	command.Env = append(append(os.Environ(), "LISTEN_ADDRESS=127.0.0.1:0"), variables...)
	logs, err := command.StderrPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := command.Start(); err != nil {
		tb.Fatal(err)
	}
	listening, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		follow(logs, listening)
		_ = command.Wait() // how it ends is another test's
	}()
	tb.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // it may have ended already
		select {
		case <-ended:
		case <-time.After(patience):
			_ = command.Process.Kill()
			tb.Errorf("%s did not stop", path)
		}
	})
	select {
	case address := <-listening:
		return address
	case <-ended:
		tb.Fatalf("%s ended before it listened; it says why when it is run by hand", path)
	case <-time.After(patience):
		tb.Fatalf("%s does not listen", path)
	}
	return ""
}

// follow tells the address that the log names once, and reads the rest, so that nothing is held up.
func follow(logs io.Reader, listening chan<- string) {
	for lines := bufio.NewScanner(logs); lines.Scan(); {
		var entry struct {
			Msg     string `json:"msg"`
			Address string `json:"address"`
		}
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			listening <- entry.Address
		}
	}
	_, _ = io.Copy(io.Discard, logs) // after a line too long for the scanner
}
