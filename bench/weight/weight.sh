#!/usr/bin/env bash
# weight.sh ADDRESS…: what pages weigh as the program sends them, packed and not, and how
# Lighthouse judges them. Installs nothing itself; npx fetches Lighthouse.
#
#   bench/weight/weight.sh http://localhost:8080/ja/labels/2026000000000118
set -euo pipefail
[[ $# -gt 0 ]] || { sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2; }
for tool in curl node npx; do command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }; done
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium || true)}
[[ -n $CHROME_PATH ]] || { echo "missing: chromium (Debian package chromium), or CHROME_PATH" >&2; exit 1; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# bytes ADDRESS [curl options]: the body as it is transferred
bytes() { curl -sf -o /dev/null -w '%{size_download}' "${@:2}" "$1"; }

for page in "$@"; do
	origin=$(sed -E 's|^(https?://[^/]+).*|\1|' <<<"$page")
	echo "$page"
	curl -sf "$page" >"$out/page.html"
	plain=$(wc -c <"$out/page.html")
	packed=$(bytes "$page" -H 'Accept-Encoding: gzip')
	sum=$packed
	printf '  %-44s %8d bytes, %8d packed\n' "the page itself" "$plain" "$packed"
	while read -r file; do
		was=$(bytes "$origin$file")
		is=$(bytes "$origin$file" -H 'Accept-Encoding: gzip')
		sum=$((sum + is))
		printf '  %-44s %8d bytes, %8d packed\n' "${file%%\?*}" "$was" "$is"
	done < <(grep -oE '<(link rel="(stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="[^"]+"' "$out/page.html" | sed -E 's/.*="([^"]+)"/\1/; s/&amp;/\&/g' | sort -u)
	printf '  %-44s %8s        %8d packed\n' "all" "" "$sum"
	npx -y lighthouse@13.5 "$page" --quiet --output=json --output-path="$out/report.json" --chrome-flags="--headless=new --no-sandbox" 2>/dev/null
	node -e '
		const r = JSON.parse(require("fs").readFileSync(process.argv[1]))
		for (const c of Object.values(r.categories)) console.log("  Lighthouse " + c.title.padEnd(33) + String(Math.round(c.score * 100)).padStart(8))
		for (const id of ["first-contentful-paint", "largest-contentful-paint", "total-byte-weight"]) console.log("  " + id.padEnd(44) + " " + r.audits[id].displayValue)
	' "$out/report.json"
done
