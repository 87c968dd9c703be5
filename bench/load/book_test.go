package main

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/scheme"
)

func TestMay_tellsWhatCouldBeRead(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return time.Unix(1_800_000_000+int64(s), 0) }
	before, after := fact{status: scheme.Active}, fact{status: scheme.Revoked}
	b := &book{spells: map[scheme.LabelNumber][]spell{"1": {
		{fact: before, begun: at(0), returned: at(0)}, {fact: after, begun: at(10), returned: at(12)}}}}
	for name, tt := range map[string]struct {
		asked, answered int
		want            []fact
	}{
		"long before":         {1, 2, []fact{before}},
		"while it happens":    {9, 11, []fact{before, after}},
		"soon after":          {13, 13, []fact{before, after}},
		"at the last moment":  {15, 15, []fact{before, after}},
		"when it is too late": {16, 16, []fact{after}},
	} {
		if got := b.may("1", at(tt.asked), at(tt.answered), 3*time.Second); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestEnd_forgetsADeedThatWasRefused(t *testing.T) {
	t.Parallel()
	b := &book{spells: map[scheme.LabelNumber][]spell{"1": {{fact: fact{status: scheme.Active}}}}}
	b.begin("1", fact{status: scheme.Revoked})
	b.end("1", false)
	if got := b.now("1").status; got != scheme.Active || b.deeds != 0 {
		t.Errorf("status %s after %d deeds", got, b.deeds)
	}
}
