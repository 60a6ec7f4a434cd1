package errs

import (
	"errors"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
)

// Own is the status in the chain of err, without the text of the errors that wrap it: that text was written for logs.
func Own(err error) (*status.Status, bool) {
	var carrier interface{ GRPCStatus() *status.Status }
	if !errors.As(err, &carrier) {
		return nil, false
	}
	own := carrier.GRPCStatus()
	return own, own != nil
}

// RetryDelay is how long the peer asks to wait before the next try.
func RetryDelay(err error) (time.Duration, bool) {
	info, ok := detail[*errdetails.RetryInfo](err)
	return info.GetRetryDelay().AsDuration(), ok
}

// Reason is the domain and the reason of the error's ErrorInfo.
func Reason(err error) (domain Domain, reason string, ok bool) {
	info, ok := detail[*errdetails.ErrorInfo](err)
	return Domain(info.GetDomain()), info.GetReason(), ok
}

// Violations are those of the error's BadRequest.
func Violations(err error) []Violation {
	request, _ := detail[*errdetails.BadRequest](err)
	var violations []Violation
	for _, violation := range request.GetFieldViolations() {
		violations = append(violations, Violation{Field: violation.GetField(), Description: violation.GetDescription()})
	}
	return violations
}

// detail is the first detail of type T.
func detail[T any](err error) (T, bool) {
	var none T
	own, ok := Own(err)
	if !ok {
		return none, false
	}
	for _, candidate := range own.Details() {
		if found, ok := candidate.(T); ok {
			return found, true
		}
	}
	return none, false
}
