package door

import "testing"

func TestBackFrom_leadsToAPageThatAsksForNoPasskey(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{
		"/ja/desk/office/applications/ABC/issue": "/ja/desk/office/applications/ABC",
		"/en/desk/applications/ABC/review":       "/en/desk/applications/ABC",
		"/ja/desk/office/labels/2026/revoke?a=b": "/ja/desk/office/labels/2026",
		"/ja/desk/authority/confirm":             "/ja/desk",
		"/ja/door/account":                       "/ja/door/account",
	} {
		if got := backFrom("/ja/desk", to); got != want {
			t.Errorf("from %s back to %s, want %s", to, got, want)
		}
	}
}
