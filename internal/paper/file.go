package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"shirushi/internal/font"
)

// A file is a PDF in the making: its objects, numbered from one.
type file struct{ objects []string }

func form(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func ref(object int) string { return form("%d 0 R", object) }

// reserve returns the number of an object that is put later.
func (f *file) reserve() int {
	f.objects = append(f.objects, "")
	return len(f.objects)
}

func (f *file) put(object int, text string) { f.objects[object-1] = text }

func (f *file) add(text string) int {
	n := f.reserve()
	f.put(n, text)
	return n
}

// stream adds data, compressed, under a dictionary with the entries.
func (f *file) stream(entries string, data []byte) (int, error) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return 0, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("compress: %w", err)
	}
	return f.add(form("<<%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", entries, b.Len(), b.String())), nil
}

// bytes writes the file with its table of objects. Its name for itself is
// drawn from what it holds.
func (f *file) bytes(root, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	places := make([]int, len(f.objects))
	for i, o := range f.objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	id := sha256.Sum256(b.Bytes())
	name := hex.EncodeToString(id[:16])
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %s /Info %s /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(f.objects)+1, ref(root), ref(info), name, name, table)
	return b.Bytes()
}

// Bytes returns the document as PDF. The document is complete then: nothing
// can be added to it.
func (d *Doc) Bytes() ([]byte, error) {
	d.feet()
	f := &file{}
	catalog, pages := f.reserve(), f.reserve()
	fonts, err := f.fonts(d.subsets)
	if err != nil {
		return nil, err
	}
	var kids strings.Builder
	objects := make([]int, len(d.pages))
	for i, p := range d.pages {
		content, err := f.stream("", p.content.Bytes())
		if err != nil {
			return nil, err
		}
		objects[i] = f.add(form("<</Type /Page /Parent %s /MediaBox [0 0 %s %s] /Resources <</Font <<%s>>>> /Contents %s /StructParents %d /Tabs /S>>",
			ref(pages), num(p.width), num(p.height), fonts, ref(content), i))
		kids.WriteString(ref(objects[i]) + " ")
	}
	f.put(pages, form("<</Type /Pages /Count %d /Kids [%s]>>", len(d.pages), kids.String()))
	tree := f.tags(d.root, d.pages, objects)
	xmp := f.add(d.describe())
	made := d.meta.Made.UTC().Format("D:20060102150405Z")
	info := f.add(form("<</Title %s /Author %s /Producer (Shirushi) /CreationDate (%s) /ModDate (%s)>>", text(d.meta.Title), text(d.meta.Author), made, made))
	attached, err := f.attach(d.attached, made)
	if err != nil {
		return nil, err
	}
	f.put(catalog, form("<</Type /Catalog /Pages %s /Lang (%s) /MarkInfo <</Marked true>> /StructTreeRoot %s /Metadata %s /ViewerPreferences <</DisplayDocTitle true>>%s>>",
		ref(pages), d.lang, ref(tree), ref(xmp), attached))
	return f.bytes(catalog, info), nil
}

// describe says in XMP what the document says of itself.
func (d *Doc) describe() string {
	made := d.meta.Made.UTC().Format(time.RFC3339)
	x := `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escape(d.meta.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>` + escape(d.meta.Author) + `</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>` + escape(d.lang) + `</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>` + made + `</xmp:CreateDate><xmp:ModifyDate>` + made + `</xmp:ModifyDate><pdf:Producer>Shirushi</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
	return form("<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(x), x)
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// text writes words for a PDF's own entries.
func text(s string) string { return "<FEFF" + utf16hex(s) + ">" }

// utf16hex writes text in UTF-16, in which a character beyond the first 65536
// takes two units.
func utf16hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// fonts embeds what is used of each face, and returns the entries by which
// the pages name them.
func (f *file) fonts(subsets []*font.Subset) (string, error) {
	var names strings.Builder
	for i, s := range subsets {
		n, err := f.font(s)
		if err != nil {
			return "", fmt.Errorf("embed %s: %w", s.Face.Name, err)
		}
		names.WriteString(form("/F%d %s ", i, ref(n)))
	}
	return names.String(), nil
}

func (f *file) font(s *font.Subset) (int, error) {
	data := s.File()
	program, err := f.stream(form("/Length1 %d", len(data)), data)
	if err != nil {
		return 0, err
	}
	unicode, err := f.stream("", toUnicode(s))
	if err != nil {
		return 0, err
	}
	name := tagOf(data) + "+" + s.Face.Name
	m := s.Face.Metrics()
	descriptor := f.add(form("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight 733 /StemV 80 /FontFile2 %s>>",
		name, m.Left, m.Bottom, m.Right, m.Top, m.Ascent, m.Descent, ref(program)))
	var widths strings.Builder
	for _, sign := range s.Signs {
		widths.WriteString(form("%d ", sign.Advance))
	}
	cid := f.add(form("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %s /DW 1000 /W [1 [%s]] /CIDToGIDMap /Identity>>",
		name, ref(descriptor), widths.String()))
	return f.add(form("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s>>", name, ref(cid), ref(unicode))), nil
}

// tagOf returns the six letters that tell one subset of a font from another.
func tagOf(data []byte) string {
	h := sha256.Sum256(data)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + h[i]%26
	}
	return string(tag)
}

// toUnicode tells what each glyph is when it is copied: the whole letter as
// it was written, in UTF-16.
func toUnicode(s *font.Subset) []byte {
	const most = 100 // that a reader takes in one go
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(s.Signs); from += most {
		part := s.Signs[from:min(from+most, len(s.Signs))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, sign := range part {
			fmt.Fprintf(&b, "<%04X> <%s>\n", from+i+1, utf16hex(sign.Text))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
