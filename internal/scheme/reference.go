package scheme

import (
	"regexp"
	"strings"
)

// Numbers of vulnerabilities, by the register that gives them.
var (
	cveNumber = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,19}$`)
	jvnNumber = regexp.MustCompile(`^JVN(VU|TA)?#([0-9]{8})$`)
	jvnRecord = regexp.MustCompile(`^JVNDB-([0-9]{4})-[0-9]{6}$`)
)

// ReferenceLink returns the page of a vulnerability's number in lang, "ja" or
// "en", for the forms that are known: CVE-2026-12345, JVN#12345678,
// JVNVU#12345678, JVNTA#12345678 and JVNDB-2026-000123. It is "" for any other
// text, which is shown as it is.
func ReferenceLink(number, lang string) string {
	number = strings.TrimSpace(number)
	if cveNumber.MatchString(number) {
		return "https://www.cve.org/CVERecord?id=" + number
	}
	if m := jvnRecord.FindStringSubmatch(number); m != nil {
		if lang != "ja" {
			lang = "en"
		}
		return "https://jvndb.jvn.jp/" + lang + "/contents/" + m[1] + "/" + number + ".html"
	}
	if m := jvnNumber.FindStringSubmatch(number); m != nil {
		at := "https://jvn.jp/"
		if lang != "ja" {
			at += "en/"
		}
		list := strings.ToLower(m[1])
		if list == "" {
			list = "jp"
		}
		return at + list + "/JVN" + m[1] + m[2] + "/"
	}
	return ""
}
