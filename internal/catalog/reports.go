package catalog

import (
	"strconv"
	"strings"

	"shirushi/internal/scheme"
)

type reportsShape struct {
	Official bool        `json:"official"`
	Doubts   doubtsShape `json:"doubts"`
	Misuse   misuseShape `json:"misuse"`
}

type doubtsShape struct {
	Official    bool             `json:"official"`
	Partnership partnershipShape `json:"partnership"`
	Notice      scheme.Text      `json:"notice"`
	Topics      []topicShape     `json:"topics"`
	TextAtMost  int              `json:"text_at_most"`
	Messages    int              `json:"messages_at_most"`
	Fastest     int              `json:"fastest_seconds"`
	FormHours   int              `json:"form_hours"`
	AnHour      int              `json:"reports_an_hour"`
	Guesses     int              `json:"guesses_an_hour"`
	ADay        int              `json:"reports_a_day"`
	Alike       int              `json:"alike_a_day"`
	Examine     int              `json:"examine_days"`
	Keep        int              `json:"keep_days"`
	SpamKeep    int              `json:"spam_keep_days"`
	Clues       cluesShape       `json:"clues"`
}

type cluesShape struct {
	Names  []string `json:"names"`
	Places []string `json:"places"`
	Plain  []string `json:"plain"`
}

type partnershipShape struct {
	Name scheme.Text `json:"name"`
	Text scheme.Text `json:"text"`
	Link string      `json:"link"`
}

type topicShape struct {
	ID         scheme.TopicID `json:"id"`
	Text       scheme.Text    `json:"text"`
	NeedsLabel bool           `json:"needs_label"`
	Misuse     bool           `json:"misuse"`
}

type misuseShape struct {
	Official     bool             `json:"official"`
	Answer       int              `json:"answer_days"`
	UrgentReview int              `json:"urgent_review_days"`
	Review       int              `json:"review_days"`
	Remind       int              `json:"remind_days"`
	Templates    []templateShape  `json:"templates"`
	Ends         []misuseEndShape `json:"ends"`
}

type templateShape struct {
	ID       string      `json:"id"`
	Official bool        `json:"official"`
	Name     scheme.Text `json:"name"`
	Text     scheme.Text `json:"text"`
}

type misuseEndShape struct {
	ID       scheme.GroundID `json:"id"`
	Official bool            `json:"official"`
	Text     scheme.Text     `json:"text"`
}

// reports reads what people may tell the office, and the register of improper
// use, into s. The file may be left out.
func (r *reader) reports(s *scheme.Scheme) {
	if _, there := r.files[reportsFile]; !there {
		return
	}
	var f reportsShape
	d := r.load(reportsFile, kindReports, &f)
	if d == nil {
		return
	}
	s.Doubts, s.Misuse = f.Doubts.policy(), f.Misuse.policy()
	uniqueIn(r, d, []string{"doubts", "topics"}, s.Doubts.Topics, func(t scheme.Topic) string { return string(t.ID) })
	uniqueIn(r, d, []string{"misuse", "templates"}, s.Misuse.Templates, func(t scheme.MisuseTemplate) string { return t.ID })
	uniqueIn(r, d, []string{"misuse", "ends"}, s.Misuse.Ends, func(e scheme.MisuseEnd) string { return string(e.ID) })
	if _, there := s.Misuse.End(scheme.NotReviewed); !there {
		r.at(d, "there is no end of the id not_reviewed", "Add it: an entry that nobody looks at again ends with it", "misuse", "ends")
	}
	for i, t := range s.Misuse.Templates {
		for lang, text := range map[string]string{"ja": t.Text.Ja, "en": t.Text.En} {
			for _, part := range []string{"{party}", "{product}", "{date}"} {
				if !strings.Contains(text, part) {
					r.at(d, part+" is missing in the text", "Say who, which product and when", "misuse", "templates", strconv.Itoa(i), "text", lang)
				}
			}
		}
	}
}

func (f doubtsShape) policy() scheme.DoubtPolicy {
	p := scheme.DoubtPolicy{Partnership: scheme.Partnership(f.Partnership), Notice: f.Notice, TextAtMost: f.TextAtMost, MessagesMost: f.Messages,
		FastestSecs: f.Fastest, FormHours: f.FormHours, AddressHour: f.AnHour, GuessesHour: f.Guesses, DayAtMost: f.ADay, AlikeAtMost: f.Alike,
		ExamineDays: f.Examine, KeepDays: f.Keep, SpamKeepDays: f.SpamKeep, Clues: scheme.DoubtClues(f.Clues), Official: f.Official}
	for _, t := range f.Topics {
		p.Topics = append(p.Topics, scheme.Topic(t))
	}
	return p
}

func (f misuseShape) policy() scheme.MisusePolicy {
	p := scheme.MisusePolicy{AnswerDays: f.Answer, UrgentReviewDays: f.UrgentReview, ReviewDays: f.Review, RemindDays: f.Remind, Official: f.Official}
	for _, t := range f.Templates {
		p.Templates = append(p.Templates, scheme.MisuseTemplate{ID: t.ID, Name: t.Name, Text: t.Text, Official: t.Official})
	}
	for _, e := range f.Ends {
		p.Ends = append(p.Ends, scheme.MisuseEnd{ID: e.ID, Text: e.Text, Official: e.Official})
	}
	return p
}
