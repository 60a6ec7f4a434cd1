package watch

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/risk/internal/store"
)

const (
	// silence is how long a connection without notifications is trusted, and pingTimeout what it then has to answer.
	silence     = 10 * time.Second
	pingTimeout = 2 * time.Second
	// reconnect is the pause before a lost connection is made again.
	reconnect = 250 * time.Millisecond
)

// Listener passes on the database's notifications over a connection of its own. Notifications that come while the
// connection is lost are lost with it: Changed and Stopped make things fast, polling makes them sure.
type Listener struct {
	// Changed and Stopped get the ids of store.ChannelChanged and store.ChannelStopped. They must not block.
	Changed, Stopped func(id uuid.UUID)
	// Pool says where the database is.
	Pool *pgxpool.Pool
	// Logger is told when the connection is lost.
	Logger *slog.Logger
}

// Component listens until it is stopped.
func (l *Listener) Component() lifecycle.Component {
	return lifecycle.Worker("listener", func(ctx context.Context) error {
		for {
			if err := l.listen(ctx); ctx.Err() == nil {
				l.Logger.WarnContext(ctx, "notifications lost, connecting again", "error", err)
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(reconnect):
			}
		}
	})
}

// listen works through one connection until it is lost.
func (l *Listener) listen(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, l.Pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingTimeout)
		defer cancel()
		_ = conn.Close(bounded) // it is lost, or of no more use
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+store.ChannelChanged+"; LISTEN "+store.ChannelStopped); err != nil {
		return err
	}
	for {
		bounded, cancel := context.WithTimeout(ctx, silence)
		notification, err := conn.WaitForNotification(bounded)
		quiet := bounded.Err() != nil
		cancel()
		switch {
		case err == nil:
			l.pass(notification.Channel, notification.Payload)
		case !quiet || ctx.Err() != nil || conn.IsClosed():
			return err
		default:
			if err := ping(ctx, conn); err != nil {
				return err
			}
		}
	}
}

func ping(ctx context.Context, conn *pgx.Conn) error {
	bounded, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	return conn.Ping(bounded)
}

func (l *Listener) pass(channel, payload string) {
	id, err := uuid.Parse(payload)
	if err != nil {
		return // anybody who may connect may notify
	}
	switch channel {
	case store.ChannelChanged:
		l.Changed(id)
	case store.ChannelStopped:
		l.Stopped(id)
	}
}
