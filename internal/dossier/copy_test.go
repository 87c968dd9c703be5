package dossier_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/dossier"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
)

var sent = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// fill leaves no field empty and returns the texts it has put in.
func fill(v reflect.Value, n *int, texts *[]string) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(sent))
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("文%d", *n))
		*texts = append(*texts, v.String())
	case v.CanInt():
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n, texts)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n, texts)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fill(v.Field(i), n, texts)
			}
		}
	}
}

func words(t *testing.T, lang string) dossier.Words {
	t.Helper()
	s := catalogtest.JCStar(t)
	return dossier.Words{P: i18n.For(lang).In(s.ZoneName, s.ZoneOffset), Scheme: s, Edition: s.Editions[0]}
}

// silent are the fields that the copy leaves out or says in other words: who
// and what it is by its random id, and what repeats others.
func silent(s scheme.Submission) []string {
	all := []string{string(s.Application), string(s.By), string(s.Declaration.By), string(s.Declaration.Edition), string(s.Checklist[0].Criterion),
		string(s.Channel), string(s.Scope[0].Question), s.Declaration.Terms.Catalog, string(s.Declaration.Terms.By)}
	for _, id := range s.EnteredBy {
		all = append(all, string(id))
	}
	return all
}

// A field that is handed in and missing in the copy fails here.
func TestCopy_saysEverythingThatWasSent(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		w := words(t, lang)
		var s scheme.Submission
		var texts []string
		n := 0
		fill(reflect.ValueOf(&s).Elem(), &n, &texts)
		s.Hash, s.Round = "0123456789abcdef", 2
		w.Edition.Items = append(w.Edition.Items[:0:0], w.Edition.Items...)
		criterion, channel := string(s.Checklist[0].Criterion), string(s.Channel)
		s.Checklist[0].Criterion = "S9.1-01"
		w.Edition.Items[0].ID, s.Channel = "S9.1-01", scheme.ByPaper
		b, err := dossier.Copy(w, s, "")
		if err != nil {
			t.Fatal(err)
		}
		papertest.Check(t, b)
		quiet := map[string]bool{}
		for _, text := range append(silent(s), criterion, channel) {
			quiet[text] = true
		}
		var want []string
		for _, text := range texts {
			if !quiet[text] {
				want = append(want, text)
			}
		}
		if len(want) < 60 {
			t.Fatalf("only %d texts are looked for", len(want))
		}
		papertest.Says(t, b, append(want, "S9.1-01", w.Edition.Items[0].Title.In(lang), "0123456789abcdef", w.P.Time(sent), w.P.T("submission.copy.entered"))...)
		again, err := dossier.Copy(w, s, "")
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("the same submission gives other bytes: %v", err)
		}
	}
}
