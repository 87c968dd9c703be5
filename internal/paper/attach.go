package paper

import "strings"

// An attachment is a file within the document.
type attachment struct {
	name, media, about string
	content            []byte
}

// Attach puts a file into the document, which readers of PDF can take out
// again. The name is of plain ASCII, without brackets; media is the file's type
// and about says in the reader's words what it is.
func (d *Doc) Attach(name, media, about string, content []byte) {
	d.attached = append(d.attached, attachment{name, media, about, content})
}

// attach adds the files, and returns what the catalog says of them.
func (f *file) attach(all []attachment, made string) (entries string, err error) {
	if len(all) == 0 {
		return "", nil
	}
	var names, refs strings.Builder
	for _, a := range all {
		media := strings.ReplaceAll(a.media, "/", "#2F")
		content, err := f.stream(form("/Type /EmbeddedFile /Subtype /%s /Params <</Size %d /CreationDate (%s) /ModDate (%s)>>", media, len(a.content), made, made), a.content)
		if err != nil {
			return "", err
		}
		spec := f.add(form("<</Type /Filespec /F (%s) /UF %s /Desc %s /AFRelationship /Data /EF <</F %s /UF %s>>>>",
			a.name, text(a.name), text(a.about), ref(content), ref(content)))
		names.WriteString(form("(%s) %s ", a.name, ref(spec)))
		refs.WriteString(ref(spec) + " ")
	}
	return form(" /Names <</EmbeddedFiles <</Names [%s]>>>> /AF [%s]", names.String(), refs.String()), nil
}
