package dial

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"workspace.internal/services/kit-go/lifecycle"
)

// DefaultConnections is how many connections a Pool holds to each endpoint unless told otherwise.
const DefaultConnections = 4

// Pool follows the replicas of a component one by one: each address that DNS knows is an Endpoint with connections of
// its own, whether it answers or not.
type Pool struct {
	name          string
	watcher       *watcher
	options       Options
	serviceConfig string
	connections   int

	running sync.WaitGroup
	cancel  context.CancelFunc

	mu        sync.Mutex // guards what follows
	endpoints []*Endpoint
	changed   chan struct{} // closed and replaced when something changes
}

// NewPool makes a pool that does nothing until its Component is started. Each endpoint gets that many connections,
// because servers such as tonic work through one connection under one lock; 0 means DefaultConnections.
func NewPool(name string, addresses Addresses, connections int, options Options) (*Pool, error) {
	options = options.withDefaults()
	serviceConfig, err := newServiceConfig(nil)
	if err != nil {
		return nil, fmt.Errorf("configure the clients of %s: %w", name, err)
	}
	return &Pool{
		name:          name,
		watcher:       newWatcher(addresses, options),
		options:       options,
		serviceConfig: serviceConfig,
		connections:   cmp.Or(connections, DefaultConnections),
		changed:       make(chan struct{}),
	}, nil
}

// Component is the pool as a part of a process. Stopped, it closes all connections; calls that still run are broken
// off.
func (p *Pool) Component() lifecycle.Component {
	return lifecycle.Component{
		Name: "connections to " + p.name,
		Start: func(context.Context) error {
			ctx, cancel := context.WithCancel(context.Background())
			p.cancel = cancel
			p.running.Go(func() { p.watcher.run(ctx, p.update) })
			return nil
		},
		Stop: func(context.Context) error {
			p.cancel()
			p.running.Wait()
			p.close()
			return nil
		},
	}
}

// Snapshot is the endpoints there are now, ordered by id, and a channel that is closed when that changes: when one
// appears or disappears, becomes ready or unready. Both belong together, so that no change is missed between two
// calls.
func (p *Pool) Snapshot() (endpoints []*Endpoint, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.endpoints), p.changed
}

// Endpoints is the first part of a Snapshot.
func (p *Pool) Endpoints() []*Endpoint {
	endpoints, _ := p.Snapshot()
	return endpoints
}

// update follows what DNS says: endpoints that stay keep their connections.
func (p *Pool) update(addresses []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	byID := func(endpoint *Endpoint, id string) int { return strings.Compare(endpoint.id, id) }
	var next, gone []*Endpoint
	for _, endpoint := range p.endpoints {
		if !slices.Contains(addresses, endpoint.id) {
			gone = append(gone, endpoint)
		}
	}
	for _, address := range addresses {
		if at, known := slices.BinarySearchFunc(p.endpoints, address, byID); known {
			next = append(next, p.endpoints[at])
			continue
		}
		endpoint, err := newEndpoint(address, p.connections, p.options.dialOptions(p.serviceConfig), p.notify)
		if err != nil {
			continue // an address that gRPC cannot parse cannot come from a resolver
		}
		next = append(next, endpoint)
	}
	p.endpoints = next
	p.notifyLocked()
	for _, endpoint := range gone {
		endpoint.retire()
	}
}

func (p *Pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, endpoint := range p.endpoints {
		endpoint.retire()
		_ = endpoint.close() // closing twice is the only error there is
	}
	p.endpoints = nil
	p.notifyLocked()
}

func (p *Pool) notify() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notifyLocked()
}

func (p *Pool) notifyLocked() {
	close(p.changed)
	p.changed = make(chan struct{})
}
