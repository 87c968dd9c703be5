package store

import (
	"slices"
	"strings"
	"time"

	"shirushi/internal/scheme"
)

func bulletinRecord(b *scheme.Bulletin) record {
	return record{table: "bulletin", keys: 1, revision: &b.Revision, columns: []column{
		{"id", &b.ID}, {"revision", &b.Revision}, {"label", &b.Label}, {"news", facts{&b.News}}, {"serious", flag{&b.Serious}},
		{"told", instant{&b.Told}}, {"told_by", &b.By}, {"due", &b.Due}, {"embargo", instant{&b.Embargo}}, {"released", instant{&b.Released}},
		{"dropped", instant{&b.Dropped}}, {"looked_at", instant{&b.LookedAt}}, {"looked_by", &b.LookedBy}, {"remark", &b.Remark},
	}}
}

// Bulletin reads one piece of news on its way. It refuses an unknown id with
// Missing.
func (tx *Tx) Bulletin(id scheme.NewsID) (scheme.Bulletin, error) {
	return read(tx, bulletinRecord, "WHERE id = $1", id)
}

// Bulletins lists the news told of a label at the desk, the newest first.
func (tx *Tx) Bulletins(label scheme.LabelNumber) ([]scheme.Bulletin, error) {
	return list(tx, bulletinRecord, "WHERE label = $1 ORDER BY told DESC, id DESC LIMIT $2", label, mostRows)
}

// HeldBulletins lists news that is still held back, that of the earliest end
// first.
func (tx *Tx) HeldBulletins() ([]scheme.Bulletin, error) {
	return list(tx, bulletinRecord, "WHERE released = '' AND dropped = '' ORDER BY embargo, id LIMIT $1", mostRows)
}

// HeldBulletinsOf lists news of the labels of these holders that is still held
// back, until day at the latest; that of the earliest end first.
func (tx *Tx) HeldBulletinsOf(holders []scheme.OrganisationID, until time.Time) ([]scheme.Bulletin, error) {
	var w, of where
	w.and("released = ''")
	w.and("dropped = ''")
	w.and("embargo <> '' AND embargo <= " + w.mark(instant{&until}))
	of.args = w.args
	in(&of, "holder", holders)
	return list(tx, bulletinRecord, w.String()+" AND label IN (SELECT number FROM label "+of.String()+") ORDER BY embargo, id LIMIT "+of.mark(mostRows), of.args...)
}

// WaitingBulletins lists serious news that the office has not looked at, the
// oldest first.
func (tx *Tx) WaitingBulletins() ([]scheme.Bulletin, error) {
	return list(tx, bulletinRecord, "WHERE serious = 1 AND looked_at = '' AND dropped = '' ORDER BY told, id LIMIT $1", mostRows)
}

// PutBulletin writes a piece of news on its way. It refuses with Conflict when
// it has been written since it was read.
func (tx *Tx) PutBulletin(b *scheme.Bulletin) error { return tx.put(bulletinRecord(b)) }

func successionRecord(s *scheme.Succession) record {
	return record{table: "succession", keys: 1, revision: &s.Revision, columns: []column{
		{"id", &s.ID}, {"revision", &s.Revision}, {"label", &s.Label}, {"state", &s.State}, {"from_holder", &s.From}, {"to_holder", &s.To},
		{"reason", &s.Reason}, {"offer", facts{&s.Offer}}, {"accepted", facts{&s.Accepted}}, {"due", &s.Due}, {"reminded", instant{&s.Reminded}},
		{"closed", instant{&s.Closed}}, {"closed_by", &s.ClosedBy}, {"outcome", &s.Outcome}, {"ground", &s.Ground}, {"reopened", facts{&s.Reopened}},
	}}
}

// Succession reads one succession. It refuses an unknown id with Missing.
func (tx *Tx) Succession(id scheme.SuccessionID) (scheme.Succession, error) {
	return read(tx, successionRecord, "WHERE id = $1", id)
}

// Successions lists the successions of a label, open ones first.
func (tx *Tx) Successions(label scheme.LabelNumber) ([]scheme.Succession, error) {
	return list(tx, successionRecord, "WHERE label = $1 ORDER BY CASE WHEN closed = '' THEN 0 ELSE 1 END, closed DESC, id LIMIT $2", label, mostRows)
}

// OpenSuccessions lists those of which something may still come: all, or
// those offered to an organisation.
func (tx *Tx) OpenSuccessions(to scheme.OrganisationID) ([]scheme.Succession, error) {
	var w where
	w.and("closed = ''")
	if to != "" {
		w.and("to_holder = " + w.mark(to))
	}
	return list(tx, successionRecord, w.String()+" ORDER BY id LIMIT "+w.mark(mostRows), w.args...)
}

// RefusedSuccessions lists the successions that the office refused since an
// instant and to which one of these is a side, the newest first.
func (tx *Tx) RefusedSuccessions(sides []scheme.OrganisationID, since time.Time) ([]scheme.Succession, error) {
	var w, from, to where
	w.and("state = " + w.mark(scheme.NotGranted))
	w.and("closed >= " + w.mark(instant{&since}))
	from.args = w.args
	in(&from, "from_holder", sides)
	to.args = from.args
	in(&to, "to_holder", sides)
	either := strings.Join(slices.Concat(from.conditions, to.conditions), " OR ")
	return list(tx, successionRecord, w.String()+" AND ("+either+") ORDER BY closed DESC, id LIMIT "+to.mark(mostRows), to.args...)
}

// PutSuccession writes a succession. It refuses with Conflict when it has been
// written since it was read, and a second open one of a label.
func (tx *Tx) PutSuccession(s *scheme.Succession) error { return tx.put(successionRecord(s)) }

func reissueRecord(r *scheme.Reissue) record {
	return record{table: "reissue", keys: 1, revision: &r.Revision, columns: []column{
		{"id", &r.ID}, {"revision", &r.Revision}, {"label", &r.Label}, {"holder", &r.Holder}, {"state", &r.State}, {"reason", &r.Reason},
		{"asked", instant{&r.Asked}}, {"asked_by", &r.AskedBy}, {"due", &r.Due}, {"closed", instant{&r.Closed}}, {"closed_by", &r.ClosedBy}, {"outcome", &r.Outcome},
		{"reopened", facts{&r.Reopened}},
	}}
}

// Reissue reads one request for papers made anew. It refuses an unknown id
// with Missing.
func (tx *Tx) Reissue(id scheme.ReissueID) (scheme.Reissue, error) {
	return read(tx, reissueRecord, "WHERE id = $1", id)
}

// Reissues lists the requests about a label, the newest first.
func (tx *Tx) Reissues(label scheme.LabelNumber) ([]scheme.Reissue, error) {
	return list(tx, reissueRecord, "WHERE label = $1 ORDER BY asked DESC, id DESC LIMIT $2", label, mostRows)
}

// OpenReissues lists those that are undecided, the oldest first.
func (tx *Tx) OpenReissues() ([]scheme.Reissue, error) {
	return list(tx, reissueRecord, "WHERE closed = '' ORDER BY asked, id LIMIT $1", mostRows)
}

// RefusedReissues lists the requests of these holders that were refused since an
// instant, the newest first.
func (tx *Tx) RefusedReissues(holders []scheme.OrganisationID, since time.Time) ([]scheme.Reissue, error) {
	var w where
	w.and("state = " + w.mark(scheme.ReissueRefused))
	w.and("closed >= " + w.mark(instant{&since}))
	in(&w, "holder", holders)
	return list(tx, reissueRecord, w.String()+" ORDER BY closed DESC, id LIMIT "+w.mark(mostRows), w.args...)
}

// PutReissue writes a request. It refuses with Conflict when it has been
// written since it was read, and a second open one of a label.
func (tx *Tx) PutReissue(r *scheme.Reissue) error { return tx.put(reissueRecord(r)) }

// OpenApplicationsAbout lists the undecided applications about a label that
// stands, the oldest first.
func (tx *Tx) OpenApplicationsAbout(label scheme.LabelNumber) ([]scheme.Application, error) {
	return list(tx, applicationRecord, "WHERE of_label = $1 AND of_label <> '' AND closed = '' ORDER BY started, id LIMIT $2", label, mostRows)
}
