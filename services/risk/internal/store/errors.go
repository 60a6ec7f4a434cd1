package store

import (
	"errors"

	"workspace.internal/services/kit-go/postgres"
)

// NotFound says that there was no such row.
func NotFound(err error) bool { return postgres.NotFound(err) }

// Unavailable says that the database is away, slow or overloaded: the same call may succeed later.
func Unavailable(err error) bool { return !errors.Is(err, ErrFenced) && postgres.Unavailable(err) }
