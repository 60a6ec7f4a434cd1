package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Classes and codes of SQLSTATE that say that the server cannot serve now, whatever it was asked.
var unavailableClasses = map[string]bool{
	"08": true, // connection exception
	"53": true, // insufficient resources, too many connections among them
	"57": true, // operator intervention: shutting down, starting up, statement timeout
	"58": true, // system error
}

// NotFound says that there was no such row.
func NotFound(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// Unavailable says that err, the failure of a database call, is the database's being away, slow or overloaded: the
// same call may succeed later.
func Unavailable(err error) bool {
	if err == nil || NotFound(err) || errors.Is(err, context.Canceled) {
		return false
	}
	if reported, ok := errors.AsType[*pgconn.PgError](err); ok {
		return unavailableClasses[reported.Code[:min(2, len(reported.Code))]] ||
			reported.Code == "40001" || reported.Code == "40P01" || reported.Code == "55P03"
	}
	var scan pgx.ScanArgError
	// What the server did not report came from the connection: refused, reset, closed, timed out.
	return !errors.As(err, &scan)
}
