package sheet

import (
	"bufio"
	"fmt"
	"io"
)

// A CSV writes a table row by row, in the form of WriteCSV.
type CSV struct{ out *bufio.Writer }

// NewCSV begins a table with these headings.
func NewCSV(w io.Writer, heads ...string) *CSV {
	c := &CSV{bufio.NewWriterSize(w, 64<<10)}
	_, _ = c.out.WriteString("\uFEFF") // a bufio.Writer keeps its first error for Close
	cells := make([]any, len(heads))
	for i, h := range heads {
		cells[i] = h
	}
	c.Row(cells...)
	return c
}

// Row adds a row. What goes wrong is told by Close.
func (c *CSV) Row(cells ...any) {
	for i, cell := range cells {
		if i > 0 {
			_ = c.out.WriteByte(',')
		}
		_, _ = c.out.WriteString(quoted(cellText(cell)))
	}
	_, _ = c.out.WriteString("\r\n")
}

// Close ends the table and returns the first error there was. It does not
// close the writer beneath.
func (c *CSV) Close() error {
	if err := c.out.Flush(); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}
