package api_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"shirushi/internal/web/webtest"
)

// TestOpenAPI_isWhatTheStandardAsksFor checks the description against the
// OpenAPI Initiative's own schema of descriptions, which lies in testdata
// under its licence, Apache 2.0.
func TestOpenAPI_isWhatTheStandardAsksFor(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	const name = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
	if err := compiler.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	standard, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := samples(t)
	spec, err := jsonschema.UnmarshalJSON(bytes.NewReader(webtest.Ask(h, "GET", "/api/v1/openapi.json").Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := standard.Validate(spec); err != nil {
		t.Errorf("%v", err)
	}
	delete(spec.(map[string]any), "info")
	if standard.Validate(spec) == nil {
		t.Error("the schema takes a description without info: it checks nothing")
	}
	components := spec.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)
	for name, schema := range components { // the schema above does not look into schemas
		c := jsonschema.NewCompiler()
		if err := c.AddResource("mem:spec", map[string]any{"components": map[string]any{"schemas": components}}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Compile("mem:spec#/components/schemas/" + name); err != nil {
			t.Errorf("%s is not a JSON Schema: %v: %v", name, err, schema)
		}
	}
}
