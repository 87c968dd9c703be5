package api

import (
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// Addresses of the API. They are a contract: later versions add to them.
const (
	listPath    = "/api/v1/labels"
	onePath     = "/api/v1/labels/{number}"
	statusPath  = "/api/v1/labels/{number}/status"
	changesPath = "/api/v1/changes"
	schemePath  = "/api/v1/scheme"
	crossPath   = "/api/v1/crosswalk"
	dumpsPath   = "/api/v1/dumps"
	specPath    = "/api/v1/openapi.json"
)

// config describes the API at base, whose answers may be kept so long. Huma's own pages are off: they load scripts from
// another site.
func config(base string, keep time.Duration) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Shirushi label registry", Version: "1",
				Description: "Labels, their status today and what is public of them. Days are days of the scheme's zone. Open to everyone; no key is needed. " +
					"Browsers and caches may keep an answer for " + strconv.Itoa(int(keep/time.Second)) + " seconds at most (Cache-Control), and never past the end of its day: a deed of the office may be seen so much later there.",
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
		Summary: "Search labels", Description: "Labels that meet all given conditions, page by page.",
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

func statusOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "readStatus", Method: http.MethodGet, Path: statusPath,
		Summary:            "Prove the status on a day",
		Description:        "The office's signed word on the status that a label had on a day, by what was recorded up to another. It is no certificate of conformity. 503 with Retry-After for a second or two after something about the label was recorded.",
		SkipValidateParams: true,
		Responses:          responses(api, "The statement.", http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable),
	}
}

func changesOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "listChanges", Method: http.MethodGet, Path: changesPath,
		Summary:            "Follow what changes",
		Description:        "Public facts after a number, in order and without gap: who goes on from next misses none. A fact is not there before the day on which it is public.",
		SkipValidateParams: true,
		Responses:          responses(api, "A page of changes.", http.StatusBadRequest),
	}
}

func schemeOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "readScheme", Method: http.MethodGet, Path: schemePath,
		Summary: "Read the scheme", Description: "What the codes in labels stand for: levels, categories, editions with their criteria, fees.",
		SkipValidateParams: true,
		Responses:          responses(api, "The scheme.", http.StatusBadRequest),
	}
}

func crosswalkOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "readCrosswalk", Method: http.MethodGet, Path: crossPath,
		Summary: "Read how criteria relate to other standards", Description: "Which criteria touch which requirements of other schemes and standards. To touch is not to meet.",
		SkipValidateParams: true,
		Responses:          responses(api, "All mappings.", http.StatusBadRequest),
	}
}

func dumpsOperation(api huma.API) huma.Operation {
	return huma.Operation{
		OperationID: "listDumps", Method: http.MethodGet, Path: dumpsPath,
		Summary: "Find the whole register as files", Description: "All labels of a day as CSV, NDJSON and XLSX, with size and SHA-256. 503 with Retry-After while none have been made.",
		SkipValidateParams: true,
		Responses:          responses(api, "The files made last.", http.StatusBadRequest, http.StatusServiceUnavailable),
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

// of returns how many are asked for on one page; usualLimit when nothing is
// said.
func (w whole) of(no *scheme.Refusals) int {
	if w == "" {
		return usualLimit
	}
	n, err := strconv.Atoi(string(w))
	if err != nil || n < 1 || n > registry.MaxLimit {
		no.Add(scheme.Refuse(scheme.Invalid, "api.limit").On("limit").With(registry.MaxLimit))
	}
	return n
}

// Schema describes whole as the number it is.
func (whole) Schema(huma.Registry) *huma.Schema {
	least, most := 1.0, float64(registry.MaxLimit)
	return &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most}
}

// whole0 is a parameter that is a whole number from 0.
type whole0 string

// Schema describes whole0 as the number it is.
func (whole0) Schema(huma.Registry) *huma.Schema {
	least := 0.0
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: &least}
}
