package scheme

// A Glossary is what the words of the field mean. The zero Glossary says
// nothing.
type Glossary struct {
	Official bool
	Groups   []TermGroup
}

// A TermGroup is a heading over some words.
type TermGroup struct {
	Title Text
	Terms []Term
}

// A Term is one word in both languages with what it means, in one sentence.
type Term struct {
	ID   string // by which pages lead to it
	Word Text
	Text Text
}
