package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type inquiryShape struct {
	Official     bool                     `json:"official"`
	For          []scheme.ApplicationKind `json:"for"`
	Conditional  scheme.Counting          `json:"conditional_answer"`
	Late         scheme.Counting          `json:"late_answer"`
	RemindBefore []int                    `json:"remind_before"`
	RemindAfter  []int                    `json:"remind_after"`
	RemindEvery  int                      `json:"remind_every"`
	Restricted   []askedForShape          `json:"restricted"`
}

type askedForShape struct {
	CorporateNumber string              `json:"corporate_number"`
	Levels          []scheme.LevelID    `json:"levels"`
	Categories      []scheme.CategoryID `json:"categories"`
}

// lateAsGiven is the file's word for a late answer that counts like any other.
const lateAsGiven scheme.Counting = "as_given"

func (f inquiryShape) rules() scheme.InquiryRules {
	r := scheme.InquiryRules{For: f.For, Conditional: f.Conditional, Late: f.Late, RemindBefore: f.RemindBefore, RemindAfter: f.RemindAfter,
		RemindEvery: f.RemindEvery, Official: f.Official}
	if r.Late == lateAsGiven {
		r.Late = ""
	}
	for _, one := range f.Restricted {
		r.Restricted = append(r.Restricted, scheme.AskedFor(one))
	}
	return r
}

// checkInquiry reports authorities that cannot be told by their number, or are
// restricted twice, and levels and categories that are not there.
func (r *reader) checkInquiry(d *yamlfile.Document, s *scheme.Scheme) {
	first := map[string]int{}
	for i, one := range s.Inquiry.Restricted {
		at := func(more ...string) []string {
			return append([]string{"inquiry", "restricted", strconv.Itoa(i)}, more...)
		}
		if err := scheme.CheckCorporateNumber(one.CorporateNumber); err != nil {
			r.at(d, fmt.Sprintf("%q is no corporate number: its check digit is wrong", one.CorporateNumber),
				"Write the 13 digits under which the authority is registered", at("corporate_number")...)
		}
		if before, twice := first[one.CorporateNumber]; twice {
			r.at(d, fmt.Sprintf("the authority is restricted twice; first on line %d", before), "Keep one entry for each authority", at("corporate_number")...)
		} else {
			first[one.CorporateNumber] = d.Line(at("corporate_number")...)
		}
		for j, l := range one.Levels {
			if _, ok := s.Level(l); !ok {
				r.at(d, fmt.Sprintf("there is no level %q", l), "Name a level that stands under levels, or add it there", at("levels", strconv.Itoa(j))...)
			}
		}
		for j, c := range one.Categories {
			if _, ok := s.Category(c); !ok {
				r.at(d, fmt.Sprintf("there is no category %q", c), "Name a category that stands under categories, or add it there", at("categories", strconv.Itoa(j))...)
			}
		}
	}
}
