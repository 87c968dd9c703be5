package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shirushi/internal/web"
)

// parts is a form with a field and then a file.
func parts(field, file string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"typed\"\r\n\r\n" + field + "\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + file + "\r\n--b--\r\n"
}

func TestFormWithFile_keepsWhatWasTypedWhenTheFileIsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, kind, body string
		typed, file      string
		large, refused   bool
	}{
		{"both", "multipart/form-data; boundary=b", parts("text", "a,b"), "text", "a,b", false, false},
		{"too large", "multipart/form-data; boundary=b", parts("text", strings.Repeat("x", 101)), "text", "", true, true},
		{"beyond the request", "multipart/form-data; boundary=b", parts("text", strings.Repeat("x", 100_000)), "text", "", true, true},
		{"cut short", "multipart/form-data; boundary=b", parts("text", "a,b")[:len(parts("text", "a,b"))-9], "text", "", false, true},
		{"no characters", "multipart/form-data; boundary=b", parts("a\xff", "a,b"), "", "", false, true},
		{"no parts", "application/x-www-form-urlencoded", "typed=text", "text", "", false, false},
		{"JSON", "application/json", "{}", "", "", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/ja/form", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 10_000)
			u, err := web.FormWithFile(r, "file", 100)
			if (err != nil) != tt.refused || web.TooLarge(err) != tt.large || string(u.Body) != tt.file || r.PostFormValue("typed") != tt.typed {
				t.Errorf("typed %q, file %q, error %v", r.PostFormValue("typed"), u.Body, err)
			}
			if web.StatusOf(err) >= http.StatusInternalServerError {
				t.Errorf("a failure: %v", err)
			}
		})
	}
}

// A counted body tells how much of it was read.
type counted struct {
	io.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

func TestFormWithoutFiles_keepsTheFieldsAndReadsLittle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, kind, body string
		typed            string
		files, refused   bool
	}{
		{"a small file", "multipart/form-data; boundary=b", parts("text", "a,b"), "text", true, false},
		{"a large file", "multipart/form-data; boundary=b", parts("text", strings.Repeat("x", 8<<20)), "text", true, false},
		{"cut short", "multipart/form-data; boundary=b", parts("text", "a,b")[:60], "", false, true},
		{"text without end", "multipart/form-data; boundary=b", parts(strings.Repeat("x", 8<<20), "a,b"), "", false, true},
		{"no characters", "multipart/form-data; boundary=b", parts("a\xff", "a,b"), "", false, true},
		{"no parts", "application/x-www-form-urlencoded", "typed=text", "text", false, false},
		{"JSON", "application/json", "{}", "", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := &counted{Reader: strings.NewReader(tt.body)}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/ja/form", body)
			r.Header.Set("Content-Type", tt.kind)
			fields, files, err := web.FormWithoutFiles(r)
			if (err != nil) != tt.refused || files != tt.files || fields.Get("typed") != tt.typed {
				t.Errorf("typed %q, files %v, error %v", fields.Get("typed"), files, err)
			}
			if web.StatusOf(err) >= http.StatusInternalServerError || body.read > 3<<20 {
				t.Errorf("%d bytes read, error %v", body.read, err)
			}
		})
	}
}
