package api

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"shirushi/internal/registry"
	"shirushi/internal/web"
)

// Addresses of the API. They are a contract: later versions add to them.
const (
	listPath = "/api/v1/labels"
	onePath  = "/api/v1/labels/{number}"
	specPath = "/api/v1/openapi.json"
)

// config describes the API. Huma's own pages are off: they load scripts from
// another site.
func config(base string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Shirushi label registry", Version: "1",
				Description: "Labels, their status today and what is public of them. Days are days of the scheme's zone. Open to everyone; no key is needed.",
			},
			Servers:    []*huma.Server{{URL: base}},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}
}

func listOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "listLabels", Method: http.MethodGet, Path: listPath,
		Summary: "Search labels", Description: "Labels that meet all given conditions, newest number first, page by page.",
		SkipValidateParams: true, // done here, in the reader's language
		Responses:          responses(api, "A page of labels.", http.StatusBadRequest),
	}
}

func oneOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "readLabel", Method: http.MethodGet, Path: onePath,
		Summary: "Read one label", Description: "All that is public of the label with this number.",
		SkipValidateParams: true,
		Responses:          responses(api, "The label.", http.StatusBadRequest, http.StatusNotFound),
	}
}

// responses describes the good answer, whose body huma adds, and the problem
// documents for these and the general status codes.
func responses(api huma.API, good string, bad ...int) map[string]*huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[web.Problem](), true, "Problem")
	out := map[string]*huma.Response{"200": {Description: good}}
	for _, status := range append(bad, http.StatusTooManyRequests, http.StatusInternalServerError) {
		out[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
		}
	}
	return out
}

// whole is a parameter that is a whole number; it is read here, so that what
// is wrong with it is said in the reader's language.
type whole string

// Schema describes whole as the number it is.
func (whole) Schema(huma.Registry) *huma.Schema {
	least, most := 1.0, float64(registry.MaxLimit)
	return &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most}
}
