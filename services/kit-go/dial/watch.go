package dial

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"
)

// Interval is how often hosts are resolved unless the options say otherwise.
const Interval = 2 * time.Second

// Lookup finds the addresses of a host, as net.Resolver.LookupHost does.
type Lookup func(ctx context.Context, host string) ([]string, error)

// watcher resolves a list of addresses again and again.
type watcher struct {
	addresses Addresses
	lookup    Lookup
	interval  time.Duration
	// known is what each host was found to be the last time.
	known map[string][]string
}

func newWatcher(addresses Addresses, options Options) *watcher {
	return &watcher{
		addresses: addresses,
		lookup:    options.Lookup,
		interval:  options.Interval,
		known:     make(map[string][]string),
	}
}

// run tells emit of the first list and of each that differs from the one before, until ctx ends.
func (w *watcher) run(ctx context.Context, emit func([]string)) {
	ticker := time.NewTicker(w.interval)
	defer ticker.Stop()
	var last []string
	for first := true; ; first = false {
		now := w.runOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		if first || !slices.Equal(now, last) {
			emit(now)
			last = now
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// runOnce is the sorted list of ip:port that the addresses stand for now.
func (w *watcher) runOnce(ctx context.Context) []string {
	var all []string
	for _, address := range w.addresses {
		host, port, _ := net.SplitHostPort(address)
		for _, ip := range w.resolve(ctx, host) {
			all = append(all, net.JoinHostPort(ip, port))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (w *watcher) resolve(ctx context.Context, host string) []string {
	if _, err := netip.ParseAddr(host); err == nil {
		return []string{host}
	}
	ctx, cancel := context.WithTimeout(ctx, w.interval)
	defer cancel()
	found, err := w.lookup(ctx, host)
	if err != nil {
		// A name that does not exist has no replicas. A name server that does not answer says nothing about them.
		if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
			delete(w.known, host)
		}
		return w.known[host]
	}
	w.known[host] = oneFamily(found)
	return w.known[host]
}

// oneFamily keeps the IPv4 addresses where there are any: with both families each replica would be found, and
// counted, twice.
func oneFamily(found []string) []string {
	fours := slices.DeleteFunc(slices.Clone(found), func(address string) bool {
		ip, err := netip.ParseAddr(address)
		return err != nil || !ip.Unmap().Is4()
	})
	if len(fours) > 0 {
		return fours
	}
	return found
}
