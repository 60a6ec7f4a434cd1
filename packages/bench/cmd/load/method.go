package main

import (
	"fmt"
	"os"
	"strings"

	_ "google.golang.org/grpc/health/grpc_health_v1" // every server has it, and no descriptor set needs to
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// paddingField is the highest field number that there is: no message of a contract has it.
const paddingField = protowire.MaxValidNumber

// findMethod looks for `package.Service/Method` in the descriptor set, and then among what is compiled in.
func findMethod(descriptors, method string) (protoreflect.MethodDescriptor, *protoregistry.Files, error) {
	service, name, ok := strings.Cut(method, "/")
	if !ok {
		return nil, nil, fmt.Errorf("-method must be package.Service/Method, not %q", method)
	}
	files := protoregistry.GlobalFiles
	if descriptors != "" {
		data, err := os.ReadFile(descriptors)
		if err != nil {
			return nil, nil, err
		}
		var set descriptorpb.FileDescriptorSet
		if err := proto.Unmarshal(data, &set); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", descriptors, err)
		}
		if files, err = protodesc.NewFiles(&set); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", descriptors, err)
		}
	}
	for _, known := range []*protoregistry.Files{files, protoregistry.GlobalFiles} {
		found, err := known.FindDescriptorByName(protoreflect.FullName(service))
		if err != nil {
			continue
		}
		if described, ok := found.(protoreflect.ServiceDescriptor); ok {
			if m := described.Methods().ByName(protoreflect.Name(name)); m != nil {
				return m, known, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("no method %s is described in %q", method, descriptors)
}

// encodeRequest turns JSON into the request's bytes, with so many bytes of padding.
func encodeRequest(method protoreflect.MethodDescriptor, files *protoregistry.Files, text string, padding int) ([]byte, error) {
	message := dynamicpb.NewMessage(method.Input())
	if err := (protojson.UnmarshalOptions{Resolver: dynamicpb.NewTypes(files)}).Unmarshal([]byte(text), message); err != nil {
		return nil, fmt.Errorf("the request is no %s: %w", method.Input().FullName(), err)
	}
	data, err := proto.Marshal(message)
	if err != nil || padding == 0 {
		return data, err
	}
	data = protowire.AppendTag(data, paddingField, protowire.BytesType)
	return protowire.AppendBytes(data, make([]byte, padding)), nil
}

// decodeResponse turns an answer's bytes into JSON.
func decodeResponse(method protoreflect.MethodDescriptor, files *protoregistry.Files, data []byte) ([]byte, error) {
	message := dynamicpb.NewMessage(method.Output())
	if err := proto.Unmarshal(data, message); err != nil {
		return nil, err
	}
	return protojson.MarshalOptions{Resolver: dynamicpb.NewTypes(files)}.Marshal(message)
}
