package scheme

// An AgendaSort says what kind of thing waits for someone.
type AgendaSort string

// What waits for people of the office.
const (
	AgendaCase          AgendaSort = "case"           // the office's next step in it
	AgendaMoreTime      AgendaSort = "more_time"      // that the holder asks for in a case
	AgendaHearing       AgendaSort = "hearing"        // a hearing, or the decision after it, for who did not investigate
	AgendaWarning       AgendaSort = "warning"        // proposed, for a second officer
	AgendaWarningReview AgendaSort = "warning_review" // one that stands, to be looked at anew
	AgendaAnnouncement  AgendaSort = "announcement"   // proposed, for a second officer
	AgendaDoubt         AgendaSort = "doubt"
	AgendaMisuse        AgendaSort = "misuse" // to be written about, or published by a second officer
	AgendaMisuseReview  AgendaSort = "misuse_review"
	AgendaNews          AgendaSort = "news" // serious, to be looked at
	AgendaSuccession    AgendaSort = "succession"
	AgendaReissue       AgendaSort = "reissue"
	AgendaObjection     AgendaSort = "objection"
	AgendaCorrection    AgendaSort = "correction" // proposed, for a second officer
	AgendaErasure       AgendaSort = "erasure"    // proposed, for a second person
	AgendaJudgment      AgendaSort = "judgment"   // entered, for a second officer
)

// What waits for holders and applicants, and which of their days come.
const (
	AgendaReturned AgendaSort = "returned" // an application, to be corrected
	AgendaAnswer   AgendaSort = "answer"   // asked of the holder in a case
	AgendaOffer    AgendaSort = "offer"    // of a label, to be accepted or declined
	AgendaExtend   AgendaSort = "extend"   // validity of a label ends
	AgendaHeld     AgendaSort = "held"     // news that is about to be released
	AgendaObject   AgendaSort = "object"   // a decision to which one may still object
)

// HolderAgenda lists what waits for holders and applicants.
var HolderAgenda = []AgendaSort{AgendaReturned, AgendaAnswer, AgendaOffer, AgendaExtend, AgendaHeld, AgendaObject}

// OfficeAgenda lists what waits for people of the office.
var OfficeAgenda = []AgendaSort{AgendaCase, AgendaMoreTime, AgendaHearing, AgendaWarning, AgendaWarningReview, AgendaAnnouncement, AgendaDoubt, AgendaMisuse, AgendaMisuseReview,
	AgendaNews, AgendaSuccession, AgendaReissue, AgendaObjection, AgendaCorrection, AgendaErasure, AgendaJudgment}
