package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// client calls one method with one request.
type client struct {
	connections []*grpc.ClientConn
	next        atomic.Uint64
	path        string
	request     []byte
	deadline    time.Duration
	method      protoreflect.MethodDescriptor
	files       *protoregistry.Files
}

// raw passes messages on as bytes: neither encoding nor decoding is part of what is measured.
type raw struct{}

func (raw) Name() string { return "proto" }

func (raw) Marshal(message any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(*message.(*[]byte))}, nil
}

func (raw) Unmarshal(data mem.BufferSlice, message any) error {
	*message.(*[]byte) = data.Materialize()
	return nil
}

var _ encoding.CodecV2 = raw{}

// both is for unary methods too: on the wire a unary call is one whose answer streams one message.
var both = &grpc.StreamDesc{ServerStreams: true}

func newClient(o *options) (*client, error) {
	method, files, err := findMethod(o.descriptors, o.method)
	if err != nil {
		return nil, err
	}
	request, err := encodeRequest(method, files, o.request, o.padding)
	if err != nil {
		return nil, err
	}
	c := &client{path: "/" + o.method, request: request, deadline: o.deadline, method: method, files: files}
	for range o.connections {
		// "passthrough", so that each connection is one and nothing is looked up.
		connection, err := grpc.NewClient("passthrough:///"+o.target,
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithDefaultCallOptions(grpc.ForceCodecV2(raw{}), grpc.MaxCallRecvMsgSize(64<<20)))
		if err != nil {
			return nil, errors.Join(err, c.close())
		}
		c.connections = append(c.connections, connection)
	}
	return c, nil
}

func (c *client) close() error {
	var all error
	for _, connection := range c.connections {
		all = errors.Join(all, connection.Close())
	}
	return all
}

// open starts a stream on the connection whose turn it is, and sends the request.
func (c *client) open(ctx context.Context) (grpc.ClientStream, error) {
	turn := c.next.Add(1) % uint64(len(c.connections))
	stream, err := c.connections[turn].NewStream(ctx, both, c.path, grpc.WaitForReady(true))
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(&c.request); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return stream, stream.CloseSend()
}

// call makes one call to its end and returns the last message of the answer.
func (c *client) call(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.deadline)
	defer cancel()
	stream, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	var last []byte
	for {
		var message []byte
		if err := stream.RecvMsg(&message); errors.Is(err, io.EOF) {
			return last, nil
		} else if err != nil {
			return nil, err
		}
		last = message
	}
}

// runCall makes one call and returns the last message of its answer as JSON.
func runCall(ctx context.Context, o *options) (any, error) {
	o.connections = 1
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	data, err := c.call(ctx)
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	text, err := decodeResponse(c.method, c.files, data)
	return json.RawMessage(text), errors.Join(err, c.close())
}
