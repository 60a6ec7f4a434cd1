// Package testservice is a gRPC service for the kit's own tests. Its schema is built here, because the kit knows no
// contract of the workspace: a method of each idempotency level, streams, and constraints.
package testservice

import (
	"sync"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// Name is the full name of the service.
const Name = "kit.test.v1.TestService"

// The full names of its methods: Read has no side effects, Put is idempotent, Append is neither, Watch streams
// answers, and Collect streams both ways.
const (
	Read    = "/" + Name + "/Read"
	Put     = "/" + Name + "/Put"
	Append  = "/" + Name + "/Append"
	Watch   = "/" + Name + "/Watch"
	Collect = "/" + Name + "/Collect"
)

// schema is registered once in a process: gRPC's reflection and the kit look it up by name.
var schema = sync.OnceValue(func() protoreflect.FileDescriptor {
	file, err := protodesc.NewFile(description(), protoregistry.GlobalFiles)
	if err != nil {
		panic(err)
	}
	if err := protoregistry.GlobalFiles.RegisterFile(file); err != nil {
		panic(err)
	}
	return file
})

// NewNote is a message of the service: a text of 1 to 1 000 000 characters, and tags of at least 2 characters each.
func NewNote(text string, tags ...string) *dynamicpb.Message {
	message := dynamicpb.NewMessage(schema().Messages().ByName("Note"))
	fields := message.Descriptor().Fields()
	message.Set(fields.ByName("text"), protoreflect.ValueOfString(text))
	list := message.Mutable(fields.ByName("tags")).List()
	for _, tag := range tags {
		element := list.NewElement()
		inner := element.Message()
		inner.Set(inner.Descriptor().Fields().ByName("name"), protoreflect.ValueOfString(tag))
		list.Append(element)
	}
	return message
}

// Text is the text of a note.
func Text(note proto.Message) string {
	message := note.ProtoReflect()
	return message.Get(message.Descriptor().Fields().ByName("text")).String()
}

func description() *descriptorpb.FileDescriptorProto {
	return &descriptorpb.FileDescriptorProto{
		Name:       new("kit/test/v1/test.proto"),
		Package:    new("kit.test.v1"),
		Syntax:     new("proto3"),
		Dependency: []string{"buf/validate/validate.proto"},
		MessageType: []*descriptorpb.DescriptorProto{
			{Name: new("Note"), Field: []*descriptorpb.FieldDescriptorProto{
				text("text", 1, 1, 1_000_000),
				{
					Name: new("tags"), JsonName: new("tags"), Number: new(int32(2)),
					Type:     descriptorpb.FieldDescriptorProto_TYPE_MESSAGE.Enum(),
					Label:    descriptorpb.FieldDescriptorProto_LABEL_REPEATED.Enum(),
					TypeName: new(".kit.test.v1.Tag"),
				},
			}},
			{Name: new("Tag"), Field: []*descriptorpb.FieldDescriptorProto{text("name", 1, 2, 100)}},
		},
		Service: []*descriptorpb.ServiceDescriptorProto{{
			Name: new("TestService"),
			Method: []*descriptorpb.MethodDescriptorProto{
				method("Read", descriptorpb.MethodOptions_NO_SIDE_EFFECTS, false, false),
				method("Put", descriptorpb.MethodOptions_IDEMPOTENT, false, false),
				method("Append", descriptorpb.MethodOptions_IDEMPOTENCY_UNKNOWN, false, false),
				method("Watch", descriptorpb.MethodOptions_NO_SIDE_EFFECTS, false, true),
				method("Collect", descriptorpb.MethodOptions_IDEMPOTENCY_UNKNOWN, true, true),
			},
		}},
	}
}

func text(name string, number int32, least, most uint64) *descriptorpb.FieldDescriptorProto {
	rules := validate.FieldRules_builder{
		String: validate.StringRules_builder{MinLen: new(least), MaxLen: new(most)}.Build(),
	}.Build()
	options := &descriptorpb.FieldOptions{}
	proto.SetExtension(options, validate.E_Field, rules)
	return &descriptorpb.FieldDescriptorProto{
		Name: new(name), JsonName: new(name), Number: new(number), Options: options,
		Type:  descriptorpb.FieldDescriptorProto_TYPE_STRING.Enum(),
		Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
	}
}

func method(
	name string, level descriptorpb.MethodOptions_IdempotencyLevel, clientStream, serverStream bool,
) *descriptorpb.MethodDescriptorProto {
	return &descriptorpb.MethodDescriptorProto{
		Name:            new(name),
		InputType:       new(".kit.test.v1.Note"),
		OutputType:      new(".kit.test.v1.Note"),
		Options:         &descriptorpb.MethodOptions{IdempotencyLevel: level.Enum()},
		ClientStreaming: new(clientStream),
		ServerStreaming: new(serverStream),
	}
}
