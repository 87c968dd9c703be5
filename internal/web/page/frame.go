// Package page is the frame of every page: the shell around it and the parts
// it is put together from. It knows how things look and nothing of where
// they come from; it asks no store and decides nothing.
package page

import (
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A Frame is what every page needs besides its own content.
type Frame struct {
	P           *i18n.Printer
	Title       string      // of the page, without the site's name
	Path        string      // address of this page with its language, such as "/ja/labels?q=1"
	BaseURL     string      // of the site, without a slash at its end
	SchemeName  scheme.Text // short
	Operator    scheme.Text
	Official    bool        // false: the header says that this is a sample
	Notice      scheme.Text // said in the footer; empty when there is nothing to say
	Description string      // for search engines; may be empty
	Unlisted    bool        // search engines are asked not to keep the page
	Nav         []Link      // in the header of a desk
	Menu        []Link      // of the public site, in the header where no desk's stands
	Foot        []Links     // of the public site, in the footer
	Crumbs      []Link      // the way to this page, itself not included
	Scripts     []string    // names of static files
	Styles      []string    // likewise, besides those of every page
	Guarded     bool        // what is typed into one form is guarded while another is sent
	Person      string      // who is signed in; "" for nobody
	Place       string      // the person's organisation
	Account     string      // address of the person's own page; "" for none
	SignOut     string      // address to which the sign-out button posts
}

// A Link is a text that leads somewhere.
type Link struct {
	Text    string
	Href    string
	Current bool // the page that is shown, or its section
}

// Links are links that belong together.
type Links struct {
	Name  string
	Links []Link
}

// Switch returns the address that shows this page in the other language and
// remembers the choice.
func (f Frame) Switch() string {
	return "/" + f.P.Other() + "/language?to=" + escapeQuery(f.Path)
}

// InOther returns the address of this page in the other language.
func (f Frame) InOther() string {
	if len(f.Path) >= 3 && f.Path[0] == '/' && i18n.Known(f.Path[1:3]) {
		return "/" + f.P.Other() + f.Path[3:]
	}
	return "/" + f.P.Other() + "/"
}

// To returns the address of rest, such as "/labels", in the page's language.
func (f Frame) To(rest string) string { return "/" + f.P.Lang + rest }

// here returns the name of the section the reader is in; "" for none.
func (f Frame) here() string {
	for _, l := range f.menu() {
		if l.Current {
			return l.Text
		}
	}
	return ""
}

// atDesk reports whether the page is one of a desk, which has a menu of its own.
func (f Frame) atDesk() bool { return len(f.Nav) > 0 || f.Person != "" }

// menu returns what stands in the header.
func (f Frame) menu() []Link {
	if f.atDesk() {
		return f.Nav
	}
	return f.Menu
}

// menuName says which menu it is.
func (f Frame) menuName() string {
	if f.atDesk() {
		return f.P.T("shell.nav")
	}
	return f.P.T("shell.sections")
}

func (f Frame) bare() string {
	path, _, _ := strings.Cut(f.InOther(), "?")
	return path
}

// own is the address of the page without its query.
func (f Frame) own() string {
	path, _, _ := strings.Cut(f.Path, "?")
	return path
}

// SearchDescription returns the address of the file that tells browsers how
// to search the site in lang.
func SearchDescription(lang string) string { return "/opensearch-" + lang + ".xml" }
