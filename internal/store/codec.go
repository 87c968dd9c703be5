package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"shirushi/internal/scheme"
)

// valuesOf turns places into what both drivers take. It refuses text that
// PostgreSQL cannot hold, on SQLite as well.
func valuesOf(args []any) ([]any, error) {
	values := make([]any, len(args))
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, fmt.Errorf("convert value %d: %w", i+1, err)
		}
		switch v := v.(type) {
		case string:
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, scheme.Refuse(scheme.Invalid, "refusal.text.unreadable")
			}
		case []byte:
			if v == nil {
				continue // NULL; a typed nil is an empty value to one of the drivers
			}
		}
		values[i] = v
	}
	return values, nil
}

// timeForm is how an instant stands in a column: UTC, whole seconds, in the
// order of time when ordered as text. The zero time is "".
const timeForm = "2006-01-02T15:04:05Z"

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

// instant is the codec of a time column.
type instant struct{ at *time.Time }

func (c instant) Value() (driver.Value, error) { return timeText(*c.at), nil }

func (c instant) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	*c.at = time.Time{}
	if text == "" {
		return nil
	}
	t, err := time.Parse(timeForm, text)
	*c.at = t
	return err
}

// facts is the codec of a column that holds JSON.
type facts struct{ at any }

func (c facts) Value() (driver.Value, error) {
	b, err := json.Marshal(c.at)
	return string(b), err
}

func (c facts) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), c.at)
}

// plain is the codec of bytes that are text; nil and "" are the same.
type plain struct{ at *[]byte }

func (c plain) Value() (driver.Value, error) { return string(*c.at), nil }

func (c plain) Scan(src any) error {
	text, err := textOf(src)
	*c.at = nil
	if text != "" {
		*c.at = []byte(text)
	}
	return err
}

// flag is the codec of a yes or no, 1 or 0 in the schema.
type flag struct{ at *bool }

func (c flag) Value() (driver.Value, error) {
	if *c.at {
		return int64(1), nil
	}
	return int64(0), nil
}

func (c flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a flag is %T in the database", src)
	}
	*c.at = n != 0
	return nil
}

// derived is a column that is written for queries only; what is read from
// it is let go.
type derived struct{ value any }

func (c derived) Value() (driver.Value, error) {
	return driver.DefaultParameterConverter.ConvertValue(c.value)
}
func (c derived) Scan(any) error { return nil }

func textOf(src any) (string, error) {
	switch s := src.(type) {
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("text is %T in the database", src)
}

// orNone keeps an empty text as NULL, for a reference that may lead nowhere.
type orNone struct{ at *string }

func (c orNone) Value() (driver.Value, error) {
	if *c.at == "" {
		return nil, nil
	}
	return *c.at, nil
}

func (c orNone) Scan(src any) error {
	if src == nil {
		*c.at = ""
		return nil
	}
	text, err := textOf(src)
	*c.at = text
	return err
}
