package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
)

// streamResult is what was read of streamed answers.
type streamResult struct {
	MessagesPerSecond  float64 `json:"messagesPerSecond"`
	MebibytesPerSecond float64 `json:"mebibytesPerSecond"`
}

const (
	envelopeBytes = 5
	trailersFlag  = 0x80
)

// runStream reads as many answers at a time as asked for, one after the other, until the time is over. Answers that are incomplete
// when it is are read to their end.
func runStream(target string, messages, size, streams int, duration time.Duration) (*streamResult, error) {
	client := newHTTPClient(streams)
	request, err := countRequest(messages, size)
	if err != nil {
		return nil, err
	}
	var (
		group    sync.WaitGroup
		mutex    sync.Mutex // protects answers and failures
		answers  int
		failures []error
	)
	url := "http://" + target + benchv1.EchoService_Count_FullMethodName
	start := time.Now()
	for range streams {
		group.Go(func() {
			for {
				err := readAnswer(client, url, request, messages)
				mutex.Lock()
				answers++
				failures = append(failures, err)
				mutex.Unlock()
				if err != nil || time.Since(start) >= duration {
					return
				}
			}
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	rate := float64(answers*messages) / time.Since(start).Seconds()
	return &streamResult{MessagesPerSecond: rate, MebibytesPerSecond: rate * float64(size) / (1 << 20)}, nil
}

func countRequest(messages, size int) ([]byte, error) {
	message, err := proto.Marshal(&benchv1.CountRequest{Messages: uint32(messages), Size: uint32(size)})
	if err != nil {
		return nil, err
	}
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...), nil
}

// readAnswer makes one call and checks that its answer has all messages and ends well.
func readAnswer(client *http.Client, url string, request []byte, messages int) error {
	response, err := client.Post(url, "application/grpc-web+proto", bytes.NewReader(request))
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	reader := bufio.NewReaderSize(response.Body, 64<<10)
	for count := 0; ; count++ {
		var envelope [envelopeBytes]byte
		if _, err := io.ReadFull(reader, envelope[:]); err != nil {
			return fmt.Errorf("HTTP %d, after %d messages: %w", response.StatusCode, count, err)
		}
		length := int(binary.BigEndian.Uint32(envelope[1:]))
		if envelope[0]&trailersFlag != 0 {
			trailers := make([]byte, length)
			if _, err := io.ReadFull(reader, trailers); err != nil {
				return err
			}
			if count != messages || !bytes.Contains(bytes.ToLower(trailers), []byte("grpc-status: 0")) &&
				!bytes.Contains(bytes.ToLower(trailers), []byte("grpc-status:0")) {
				return fmt.Errorf("the answer has %d of %d messages and the trailers %q", count, messages, trailers)
			}
			_, err := io.Copy(io.Discard, reader)
			return err
		}
		if _, err := reader.Discard(length); err != nil {
			return err
		}
	}
}
