#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Says nothing and does
# nothing when all is there. Knows Debian and its children; on another system
# it names what to install and fails.
set -euo pipefail

postgres_bin() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

missing=()   # Debian packages
lacks() {    # lacks PACKAGE COMMAND...: any of the commands will do
  local package=$1; shift
  for command in "$@"; do command -v "$command" >/dev/null && return; done
  missing+=("$package")
}
postgres_bin || missing+=(postgresql)
lacks chromium chromium chromium-browser google-chrome
lacks zbar-tools zbarimg
lacks librsvg2-bin rsvg-convert
lacks poppler-utils pdftotext
lacks qpdf qpdf
lacks libreoffice-calc-nogui soffice   # saves workbooks as other software does
lacks git git
lacks fontconfig fc-list
[[ $(command -v fc-list >/dev/null && fc-list :lang=ja family) ]] || missing+=(fonts-noto-cjk)

command -v go >/dev/null || { echo "install: Go is missing; the version is the first line of go.mod that says 'go': https://go.dev/doc/install" >&2; exit 1; }
((${#missing[@]})) || exit 0

echo "install: ${missing[*]}"
command -v apt-get >/dev/null || { echo "install: this is not Debian; please install what these Debian packages hold: ${missing[*]}" >&2; exit 1; }
root=()
if [[ $(id -u) != 0 ]]; then
  command -v sudo >/dev/null || { echo "install: please run as root: apt-get install ${missing[*]}" >&2; exit 1; }
  root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update &&
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
} </dev/null >"$log" 2>&1 || { cat "$log" >&2; echo "install: apt-get failed, see above" >&2; exit 1; }
