# The one command that matters is `make test`: it installs what is missing,
# starts its own PostgreSQL and runs everything. The others are shortcuts.

.PHONY: test check unit demo generate format

test:
	@scripts/install.sh
	@scripts/check.sh
	@scripts/with-postgres.sh go test -count=1 -timeout 20m ./...
	@cd interop && go test -count=1 -timeout 10m ./...

# Formatting, vet, staticcheck, generated files; no tests.
check:
	@scripts/check.sh

# Tests of some packages against a fresh PostgreSQL: make unit P=./internal/store/...
unit:
	@scripts/with-postgres.sh go test -timeout 20m $(or $(P),./...)

demo:
	@go run ./cmd/shirushi demo

# Pages from their templates.
generate:
	@go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

format:
	@gofmt -w $$(git ls-files '*.go')
	@go run github.com/a-h/templ/cmd/templ@v0.3.977 fmt internal/web
