package money

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page/desk/officestatement"
	"shirushi/internal/web/portal"
)

// doneHref is the address of the page that says what an import recorded. What
// was left out is nowhere on record and stands in the address, by its lines.
func doneHref(r *http.Request, file string, done office.ImportResult) string {
	q := url.Values{"file": {file}, "at": {done.At.UTC().Format(time.RFC3339)}, "left": {runs(done.Left)}, "known": {strconv.Itoa(done.Known)}}
	return portal.OfficeHome(r, "money", "statement", "done") + "?" + q.Encode()
}

// imported says what an import recorded, and how the money of each
// application stands now.
func (d *Desk) imported(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	q := r.URL.Query()
	at, err := time.Parse(time.RFC3339, q.Get("at"))
	known, notANumber := strconv.Atoi(cmp.Or(q.Get("known"), "0"))
	left, ok := unrun(q.Get("left"))
	if err != nil || notANumber != nil || known < 0 || !ok {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	file := portal.Tidy(q.Get("file"))
	rows, err := d.office.Imported(r.Context(), who, file, at)
	if err != nil {
		return err
	}
	f := d.frame(r, who, d.Site.Printer(r).T("money.imported.title"), d.home(r))
	v := officestatement.Done{Frame: f, File: file, At: at, Known: known, Left: left, Money: portal.OfficeHome(r, "money"), Again: portal.OfficeHome(r, "money", "statement")}
	for _, one := range rows {
		line := officestatement.Entered{Payment: one.Payment, Ledger: one.Row.Ledger, Product: one.Row.Product, Applicant: one.Row.Applicant, Invoiced: one.Row.Payer}
		if one.Application == "" {
			v.Loose = append(v.Loose, line)
			continue
		}
		line.Href = accountHref(r, one.Application)
		v.Entered = append(v.Entered, line)
	}
	return d.Site.Render(w, r, http.StatusOK, officestatement.Imported(v))
}

// runs writes lines in short: "3,5-7".
func runs(lines []int) string {
	var all []string
	for i := 0; i < len(lines); {
		end := i
		for end+1 < len(lines) && lines[end+1] == lines[end]+1 {
			end++
		}
		one := strconv.Itoa(lines[i])
		if end > i {
			one += "-" + strconv.Itoa(lines[end])
		}
		all = append(all, one)
		i = end + 1
	}
	return strings.Join(all, ",")
}

// unrun reads what runs wrote, still in short; false when it did not.
func unrun(s string) (all []string, ok bool) {
	if s == "" {
		return nil, true
	}
	all = strings.Split(s, ",")
	return all, len(all) <= scheme.MostRows && !slices.ContainsFunc(all, func(one string) bool {
		from, to, run := strings.Cut(one, "-")
		_, err := strconv.ParseUint(from, 10, 31)
		if run && err == nil {
			_, err = strconv.ParseUint(to, 10, 31)
		}
		return err != nil
	})
}
