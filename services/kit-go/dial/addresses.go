// Package dial is the client side: connections to the replicas of another component, found through DNS.
//
// NewClient is one connection for everybody who only wants an answer: round-robin over all replicas, retries of
// idempotent calls. Pool is for an orchestrator, which has to tell the replicas apart: it follows each of them
// separately.
//
// For both: every host is resolved to all its addresses every two seconds, so replicas come and go without a restart.
// An address that refuses connections, or whose health is not SERVING, is skipped until it answers; it is tried again
// at least about every second. A dead peer is noticed by keepalive. A unary call without a deadline gets one.
package dial

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// Addresses are where a component is found: host:port each, of which a host may stand for many replicas. As the type
// of a configuration field it reads a comma-separated list.
type Addresses []string

// ParseAddresses reads a comma-separated list of host:port. Spaces around an entry are allowed, repetitions are
// dropped.
func ParseAddresses(list string) (Addresses, error) {
	var addresses Addresses
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		host, port, err := net.SplitHostPort(entry)
		if err != nil || host == "" {
			return nil, fmt.Errorf("%q is not host:port", entry)
		}
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return nil, fmt.Errorf("%q has no port of 1 to 65535", entry)
		}
		if !slices.Contains(addresses, entry) {
			addresses = append(addresses, entry)
		}
	}
	return addresses, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Addresses) UnmarshalText(text []byte) error {
	parsed, err := ParseAddresses(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// String is the list as it is written in a configuration.
func (a Addresses) String() string { return strings.Join(a, ",") }
