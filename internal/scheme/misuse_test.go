package scheme

import "testing"

var misusePolicy = MisusePolicy{AnswerDays: 14, UrgentReviewDays: 14, ReviewDays: 180, RemindDays: 5,
	Templates: []MisuseTemplate{{ID: "forged", Text: Text{Ja: "{date}、{party}の{product}", En: "{date}: {product} of {party}"}}},
	Ends:      []MisuseEnd{{ID: "stopped"}, {ID: NotReviewed}}}

func sampleMisuse(urgent bool) Misuse {
	return Misuse{State: MisuseDraft, Template: "forged", Party: Text{Ja: "架空商会"}, Product: Text{Ja: "箱", En: "Box"}, Source: "https://shop.example/1", Seen: "2026-03-30", Urgent: urgent, EnteredBy: "one"}
}

func refusedFor(t *testing.T, what string, err error, key string) {
	t.Helper()
	all := RefusalsOf(err)
	if len(all) == 0 || all[0].Key != key {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

func TestMisuse_isPublishedByASecondOfficerAfterTimeToAnswer(t *testing.T) {
	t.Parallel()
	m := sampleMisuse(false)
	refusedFor(t, "by who entered it", copyOf(m).Publish(misusePolicy, 1, "one", sampleDay), "refusal.misuse.same_officer")
	refusedFor(t, "without notice", copyOf(m).Publish(misusePolicy, 1, "two", sampleDay), "refusal.misuse.not_noticed")
	refusedFor(t, "a notice before it was seen", copyOf(m).Notice(misusePolicy, "2026-03-29", "書留", sampleDay), "refusal.misuse.notice_early")
	refusedFor(t, "a notice in no way", copyOf(m).Notice(misusePolicy, sampleDay, " ", sampleDay), "refusal.misuse.notice_by")
	if err := m.Notice(misusePolicy, "2026-03-31", "書留", sampleDay); err != nil {
		t.Fatal(err)
	}
	if m.Due != sampleDay.AddDays(14) {
		t.Errorf("due %s", m.Due)
	}
	refusedFor(t, "on the last day", copyOf(m).Publish(misusePolicy, 1, "two", m.Due), "refusal.misuse.time_to_answer")
	sooner := copyOf(m)
	if err := sooner.Answers("改めます。", sampleDay, sampleDay); err != nil {
		t.Fatal(err)
	}
	if err := sooner.Publish(misusePolicy, 1, "two", sampleDay); err != nil {
		t.Errorf("answered, and not published: %v", err)
	}
	if err := m.Publish(misusePolicy, 7, "two", m.Due.AddDays(1)); err != nil {
		t.Fatal(err)
	}
	public, ok := m.Public(misusePolicy)
	if !ok || public.Number != 7 || public.Said.Ja != "2026年3月30日、架空商会の箱" || public.Said.En != "30 March 2026: Box of 架空商会" || m.Review != m.Published.AddDays(180) {
		t.Errorf("%+v", public)
	}
	if err := m.Answers("遅れて回答します。", m.Published, m.Published); err != nil {
		t.Fatal(err)
	}
	refusedFor(t, "a second answer", m.Answers("別の回答", m.Published, m.Published), "refusal.misuse.answered")
}

func copyOf(m Misuse) *Misuse { return &m }

func TestMisuse_urgentEndsByItselfUnlessNoticeAndReviewFollow(t *testing.T) {
	t.Parallel()
	m := sampleMisuse(true)
	if err := m.Publish(misusePolicy, 1, "two", sampleDay); err != nil {
		t.Fatal(err)
	}
	if m.Review != sampleDay.AddDays(14) || m.RunsOut(m.Review) || !m.RunsOut(m.Review.AddDays(1)) {
		t.Errorf("review %s", m.Review)
	}
	refusedFor(t, "a review without notice", m.LookAgain(misusePolicy, sampleDay), "refusal.misuse.not_noticed")
	if err := m.Notice(misusePolicy, sampleDay, "書留", sampleDay); err != nil {
		t.Fatal(err)
	}
	if err := m.LookAgain(misusePolicy, sampleDay.AddDays(3)); err != nil {
		t.Fatal(err)
	}
	if m.Review != sampleDay.AddDays(183) || len(m.Reviewed) != 1 {
		t.Errorf("%+v", m)
	}
	refusedFor(t, "an end for no reason", m.Finish(misusePolicy, "whim", office, sampleDay), "refusal.misuse.end")
	if err := m.Finish(misusePolicy, "stopped", office, sampleDay.AddDays(4)); err != nil {
		t.Fatal(err)
	}
	if m.RunsOut(sampleDay.AddYears(3)) {
		t.Error("what is over runs out")
	}
}

func TestMisuseCheck_namesNoNaturalPerson(t *testing.T) {
	t.Parallel()
	if err := sampleMisuse(false).Check(misusePolicy, sampleDay); err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"seller@example.jp", "電話 03-1234-5678", "+81 90 1234 5678"} {
		m := sampleMisuse(false)
		m.Source = source
		refusedFor(t, source, m.Check(misusePolicy, sampleDay), "refusal.misuse.personal")
	}
	for _, source := range []string{"https://shop.example/items/4901234567890?ref=03-12", "店頭（架空市の電器店）"} {
		m := sampleMisuse(false)
		m.Source = source
		if err := m.Check(misusePolicy, sampleDay); err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
	m := Misuse{State: MisuseDraft, Seen: sampleDay.AddDays(1)}
	if n := len(RefusalsOf(m.Check(misusePolicy, sampleDay))); n != 5 {
		t.Errorf("%d refusals of an empty entry", n)
	}
}

func TestMisuseTemplate_saysTheDayAsEachLanguageDoes(t *testing.T) {
	t.Parallel()
	template := MisuseTemplate{Text: Text{Ja: "{date}、{party}の「{product}」", En: "On {date}, “{product}” of {party}"}}
	party, product := Text{Ja: "架空商会", En: "Kakuu"}, Text{Ja: "架空カメラ", En: "Kakuu camera"}
	if got, want := template.Says(party, product, "2026-03-05"), (Text{Ja: "2026年3月5日、架空商会の「架空カメラ」", En: "On 5 March 2026, “Kakuu camera” of Kakuu"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := template.Says(party, product, ""); got.En != "On , “Kakuu camera” of Kakuu" {
		t.Errorf("without a day %+v", got)
	}
}
