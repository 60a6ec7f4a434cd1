// Package errs builds and reads the errors that callers see: google.rpc.Status with details.
//
// A handler returns what these functions make, and the server passes it on as it is. Whatever else a handler returns
// is an accident and becomes INTERNAL without its text: see package server.
package errs

import (
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// MaxViolations is how many violations an error carries at most: trailers are limited to some KiB by many peers.
const MaxViolations = 32

// Violation is one field of a request that is not as it must be.
type Violation struct {
	// Field is the path from the request, such as `items[3].name`.
	Field string
	// Description says what it must be.
	Description string
}

// Domain is who gives meaning to the reasons of its errors, such as "example.com".
type Domain string

// Error has ErrorInfo as its detail: reason is an UPPER_SNAKE name that programs decide by, unique in the domain;
// metadata holds what they need beyond it and may be nil. The message is for people.
func (d Domain) Error(code codes.Code, reason, message string, metadata map[string]string) error {
	return With(status.Error(code, message),
		&errdetails.ErrorInfo{Reason: reason, Domain: string(d), Metadata: metadata})
}

// Invalid is INVALID_ARGUMENT with BadRequest as its detail. Of more than MaxViolations the first ones are kept, and
// the message says how many there were.
func Invalid(violations ...Violation) error {
	detail := &errdetails.BadRequest{}
	for _, violation := range violations[:min(len(violations), MaxViolations)] {
		detail.FieldViolations = append(detail.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: violation.Field, Description: violation.Description,
		})
	}
	return With(status.Error(codes.InvalidArgument, summary(violations)), detail)
}

// summary says the first violation and how many more there are.
func summary(violations []Violation) string {
	if len(violations) == 0 {
		return "the request is not valid"
	}
	first := violations[0].Description
	if violations[0].Field != "" {
		first = violations[0].Field + ": " + first
	}
	if more := len(violations) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", first, more)
	}
	return first
}

// Exhausted is RESOURCE_EXHAUSTED with RetryInfo: the caller may try again after the delay.
func Exhausted(message string, retryAfter time.Duration) error {
	return With(status.Error(codes.ResourceExhausted, message),
		&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)})
}

// Unavailable is UNAVAILABLE with RetryInfo: what the answer stands on is away, and the caller may try again after the
// delay.
func Unavailable(message string, retryAfter time.Duration) error {
	return With(status.Error(codes.Unavailable, message),
		&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)})
}

// With adds details to a status error; an error that is no status is returned as it is.
func With(err error, details ...protoadapt.MessageV1) error {
	own, ok := Own(err)
	if !ok {
		return err
	}
	detailed, detailErr := own.WithDetails(details...)
	if detailErr != nil {
		return err
	}
	return detailed.Err()
}
