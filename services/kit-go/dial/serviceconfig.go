package dial

import (
	"encoding/json"
	"fmt"

	// Client-side health checking works only where this package is linked in.
	_ "google.golang.org/grpc/health"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// serviceConfig is the part of gRPC's service config that is used here.
// See https://github.com/grpc/grpc/blob/master/doc/service_config.md.
type serviceConfig struct {
	LoadBalancingConfig []map[string]struct{} `json:"loadBalancingConfig"`
	HealthCheckConfig   healthCheckConfig     `json:"healthCheckConfig"`
	MethodConfig        []methodConfig        `json:"methodConfig,omitempty"`
	RetryThrottling     *retryThrottling      `json:"retryThrottling,omitempty"`
}

type healthCheckConfig struct {
	ServiceName string `json:"serviceName"`
}

type methodConfig struct {
	Name        []methodName `json:"name"`
	RetryPolicy retryPolicy  `json:"retryPolicy"`
}

type methodName struct {
	Service string `json:"service"`
	Method  string `json:"method"`
}

type retryPolicy struct {
	MaxAttempts          int      `json:"maxAttempts"`
	InitialBackoff       string   `json:"initialBackoff"`
	MaxBackoff           string   `json:"maxBackoff"`
	BackoffMultiplier    float64  `json:"backoffMultiplier"`
	RetryableStatusCodes []string `json:"retryableStatusCodes"`
}

type retryThrottling struct {
	MaxTokens  float64 `json:"maxTokens"`
	TokenRatio float64 `json:"tokenRatio"`
}

// newServiceConfig balances over all healthy addresses and retries the idempotent methods of the services. The
// budget: a failure costs one of ten tokens, a success brings a tenth back, and below half nothing is retried, so
// retries add at most about a tenth to the load of a component that is failing.
func newServiceConfig(services []string) (string, error) {
	config := serviceConfig{LoadBalancingConfig: []map[string]struct{}{{"round_robin": {}}}}
	var retried []methodName
	for _, service := range services {
		methods, err := idempotentMethods(service)
		if err != nil {
			return "", err
		}
		retried = append(retried, methods...)
	}
	if len(retried) > 0 {
		config.MethodConfig = []methodConfig{{Name: retried, RetryPolicy: retryPolicy{
			MaxAttempts: 4, InitialBackoff: "0.1s", MaxBackoff: "1s", BackoffMultiplier: 2,
			RetryableStatusCodes: []string{"UNAVAILABLE"},
		}}}
		config.RetryThrottling = &retryThrottling{MaxTokens: 10, TokenRatio: 0.1}
	}
	text, err := json.Marshal(config)
	return string(text), err
}

// idempotentMethods are those whose idempotency_level allows to call them twice.
func idempotentMethods(service string) ([]methodName, error) {
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		return nil, fmt.Errorf("find the schema of %s: %w", service, err)
	}
	descriptor, ok := found.(protoreflect.ServiceDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s is not a service", service)
	}
	var names []methodName
	methods := descriptor.Methods()
	for i := range methods.Len() {
		options, _ := methods.Get(i).Options().(*descriptorpb.MethodOptions)
		if options.GetIdempotencyLevel() != descriptorpb.MethodOptions_IDEMPOTENCY_UNKNOWN {
			names = append(names, methodName{Service: service, Method: string(methods.Get(i).Name())})
		}
	}
	return names, nil
}
