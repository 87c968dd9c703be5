package store

import "shirushi/internal/scheme"

func commentRecord(c *scheme.Comment) record {
	return record{table: "comment", keys: 1, revision: &c.Revision, columns: []column{
		{"id", &c.ID}, {"revision", &c.Revision}, {"application", &c.Application}, {"round", &c.Round}, {"place", &c.Place},
		{"text", &c.Text}, {"written_by", &c.By}, {"written", instant{&c.At}}, {"dropped", instant{&c.Dropped}},
		{"delivered", instant{&c.Delivered}}, {"answer", &c.Answer}, {"done", instant{&c.Done}}, {"answered_by", &c.AnsweredBy},
	}}
}

// Comments lists the comments on an application, also those taken back, in
// the order in which they were last written.
func (tx *Tx) Comments(id scheme.ApplicationID) ([]scheme.Comment, error) {
	return list(tx, commentRecord, "WHERE application = $1 ORDER BY round, written, id", id)
}

// Comment reads one comment. It refuses an unknown id with Missing.
func (tx *Tx) Comment(id scheme.CommentID) (scheme.Comment, error) {
	return read(tx, commentRecord, "WHERE id = $1", id)
}

// PutComment writes a comment. It refuses with Conflict when the comment has
// been written since it was read.
func (tx *Tx) PutComment(c *scheme.Comment) error { return tx.put(commentRecord(c)) }
