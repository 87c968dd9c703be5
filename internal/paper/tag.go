package paper

import "strings"

// An element is a part of the document by its meaning: a heading, a cell.
type element struct {
	role       string
	attributes string // as PDF writes them; "" for none
	alt        string // said in place of a picture
	parent     *element
	kids       []any // *element or mark, in the order of reading
	object     int
}

// A mark is what belongs to an element on one page.
type mark struct{ page, number int }

func (e *element) add(role string) *element {
	kid := &element{role: role, parent: e}
	e.kids = append(e.kids, kid)
	return kid
}

func (e *element) with(attributes string) *element {
	e.attributes = attributes
	return e
}

// each calls do for the element and all below it, parents first.
func (e *element) each(do func(*element)) {
	do(e)
	for _, k := range e.kids {
		if kid, ok := k.(*element); ok {
			kid.each(do)
		}
	}
}

// tags writes the tree of the elements and returns the number of its root.
func (f *file) tags(root *element, pages []*leaf, pageObjects []int) int {
	tree := f.reserve()
	root.each(func(e *element) { e.object = f.reserve() })
	root.each(func(e *element) {
		var kids strings.Builder
		for _, k := range e.kids {
			switch k := k.(type) {
			case *element:
				kids.WriteString(ref(k.object) + " ")
			case mark:
				kids.WriteString(form("<</Type /MCR /Pg %s /MCID %d>> ", ref(pageObjects[k.page]), k.number))
			}
		}
		parent := tree
		if e.parent != nil {
			parent = e.parent.object
		}
		more := ""
		if e.attributes != "" {
			more += " /A <<" + e.attributes + ">>"
		}
		if e.alt != "" {
			more += " /Alt " + text(e.alt)
		}
		f.put(e.object, form("<</Type /StructElem /S /%s /P %s /K [%s]%s>>", e.role, ref(parent), kids.String(), more))
	})
	var owners strings.Builder
	for i, p := range pages {
		owners.WriteString(form("%d [", i))
		for _, e := range p.owners {
			owners.WriteString(ref(e.object) + " ")
		}
		owners.WriteString("] ")
	}
	parents := f.add(form("<</Nums [%s]>>", owners.String()))
	f.put(tree, form("<</Type /StructTreeRoot /K %s /ParentTree %s /ParentTreeNextKey %d>>", ref(root.object), ref(parents), len(pages)))
	return tree
}
