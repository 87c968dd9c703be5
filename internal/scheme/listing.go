package scheme

// ListedFrom returns the first public day of a label issued on day: the one
// that the applicant wished for, and never one before the issue.
func (a *Application) ListedFrom(issued Date) Date { return max(issued, a.ListingWish) }

// CheckWish refuses a wished listing day that has passed on today, or that
// lies further ahead than the scheme lets an applicant wish.
func (a *Application) CheckWish(s *Scheme, today Date) error {
	wish, most := a.ListingWish, s.Limits.ListingWishDays
	if wish == "" {
		return nil
	}
	on := func(key string) *Refusal { return Refuse(Invalid, key).On("listing_wish") }
	if _, err := ParseDate(string(wish)); err != nil {
		return on("refusal.date.malformed").With(wish)
	}
	switch {
	case most == 0:
		return on("refusal.listing.none")
	case wish < today:
		return on("refusal.listing.past")
	case wish > today.AddDays(most):
		return on("refusal.listing.far").With(today.AddDays(most), most)
	}
	return nil
}

// ListedOn reports whether the public may know of the label on day.
func (l *Label) ListedOn(day Date) bool { return l.Listed <= day }
