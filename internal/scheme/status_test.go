package scheme

import "testing"

func TestStatusOn_namedCases(t *testing.T) {
	t.Parallel()
	base := Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"}
	with := func(mend func(*Standing)) Standing { s := base; mend(&s); return s }
	for _, c := range []struct {
		name string
		s    Standing
		day  Date
		want Status
	}{
		{"the day before", base, "2026-03-31", NoLabel},
		{"first day", base, "2026-04-01", Active},
		{"last day", base, "2028-03-31", Active},
		{"the day after", base, "2028-04-01", Expired},
		{"extension in time", with(func(s *Standing) { s.ExtensionApplied = "2028-03-31" }), "2028-04-01", InExtension},
		{"extension does not shorten validity", with(func(s *Standing) { s.ExtensionApplied = "2028-01-01" }), "2028-03-31", Active},
		{"extension too late", with(func(s *Standing) { s.ExtensionApplied = "2028-04-01" }), "2028-04-02", Expired},
		{"refused early", with(func(s *Standing) { s.ExtensionApplied, s.ExtensionRefused = "2028-01-01", "2028-02-01" }), "2028-03-31", Active},
		{"refused early, then over", with(func(s *Standing) { s.ExtensionApplied, s.ExtensionRefused = "2028-01-01", "2028-02-01" }), "2028-04-01", Expired},
		{"still pending the day before refusal", with(func(s *Standing) { s.ExtensionApplied, s.ExtensionRefused = "2028-01-01", "2028-05-01" }), "2028-04-30", InExtension},
		{"day of refusal", with(func(s *Standing) { s.ExtensionApplied, s.ExtensionRefused = "2028-01-01", "2028-05-01" }), "2028-05-01", Expired},
		{"before withdrawal", with(func(s *Standing) { s.Withdrawn = "2027-01-02" }), "2027-01-01", Active},
		{"from withdrawal", with(func(s *Standing) { s.Withdrawn = "2027-01-02" }), "2027-01-02", Withdrawn},
		{"withdrawn, long after", with(func(s *Standing) { s.Withdrawn = "2027-01-02" }), "2031-01-01", Withdrawn},
		{"revoked goes before withdrawn", with(func(s *Standing) { s.Withdrawn, s.Revoked = "2027-01-02", "2027-02-01" }), "2027-02-01", Revoked},
		{"not yet revoked", with(func(s *Standing) { s.Withdrawn, s.Revoked = "2027-01-02", "2027-02-01" }), "2027-01-31", Withdrawn},
		{"revoked in extension", with(func(s *Standing) { s.ExtensionApplied, s.Revoked = "2028-01-01", "2028-04-05" }), "2028-04-05", Revoked},
	} {
		if got := c.s.StatusOn(c.day); got != c.want {
			t.Errorf("%s: on %s %q, want %q", c.name, c.day, got, c.want)
		}
	}
}

// Every combination of facts on seven days, against the rule told another
// way: as a list of claims, the strongest first.
func TestStatusOn_everyCombinationOfFacts(t *testing.T) {
	t.Parallel()
	days := []Date{"", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06", "2026-01-07"}
	has := func(fact, day Date) bool { return fact != "" && fact <= day }
	count := 0
	for _, until := range days[2:6] {
		for _, applied := range days {
			for _, refused := range days {
				for _, withdrawn := range days {
					for _, revoked := range days {
						s := Standing{"2026-01-02", until, applied, refused, withdrawn, revoked, nil, nil}
						for _, day := range days[1:] {
							over := day > until
							waiting := applied != "" && applied <= until && !has(refused, day)
							claims := []struct {
								holds  bool
								status Status
							}{
								{day == "2026-01-01", NoLabel}, {has(revoked, day), Revoked}, {has(withdrawn, day), Withdrawn},
								{over && waiting, InExtension}, {over, Expired}, {true, Active},
							}
							var want Status
							for _, claim := range claims {
								if claim.holds {
									want = claim.status
									break
								}
							}
							if got := s.StatusOn(day); got != want {
								t.Fatalf("%+v on %s: %q, want %q", s, day, got, want)
							}
							count++
						}
					}
				}
			}
		}
	}
	if count != 4*8*8*8*8*7 {
		t.Fatalf("%d combinations", count)
	}
}
