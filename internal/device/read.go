package device

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"shirushi/internal/yamlfile"
)

// Format is the number of the form in which descriptions are written.
const Format = 1

const (
	schemaName   = "device.schema.json"
	fileAtMost   = 256 << 10 // bytes
	enoughFaults = 100       // problems after which more help nobody
)

//go:embed device.schema.json
var embedded embed.FS

// Schemas returns the JSON Schema of descriptions, for editors.
func Schemas() fs.FS { return embedded }

var schemas = sync.OnceValue(func() *yamlfile.Schemas {
	return yamlfile.Compile(embedded, "https://shirushi.invalid/schemas/", patternRemedies)
})

// patternRemedies says each pattern of the schema in words.
var patternRemedies = map[string]yamlfile.Said{
	yamlfile.NotBlank:                   yamlfile.Say("device.pattern.blank"),
	`^[1-9][0-9]{0,4}/(tcp|udp)$`:       yamlfile.Say("device.pattern.target"),
	`^/[!-~]*$`:                         yamlfile.Say("device.pattern.path"),
	`^[A-Za-z0-9_.:\[\]-]{1,64}$`:       yamlfile.Say("device.pattern.field"),
	`^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$`:  yamlfile.Say("device.pattern.unit"),
	`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`: yamlfile.Say("device.pattern.edition"),
	`^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`:   yamlfile.Say("device.pattern.day"),
}

// A shape is a description as the file has it: addresses are text, so that
// one that is none is named with its line.
type shape struct {
	Description
	Units []unitShape `json:"units"`
}

type unitShape struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Read reads a description and returns it, or all that is wrong with it, by
// line. file is the name by which problems call it. Whether the tool carries
// the edition is the caller's to check. Files that it names are not looked at:
// their paths lead below the description's folder as written, and whoever
// opens them sees to it that no link leads out.
func Read(file string, content []byte) (Description, []yamlfile.Problem) {
	if len(content) > fileAtMost {
		return Description{}, []yamlfile.Problem{{File: file, Fault: *wrong("large", strconv.Itoa(fileAtMost>>10))}}
	}
	doc, problems := yamlfile.Parse(file, content)
	if len(problems) > 0 {
		return Description{}, some(problems)
	}
	problems = secretKeys(doc)
	for _, p := range schemas().Against(schemaName, doc) {
		if !slices.ContainsFunc(problems, func(s yamlfile.Problem) bool { return s.Path == p.Path }) {
			problems = append(problems, p)
		}
	}
	var s shape
	if len(problems) == 0 {
		problems = doc.Decode(&s)
	}
	if len(problems) > 0 {
		return Description{}, some(problems)
	}
	c := check{doc: doc, Description: s.Description}
	c.all(s.Units)
	if len(c.problems) > 0 {
		return Description{}, some(c.problems)
	}
	return c.Description, nil
}

// some returns the first problems by line.
func some(problems []yamlfile.Problem) []yamlfile.Problem {
	slices.SortStableFunc(problems, func(a, b yamlfile.Problem) int { return a.Line - b.Line })
	return problems[:min(len(problems), enoughFaults)]
}

// secretKeys refuses keys under which a password would stand: a description
// goes into the report, and a report goes to others. The value is not said.
func secretKeys(doc *yamlfile.Document) []yamlfile.Problem {
	var all []yamlfile.Problem
	doc.Keys(func(at []string) {
		if key := at[len(at)-1]; key != "default_passwords" && key != "password_field" && looksSecret(key) {
			all = append(all, doc.Problem(*wrong("secret", fmt.Sprintf("%.40q", key)), at...))
		}
	})
	return all
}

// looksSecret reports whether what stands under a name is likely a secret.
func looksSecret(name string) bool {
	name = strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name))
	for _, part := range []string{"passw", "passphrase", "passcode", "pwd", "secret", "credential", "privatekey", "apikey", "token", "pincode"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return slices.Contains([]string{"pass", "pw", "pin", "psk", "key"}, name)
}

// wrong makes the fault of this name; its two messages have the same
// arguments.
func wrong(name string, args ...string) *yamlfile.Fault {
	return &yamlfile.Fault{What: yamlfile.Say("device.wrong."+name, args...), Remedy: yamlfile.Say("device.wrong."+name+".remedy", args...)}
}
