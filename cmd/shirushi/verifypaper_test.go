package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"regexp"
	"strings"
	"testing"

	papers "shirushi/internal/document"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web/webtest"
)

// A clerk makes status papers as the office does, and as a forger with the
// same tools would.
type clerk struct {
	*testing.T
	active, revoked scheme.LabelNumber
	files           map[scheme.LabelNumber][]byte
	label           map[scheme.LabelNumber]papers.Label
	key             string // of the log
}

func newClerk(t *testing.T) *clerk {
	t.Helper()
	all := webtest.Samples(t)
	stating, s := webtest.Stating(t, all...), webtest.Scheme(t)
	c := &clerk{T: t, files: map[scheme.LabelNumber][]byte{}, label: map[scheme.LabelNumber]papers.Label{}}
	for _, e := range all {
		f, told, err := stating.Status(t.Context(), s, statement.Question{Number: e.Number})
		if err != nil {
			t.Fatal(err)
		}
		if c.files[e.Number], err = f.Bytes(); err != nil {
			t.Fatal(err)
		}
		c.label[e.Number] = papers.Label{P: i18n.For("en").In(s.ZoneName, s.ZoneOffset), Scheme: s, Entry: e, Day: told.Day, Base: webtest.Base}
		c.key = f.Keys(publog.Checkpoints)[0]
		switch told.Status {
		case scheme.Active:
			c.active = e.Number
		case scheme.Revoked:
			c.revoked = e.Number
		}
	}
	return c
}

// paper prints what one file says, and attaches another.
func (c *clerk) paper(printed, attached []byte) []byte {
	c.Helper()
	r := statement.Verify(printed, statement.Options{})
	b, err := papers.Status(papers.Stated{Label: c.label[r.Statement.Number], Report: r, File: attached})
	if err != nil {
		c.Fatal(err)
	}
	return b
}

var attachment = regexp.MustCompile(`(?s)(\d+ 0 obj\n<<[^>]*/EmbeddedFile.*?stream\n)(.*?)(\nendstream\nendobj\n)`)

// put puts another file, deflated, in the place of the one attached.
func (c *clerk) put(pdf, file []byte) []byte {
	c.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(file)
	_ = w.Close()
	at := attachment.FindSubmatchIndex(pdf)
	if at == nil {
		c.Fatal("the paper has no attachment")
	}
	return fmt.Appendf(nil, "%s1 0 obj\n<</Type /EmbeddedFile /Filter /FlateDecode /Length %d>>\nstream\n%s%s", pdf[:at[2]], packed.Len(), packed.Bytes(), pdf[at[6]:])
}

// A paper is only as good as the file that is attached to it: the file is what
// is verified, and the program says so, so that nobody takes the print for
// proved.
func TestVerify_alteredPapers(t *testing.T) {
	t.Parallel()
	c, b := newClerk(t), newVerifyBench(t)
	active, revoked := c.files[c.active], c.files[c.revoked]
	sound := c.paper(revoked, revoked)
	printsActive := bytes.Replace(bytes.Clone(revoked), []byte(`\"status\":\"revoked\"`), []byte(`\"status\":\"active\"`), 1)
	if bytes.Equal(printsActive, revoked) {
		t.Fatal("the status was not found")
	}
	lie := c.paper(printsActive, revoked)
	papertest.Says(t, lie, i18n.For("en").T("status.active"))
	broken := bytes.Clone(sound)
	broken[attachment.FindSubmatchIndex(sound)[4]+200] ^= 0x10
	later := bytes.Join([][]byte{sound, attachment.Find(c.paper(active, active)), []byte("%%EOF\n")}, nil)
	for _, tt := range []struct {
		name string
		pdf  []byte
		args []string
		code int
		says []string
	}{
		{"sound", sound, nil, 0, []string{"its status is: Revoked", "What is printed on the PDF was not looked at"}},
		{"the status in the attached file", c.put(sound, printsActive), nil, 1, []string{"Failed: signature of the status statement", "Failed: status follows from the events"}},
		{"a model in the attached file", c.put(sound, bytes.Replace(revoked, []byte(`"text":"`), []byte(`"text":"X`), 1)), nil, 1, []string{"Failed: models and other texts"}},
		{"bytes of the attachment", broken, nil, 1, []string{"cannot be read"}},
		{"the file of another label attached", c.paper(revoked, active), []string{"-number", string(c.revoked)}, 1, []string{"Failed: the number and day asked for"}},
		{"the file of another label attached, nobody says which is meant", c.paper(revoked, active), nil, 0,
			[]string{c.active.Grouped(), "its status is: Active", "What is printed on the PDF was not looked at"}},
		{"the print alone", lie, nil, 0, []string{"its status is: Revoked", "What is printed on the PDF was not looked at"}},
		{"the file taken out", bytes.Replace(sound, []byte("/EmbeddedFile"), []byte("/EmbeddedNone"), -1), nil, 3, []string{"carries nothing that could be verified"}},
		{"another file added after it", later, nil, 1, []string{"More than one status file"}},
	} {
		file := b.file("paper.pdf", tt.pdf)
		code, said, errs := b.run(append(append([]string{"-key", c.key}, tt.args...), file)...)
		for _, words := range tt.says {
			if code != tt.code || !strings.Contains(said+errs, words) {
				t.Errorf("%s: ended with %d, want %d and %q:\n%s%s", tt.name, code, tt.code, words, said, errs)
			}
		}
	}
}
