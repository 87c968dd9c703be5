package officemonth

// columns are the sums of a month, in the order in which they add up.
var columns = []string{"opening", "charged", "lapsed", "received", "refunded", "closing"}

func (s Sums) figures() []int {
	return []int{s.Opening, s.Charged, s.Lapsed, s.Received, s.Refunded, s.Closing}
}

// heads are those of the table of balances.
func (v View) heads() []string {
	heads := []string{v.P.T("money.reference"), v.P.T("money.payer")}
	for _, c := range columns {
		heads = append(heads, v.P.T("money.col."+c))
	}
	return heads
}
