package api

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"workspace.internal/services/kit-go/errs"
)

const (
	defaultPageSize = 50
	maxPageSize     = 1000
)

// cursor is where a page begins: after that row. Callers see it as an opaque token.
type cursor struct {
	// Of is what is listed; a token of another list is refused.
	Of     string    `json:"of"`
	Micros int64     `json:"t"`
	ID     uuid.UUID `json:"id"`
}

// start is before every row.
func start(of string) cursor {
	return cursor{Of: of, Micros: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), ID: uuid.Max}
}

func (c cursor) time() time.Time { return time.UnixMicro(c.Micros).UTC() }

func (c cursor) token() string {
	data, _ := json.Marshal(c) //nolint:errchkjson // numbers and strings cannot fail
	return base64.RawURLEncoding.EncodeToString(data)
}

// parsePage reads the size and the token of a list request.
func parsePage(of string, size int32, token string) (int, cursor, error) {
	if size == 0 {
		size = defaultPageSize
	}
	size = min(size, maxPageSize)
	if token == "" {
		return int(size), start(of), nil
	}
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil || c.Of != of {
		return 0, c, errs.Invalid(errs.Violation{
			Field: "page_token", Description: "must be the next_page_token of this list",
		})
	}
	return int(size), c, nil
}
