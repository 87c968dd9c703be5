#!/usr/bin/env bash
# Everything about the sources that a machine can check without running them.
set -euo pipefail
cd "$(dirname "$0")/.."

templ=v0.3.977      # the version in go.mod
staticcheck=v0.8.2

sources() { find . -name "$1" -not -path './.*/*' -not -path '*/node_modules/*' "${@:2}"; }

echo "check: gofmt"
unformatted=$(sources '*.go' -print0 | xargs -0 gofmt -l)
[[ -z $unformatted ]] || { echo "not gofmt'ed, run 'make format':" >&2; echo "$unformatted" >&2; exit 1; }

# What templ makes is checked in, so that a build needs nothing but Go. It
# must be what the templates say today.
echo "check: templ"
grep -q "github.com/a-h/templ $templ" go.mod || { echo "go.mod has another templ than $templ: change scripts/check.sh too" >&2; exit 1; }
generated() { sources '*_templ.go' -print0 | sort -z | xargs -0 -r sha256sum; }
before=$(generated)
go run "github.com/a-h/templ/cmd/templ@$templ" generate -log-level error
[[ $before == "$(generated)" ]] ||
  { echo "generated pages were not those of the templates; they are now. Commit these:" >&2; diff <(echo "$before") <(generated) | sed -n 's/^> [0-9a-f]*  /  /p' >&2; exit 1; }

echo "check: the house (arrows, documents)"
go test -count=1 .

echo "check: go vet"
go vet ./...
(cd interop && go vet ./...)
(cd bench/log/tessera && go vet ./...)

echo "check: staticcheck"
go run "honnef.co/go/tools/cmd/staticcheck@$staticcheck" ./...
(cd interop && go run "honnef.co/go/tools/cmd/staticcheck@$staticcheck" ./...)
