package scheme

// Artwork says how the label is drawn and how it may be used. The zero
// Artwork stands for the software's own drawing, which is a sample.
type Artwork struct {
	Template  string // the operator's drawing as SVG with named places; "" for the software's own
	Widths    []int  // millimetres, in which pictures for print are offered; none: they are not
	Narrowest int    // millimetres, below which it is not to be printed; 0: nothing is said
	Pixels    int    // below which it is not to be shown on a screen; 0: nothing is said
	Clear     int    // percent of its height that stays free around it; 0: nothing is said

	Official bool // false: the drawing says that it is a sample
}
