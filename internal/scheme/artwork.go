package scheme

// Artwork says how the label is drawn and how it may be used. The zero
// Artwork stands for the software's own drawing, which is a sample.
type Artwork struct {
	Template  string // the operator's drawing as SVG with named places; "" for the software's own
	Widths    []int  // millimetres, in which pictures for print are offered
	Narrowest int    // millimetres, below which it is not to be printed
	Pixels    int    // below which it is not to be shown on a screen
	Clear     int    // percent of its height that stays free around it

	Official bool // false: the drawing says that it is a sample
}

// Offered returns the widths in which pictures for print are offered.
func (a Artwork) Offered() []int {
	if len(a.Widths) == 0 {
		return []int{20, 30, 50}
	}
	return a.Widths
}
