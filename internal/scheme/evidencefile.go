package scheme

import (
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// EvidenceRules are the scheme's choices about evidence that is handed over.
// A scheme without them takes no files: evidence is listed and stays where
// it is.
type EvidenceRules struct {
	FileMiB       int // one file, at most; 0: no files are taken
	QuotaMiB      int // all files of one organisation together, at most
	AbandonedDays int // days after its last part in which an unfinished file is kept
	DemandDays    int // days that a demand for evidence gives when the officer names no other day
	Official      bool
}

// EvidenceFileID names one version of one file. It is random.
type EvidenceFileID string

// A FileState is where a handed-over file stands on its way.
type FileState string

const (
	FileReceiving FileState = "receiving" // parts are coming in
	FileChecking  FileState = "checking"  // all is there and is being compared with what was announced
	FileSealed    FileState = "sealed"    // whole, verified, and never changed again
	FileFailed    FileState = "failed"    // nothing of it is kept
)

// FileStates are all of them, in the order of a life.
var FileStates = []FileState{FileReceiving, FileChecking, FileSealed, FileFailed}

// An EvidenceFile is one version of a file that an applicant has handed over
// as evidence, for one item or for the application as a whole. Its content is
// sealed; what stands here is what both sides may know of it.
//
// A sealed version stays as it is: newer content of the same title at the
// same place is a further version.
type EvidenceFile struct {
	ID           EvidenceFileID
	Revision     int
	Organisation OrganisationID // whose it is and under whose key it is sealed
	Application  ApplicationID
	Criterion    CriterionID // "" for the application as a whole
	Title        string      // of the evidence as it is listed
	Name         string      // as the holder's computer called it, made harmless
	Version      int         // 1, 2 … among those of the same title and place; 0 until sealed
	Size         int64       // bytes, as announced and later verified; 0 while it is not known
	SHA256       string      // as announced and later verified; "" while it is not known
	State        FileState
	Failure      string // message key of why it failed
	Held         int64  // bytes that have been received and are kept
	Blob         string // where its content is sealed
	Started      time.Time
	StartedBy    PersonID
	Touched      time.Time // when the last part came
	Sealed       time.Time
}

// Unfinished reports whether the file is still on its way.
func (f EvidenceFile) Unfinished() bool { return f.State == FileReceiving || f.State == FileChecking }

// SamePlace reports whether two files are versions of one evidence.
func (f EvidenceFile) SamePlace(other EvidenceFile) bool {
	return f.Application == other.Application && f.Criterion == other.Criterion && f.Title == other.Title
}

// Announce refuses a file that could not be taken: empty, larger than the
// most bytes, or with a hash that is none.
func (f EvidenceFile) Announce(most int64) error {
	var no Refusals
	switch {
	case f.Size < 1:
		no.Add(Refuse(Invalid, "refusal.handover.empty").On("file").With(f.Name))
	case f.Size > most:
		no.Add(Refuse(Invalid, "refusal.handover.too_large").On("file").With(f.Name, most>>20))
	}
	if !isSHA256(f.SHA256) {
		no.Add(Refuse(Invalid, "refusal.handover.sha256").On("sha256"))
	}
	no.Add(f.CheckTitle())
	return no.Err()
}

// CheckTitle refuses a title that the list of evidence could not have.
func (f EvidenceFile) CheckTitle() error { return CheckText("title", f.Title, maxName) }

// maxFileName bounds the name of a file, in bytes; file systems take 255.
const maxFileName = 180

// HarmlessName makes of whatever a browser calls a file a name that leads
// nowhere, starts no program by a hidden ending, and breaks no header: the
// last part of a path, without control and direction signs, not beginning
// with a dot. It is "file" when nothing is left.
func HarmlessName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029', r == '\ufeff', unicode.Is(unicode.Co, r):
			return -1
		case strings.ContainsRune(`/:*?"<>|`, r):
			return '_'
		}
		return r
	}, name)
	name = shortName(strings.Trim(name, " .　"))
	if name == "" {
		return "file"
	}
	return name
}

// shortName keeps the ending of a name that is too long.
func shortName(name string) string {
	if len(name) <= maxFileName {
		return name
	}
	end := path.Ext(name)
	if len(end) > 20 {
		end = ""
	}
	cut := maxFileName - len(end)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return strings.TrimRight(name[:cut], " .　") + end
}

// TakesFiles refuses files for an application that has come to its end
// without a label. While a label stands its holder may hand evidence over.
func (a *Application) TakesFiles() error {
	switch a.State {
	case Refused, Rejected, GivenUp:
		return Refuse(Conflict, "refusal.handover.closed").With(Code("state." + string(a.State)))
	}
	return nil
}

// A Match says how a handed-over file compares with the evidence listed.
type Match string

const (
	MatchSame     Match = "same"     // the listed SHA-256 is that of the file
	MatchOther    Match = "other"    // it is that of something else
	MatchNoHash   Match = "no_hash"  // the evidence is listed without one
	MatchUnlisted Match = "unlisted" // no evidence of this title is listed for the item
)

// Matches are all of them.
var Matches = []Match{MatchSame, MatchOther, MatchNoHash, MatchUnlisted}

// Match compares the file with the evidence listed for its item. Of several
// listed under one title the one that agrees counts.
func (f EvidenceFile) Match(c Checklist) Match {
	found := MatchUnlisted
	for _, a := range c {
		if f.Criterion != "" && a.Criterion != f.Criterion {
			continue
		}
		for _, ev := range a.Evidence {
			switch {
			case ev.Title != f.Title:
			case ev.SHA256 == f.SHA256 && f.SHA256 != "":
				return MatchSame
			case ev.SHA256 == "" && found == MatchUnlisted:
				found = MatchNoHash
			case ev.SHA256 != "":
				found = MatchOther
			}
		}
	}
	return found
}

// An AccessID names one opening of a file.
type AccessID string

// How an opening came out.
const (
	AccessBegun  = ""       // under way, or the process ended meanwhile
	AccessWhole  = "whole"  // given to the end and verified
	AccessLeft   = "left"   // the reader left before the end
	AccessBroken = "broken" // the sealed file was damaged; the end was not given
)

// AccessOutcomes are all of them but the first.
var AccessOutcomes = []string{AccessWhole, AccessLeft, AccessBroken}

// An Access is one opening of a sealed file: by the office on a demand, or by
// the holder's own people. It is on record before the first byte is given.
type Access struct {
	ID           AccessID
	File         EvidenceFileID
	Application  ApplicationID
	Who          PersonID
	Organisation OrganisationID
	At           time.Time
	Demand       DemandID // "" when the holder's own people opened it
	Outcome      string
}
