package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
)

// wireClient makes one and the same JSON call again and again, over a connection of HTTP/1.1 that it keeps. The client of net/http takes
// about half as much of the machine for a call as the servers that are measured, which then wait for a core; this one sends bytes that were
// prepared.
type wireClient struct {
	target     string
	request    []byte
	connection net.Conn // nil before the first call, and after one that failed
	reader     *bufio.Reader
}

func newWireClient(target string) *wireClient {
	request := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nConnect-Protocol-Version: 1\r\n"+
		"Content-Length: %d\r\n\r\n%s", benchv1.EchoService_Echo_FullMethodName, target, len(jsonBody), jsonBody)
	return &wireClient{target: target, request: []byte(request)}
}

// call makes the call and checks its answer.
func (c *wireClient) call() error {
	err := c.exchange()
	if err != nil {
		c.close()
	}
	return err
}

func (c *wireClient) exchange() error {
	if c.connection == nil {
		connection, err := net.Dial("tcp", c.target)
		if err != nil {
			return err
		}
		c.connection = connection
		c.reader = bufio.NewReader(connection)
	}
	if _, err := c.connection.Write(c.request); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return checkJSON(response.StatusCode, body)
}

func (c *wireClient) close() {
	if c.connection != nil {
		_ = c.connection.Close()
		c.connection = nil
	}
}

// checkJSON looks at the answer to jsonBody.
func checkJSON(status int, body []byte) error {
	if status != http.StatusOK || !bytes.Contains(body, []byte(text)) {
		return fmt.Errorf("the answer is %d %s", status, body)
	}
	return nil
}
