package server

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"workspace.internal/services/kit-go/validate"
)

// prepareValidation compiles the constraints of every request message, so that a schema that cannot be checked stops
// the start and not the first request, and that first request is not slower than the others.
func (s *Server) prepareValidation() error {
	for service := range s.grpc.GetServiceInfo() {
		found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
		if err != nil {
			return fmt.Errorf("find the schema of %s: %w", service, err)
		}
		methods := found.(protoreflect.ServiceDescriptor).Methods()
		for i := range methods.Len() {
			if err := validate.Prepare(methods.Get(i).Input()); err != nil {
				return err
			}
		}
	}
	return nil
}

func validateUnary(
	ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	if err := validateMessage(request); err != nil {
		return nil, err
	}
	return handle(ctx, request)
}

func validateStream(
	service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler,
) error {
	return handle(service, validatingStream{stream})
}

// validatingStream refuses the first message that is not valid; the handler sees the refusal as the error of its
// receive.
type validatingStream struct{ grpc.ServerStream }

func (s validatingStream) RecvMsg(message any) error {
	if err := s.ServerStream.RecvMsg(message); err != nil {
		return err
	}
	return validateMessage(message)
}

func validateMessage(message any) error {
	if typed, ok := message.(proto.Message); ok {
		return validate.Message(typed)
	}
	return nil
}
