package scheme

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The two grids are the rules said a second time, by hand: every state, every
// deed, and whether the holder's side (H), the office (O), an authority (A) or
// the software itself (S) may do it and where it leads. "." is: nobody.
const applicationGrid = `
            edit       submit      comment     return     reject     accept     ask_authority answer_inquiry enter_answer confirm_answer reply_authority remind_authority issue    refuse    assign      withdraw    close    reopen
draft       H>draft    H>submitted .           .          .          .          .             .              .            .              .               .                .        .         .           H>withdrawn S>withdrawn    .
submitted   .          .           O>submitted O>returned O>rejected O>accepted .             .              .            .              .               .                .        .         O>submitted H>withdrawn S>withdrawn    .
returned    H>returned H>submitted .           .          .          .          .             .              .            .              .               .                .        .         O>returned  H>withdrawn S>withdrawn    .
accepted    .          .           .           .          .          .          O>accepted    A>accepted     O>accepted   O>accepted     O>accepted      OS>accepted      O>issued O>refused O>accepted  H>withdrawn S>withdrawn    .
issued      .          .           .           .          .          .          .             .              .            .              .               .                .        .         .           .           .    .
refused     .          .           .           .          .          .          .             .              .            .              .               .                .        .         .           .           .    O>accepted
rejected    .          .           .           .          .          .          .             .              .            .              .               .                .        .         .           .           .    O>submitted
withdrawn   .          .           .           .          .          .          .             .              .            .              .               .                .        .         .           .           .    .
`

const labelGrid = `
                      withdraw    revoke    propose                 confirm                 drop                    tell_news               release_news            update_page             name_successor          offer_label             transfer                ask_reissue             reissue                 extend                   maintain                 enter_judgment annul
active                H>withdrawn O>revoked O>active                O>active                O>active                H>active                S>active                H>active                H>active                W>active                O>active                H>active                O>active                HP>active                HP>active                .              .
extension_in_progress H>withdrawn O>revoked O>extension_in_progress O>extension_in_progress O>extension_in_progress H>extension_in_progress S>extension_in_progress H>extension_in_progress H>extension_in_progress W>extension_in_progress O>extension_in_progress H>extension_in_progress O>extension_in_progress HP>extension_in_progress HP>extension_in_progress .              .
expired               .           .         O>expired               O>expired               O>expired               H>expired               S>expired               H>expired               H>expired               .                       .                       .                       .                       HP>expired               .                        .              .
withdrawn             .           .         O>withdrawn             O>withdrawn             O>withdrawn             H>withdrawn             S>withdrawn             .                       H>withdrawn             .                       .                       .                       .                       .                        .                        .              .
revoked               .           .         O>revoked               O>revoked               O>revoked               H>revoked               S>revoked               .                       H>revoked               .                       .                       .                       .                       .                        .                        O>revoked      O>active
`

// The side on which a role stands. Who enters an application from paper
// stands for its applicant; of a label, P, only in what it may apply for. W is
// the holder's own people, without agents.
var (
	sideOfApplication = map[Role]string{RoleApplicant: "H", RoleAgent: "H", RoleEntry: "H", RoleOfficer: "O", RoleReviewer: "A", RoleSystem: "S"}
	sideOfLabel       = map[Role]string{RoleApplicant: "HW", RoleAgent: "H", RoleEntry: "P", RoleOfficer: "O", RoleSystem: "S"}
)

func TestApplicationRules_everyStateDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	checkGrid(t, applicationGrid, sideOfApplication, ApplicationRules, ApplicationStates, ApplicationDeeds)
}

func TestLabelRules_everyStatusDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	checkGrid(t, labelGrid, sideOfLabel, LabelRules, LabelStatuses, LabelDeeds)
}

func checkGrid[State ~string](t *testing.T, grid string, sideOf map[Role]string, rules []Rule[State], states []State, deeds []Deed) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(grid), "\n")
	head := strings.Fields(lines[0])
	if len(head) != len(deeds) || len(lines)-1 != len(states) {
		t.Fatalf("the grid has %d deeds and %d states, the rule book %d and %d", len(head), len(lines)-1, len(deeds), len(states))
	}
	someone := map[Deed]string{} // the side that may ever do the deed
	cells := map[State]map[Deed]string{}
	for _, line := range lines[1:] {
		words := strings.Fields(line)
		state := State(words[0])
		cells[state] = map[Deed]string{}
		for i, cell := range words[1:] {
			cells[state][Deed(head[i])] = cell
			if cell != "." {
				someone[Deed(head[i])], _, _ = strings.Cut(cell, ">")
			}
		}
	}
	for _, state := range states {
		for _, deed := range deeds {
			cell, ok := cells[state][deed]
			if !ok {
				t.Fatalf("undecided: %s × %s", state, deed)
			}
			for _, role := range Roles {
				to, err := Next(rules, state, deed, []Role{role})
				side, wanted, _ := strings.Cut(cell, ">")
				switch {
				case cell != "." && sideOf[role] != "" && strings.ContainsAny(side, sideOf[role]):
					if err != nil || string(to) != wanted {
						t.Errorf("%s × %s × %s: got %q, %v; want %s", state, deed, role, to, err, wanted)
					}
				case sideOf[role] != "" && strings.ContainsAny(someone[deed], sideOf[role]):
					if !IsRefusal(err, Conflict) || to != state {
						t.Errorf("%s × %s × %s: got %q, %v; want a conflict", state, deed, role, to, err)
					}
				default:
					if !IsRefusal(err, Denied) || to != state {
						t.Errorf("%s × %s × %s: got %q, %v; want it denied", state, deed, role, to, err)
					}
				}
				if got := slices.Contains(Allowed(rules, state, []Role{role}), deed); got != (err == nil) {
					t.Errorf("%s × %s × %s: Allowed says %t, Next says %v", state, deed, role, got, err)
				}
			}
		}
	}
}

func TestRules_noneStandsTwiceOrLeadsNowhere(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range ApplicationRules {
		key := string(r.From) + "×" + string(r.Deed)
		if seen[key] || !slices.Contains(ApplicationStates, r.To) || !slices.Contains(ApplicationDeeds, r.Deed) {
			t.Errorf("rule %s stands twice or names what is not listed", key)
		}
		seen[key] = true
	}
	for _, r := range LabelRules {
		key := "label " + string(r.From) + "×" + string(r.Deed)
		if seen[key] || !slices.Contains(LabelStatuses, r.To) || !slices.Contains(LabelDeeds, r.Deed) {
			t.Errorf("rule %s stands twice or names what is not listed", key)
		}
		seen[key] = true
	}
}

func TestNext_withoutRolesAllIsDenied(t *testing.T) {
	t.Parallel()
	for _, s := range ApplicationStates {
		for _, d := range ApplicationDeeds {
			if _, err := Next(ApplicationRules, s, d, nil); !IsRefusal(err, Denied) {
				t.Errorf("%s × %s without a role: %v", s, d, err)
			}
		}
	}
}

func TestNext_saysDeedAndStateInTheReadersWords(t *testing.T) {
	t.Parallel()
	_, err := Next(ApplicationRules, Draft, DeedAccept, []Role{RoleOfficer})
	no := RefusalsOf(err)[0]
	if no.Key != "refusal.state" || no.Args[0] != Code("deed.accept") || no.Args[1] != Code("state.draft") {
		t.Fatalf("got %+v", no)
	}
	_, err = Next(ApplicationRules, Draft, "dance", Roles)
	if no := RefusalsOf(err)[0]; no.Kind != Denied || no.Args[0] != Code("deed.dance") {
		t.Fatalf("got %+v", no)
	}
}

// A second role never takes away what one role allows.
func TestNext_moreRolesNeverAllowLess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state := rapid.SampledFrom(ApplicationStates).Draw(t, "state")
		deed := rapid.SampledFrom(ApplicationDeeds).Draw(t, "deed")
		roles := rapid.SliceOf(rapid.SampledFrom(Roles)).Draw(t, "roles")
		more := append(slices.Clone(roles), rapid.SampledFrom(Roles).Draw(t, "more"))
		to, err := Next(ApplicationRules, state, deed, roles)
		toMore, errMore := Next(ApplicationRules, state, deed, more)
		if err == nil && (errMore != nil || to != toMore) {
			t.Fatalf("%v may, %v may not: %v", roles, more, errMore)
		}
	})
}

// Whatever is done in whatever order, an application that is closed stays
// closed, unless a decision against it is taken back.
func TestApplicationRules_theEndIsTheEnd(t *testing.T) {
	t.Parallel()
	ends := []ApplicationState{Issued, Refused, Rejected, GivenUp}
	rapid.Check(t, func(t *rapid.T) {
		state := Draft
		for _, deed := range rapid.SliceOf(rapid.SampledFrom(ApplicationDeeds)).Draw(t, "deeds") {
			to, err := Next(ApplicationRules, state, deed, Roles)
			reopened := deed == DeedReopen && (state == Refused || state == Rejected)
			if slices.Contains(ends, state) && !reopened && (err == nil || to != state) {
				t.Fatalf("%s led from %s to %s", deed, state, to)
			}
			state = to
		}
	})
}
