// Package report is the report of a device measurement: what was looked at, on
// which device, with what outcome and which raw records. It makes, signs,
// reads and compares reports. It measures nothing, and knows no network, desk
// or database.
//
// A report never says that a product conforms. It says what was seen; whether
// an item is met is a person's answer.
package report

import (
	"time"

	"shirushi/internal/scheme"
)

// Format is the number of the form that a report is written in. Fields are
// added under the same number; whatever would be read otherwise raises it.
const Format = 1

// A Report is all that one measuring of a device yielded.
type Report struct {
	Format      int              `json:"format"`
	Tool        Tool             `json:"tool"`
	Edition     scheme.EditionID `json:"edition"`      // of the criteria whose items were looked at
	EditionHash string           `json:"edition_hash"` // SHA-256 of the scheme's data as the tool carries it
	Product     Product          `json:"product"`
	Described   string           `json:"described"`   // the device description, as it was read; holds no secret
	Description string           `json:"description"` // SHA-256 of Described
	Began       time.Time        `json:"began"`
	Ended       time.Time        `json:"ended"`
	Units       []Unit           `json:"units"`
	Done        []Measurement    `json:"measurements"`
	Files       []File           `json:"files"`
	Signer      string           `json:"signer"` // verifier of the key that signed, as C2SP signed-note writes it; the report's own word
}

// A Tool names the program that measured.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// A Product is what the description calls the product; an application is
// compared with it.
type Product struct {
	Name     string   `json:"name"`
	Models   []string `json:"models"`
	Firmware string   `json:"firmware"`
}

// A Unit is one device on the bench.
type Unit struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// A Measurement is one look at one thing, and what it says of one item.
type Measurement struct {
	ID      string             `json:"id"`    // unique in the report: "access.http-A-80/tcp"
	Probe   string             `json:"probe"` // that looked: "access.http"
	Item    scheme.CriterionID `json:"item"`
	Unit    string             `json:"unit,omitempty"`   // name of the unit; "" where no device was asked
	Target  string             `json:"target,omitempty"` // "80/tcp", a web address, the name of a file
	Outcome Outcome            `json:"outcome"`
	Force   Force              `json:"force"`
	Did     Said               `json:"did"` // what was done
	Saw     Said               `json:"saw"` // what was seen, and why that is the outcome
	Began   time.Time          `json:"began"`
	Ended   time.Time          `json:"ended"`
	Raw     []string           `json:"raw,omitempty"` // names of the report's files that show it
}

// Said is a sentence in a reader's language: a message key with arguments.
// Arguments may come from a device and are shown as text, nothing else.
type Said struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// Say makes a sentence.
func Say(key string, args ...string) Said { return Said{key, args} }

// Message returns the key and arguments, for the printer of a language.
func (s Said) Message() (key string, args []any) {
	for _, a := range s.Args {
		args = append(args, a)
	}
	return s.Key, args
}

// A FileKind says where a file of a report comes from.
type FileKind string

const (
	Raw      FileKind = "raw"      // written by a probe
	Attached FileKind = "attached" // by a person: a photograph, a test record
)

// A File is one file inside a report.
type File struct {
	Name   string   `json:"name"` // path in the report: "raw/0003.log"
	Kind   FileKind `json:"kind"`
	Title  string   `json:"title,omitempty"` // a person's words
	Size   int64    `json:"size"`            // bytes
	SHA256 string   `json:"sha256"`          // 64 hexadecimal digits, lower case
}
