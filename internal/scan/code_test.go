package scan_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/art"
	"shirushi/internal/art/arttest"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
)

const address = "https://labels.example.go.jp/l/2026000000000017"

// printed is a label as a printer has it.
func printed(t testing.TB, to string, millimetres int) image.Image {
	t.Helper()
	file, err := art.PNG(art.Label{Number: "2026000000000017", Level: scheme.Text{Ja: "★1", En: "Star 1"}, Scheme: scheme.Text{Ja: "見本制度", En: "Sample Scheme"}, Address: to}, millimetres)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func packed(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func codes(t testing.TB, file []byte) []string {
	t.Helper()
	texts, err := scan.Codes(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(texts)
	return texts
}

func TestCodes_areReadFromPhotographsOfThePrintedLabel(t *testing.T) {
	t.Parallel()
	for _, millimetres := range []int{20, 50} {
		label := printed(t, address, millimetres)
		if got := codes(t, packed(t, label)); !slices.Equal(got, []string{address}) {
			t.Errorf("the picture itself: %q", got)
		}
		for name, change := range arttest.Shots {
			s := arttest.Plain
			change(&s)
			if got := codes(t, arttest.Photographed(t, label, s)); !slices.Equal(got, []string{address}) {
				t.Errorf("%d mm, %s: the code reads %q", millimetres, name, got)
			}
		}
	}
	for name, change := range arttest.Beyond {
		s := arttest.Plain
		change(&s)
		if got := codes(t, arttest.Photographed(t, printed(t, address, 20), s)); len(got) > 0 {
			t.Errorf("%s: the code still reads %q", name, got)
		}
	}
}

// A box bears other codes beside the label's: all are told, or a forged one
// could hide behind another.
func TestCodes_allOfAPictureAreRead(t *testing.T) {
	t.Parallel()
	const other = "https://app.example/get"
	box := image.NewGray(image.Rect(0, 0, 4000, 3000))
	draw.Draw(box, box.Bounds(), image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
	for i, label := range []image.Image{printed(t, address, 20), printed(t, other, 80)} {
		draw.Draw(box, label.Bounds().Add(image.Pt(100+1200*i, 1500-1200*i)), label, image.Point{}, draw.Src)
	}
	if got := codes(t, packed(t, box)); !slices.Equal(got, []string{other, address}) {
		t.Errorf("%q", got)
	}
}

// corners is a picture full of what looks like the corners of codes.
func corners() image.Image {
	m := image.NewGray(image.Rect(0, 0, 4000, 4000))
	for i := range m.Pix {
		x, y := i%4000%9, i/4000%9
		ring := max(max(x-3, 3-x), max(y-3, 3-y))
		if ring == 2 || ring > 3 {
			m.Pix[i] = 255
		}
	}
	return m
}

func TestCodes_aPictureDrawnToBeSlowIsNot(t *testing.T) {
	t.Parallel()
	file, began := packed(t, corners()), time.Now()
	if got := codes(t, file); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := scan.Codes(ctx, file); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits any more: %v", err)
	}
}

// claiming returns the beginning of a PNG that says that it is so large.
func claiming(wide, high uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), wide), high)
	head = append(head, depth, kind, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func TestCodes_whatIsNoPictureOrTooLargeIsRefusedBeforeItIsUnpacked(t *testing.T) {
	t.Parallel()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
		t.Fatal(err)
	}
	sound := packed(t, image.NewGray(image.Rect(0, 0, 64, 64)))
	for name, tt := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                     {nil, scan.ErrNotPicture},
		"text":                        {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), scan.ErrNotPicture},
		"a GIF":                       {[]byte("GIF89a"), scan.ErrNotPicture},
		"a photograph of an iPhone":   {[]byte("\x00\x00\x00\x18ftypheic"), scan.ErrNotPicture},
		"half a PNG":                  {sound[:len(sound)/2], scan.ErrNotPicture},
		"half a JPEG":                 {photo.Bytes()[:photo.Len()-40], scan.ErrNotPicture},
		"a dot":                       {packed(t, image.NewGray(image.Rect(0, 0, 1, 1))), scan.ErrNotPicture},
		"a strip":                     {packed(t, image.NewGray(image.Rect(0, 0, 20, 900))), scan.ErrNotPicture},
		"a PNG of 4,000,000,000 dots": {claiming(65536, 65535, 8, 2), scan.ErrTooLarge},
		"a PNG of 27,000,000 dots":    {claiming(6000, 4500, 8, 0), scan.ErrTooLarge},
		"a deep PNG":                  {claiming(6000, 4000, 16, 6), scan.ErrTooLarge},
		"a PNG of negative size":      {claiming(1<<31, 1<<31, 8, 2), scan.ErrNotPicture},
		"a file beyond all bounds":    {append(slices.Clone(sound), make([]byte, scan.MostBytes)...), scan.ErrTooLarge},
	} {
		if texts, err := scan.Codes(context.Background(), tt.file); !errors.Is(err, tt.want) || len(texts) > 0 {
			t.Errorf("%s: %q, %v; want %v", name, texts, err, tt.want)
		}
	}
	if got := codes(t, photo.Bytes()); len(got) > 0 {
		t.Errorf("a black photograph: %q", got)
	}
}

// A JPEG that comes in passes takes several times the memory to unpack.
func TestCodes_aJPEGInPassesMayBeSmallerOnly(t *testing.T) {
	t.Parallel()
	header := func(kind byte, wide, high uint16) []byte {
		b := append([]byte("\xff\xd8\xff\xe0\x00\x07JFIF\x00"), 0xff, kind, 0, 17, 8)
		b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, high), wide)
		return append(b, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0)
	}
	if _, err := scan.Codes(context.Background(), header(0xc2, 5000, 5000)); !errors.Is(err, scan.ErrTooLarge) {
		t.Errorf("in passes: %v", err)
	}
	if _, err := scan.Codes(context.Background(), header(0xc0, 5000, 5000)); !errors.Is(err, scan.ErrNotPicture) {
		t.Errorf("in one: %v", err) // its dots are missing
	}
}

// FuzzCodes holds the reader to its promise for any file: an answer or one of
// two errors, and soon.
func FuzzCodes(f *testing.F) {
	var photo bytes.Buffer
	small := image.NewGray(image.Rect(0, 0, 40, 40))
	if err := jpeg.Encode(&photo, small, &jpeg.Options{Quality: 30}); err != nil {
		f.Fatal(err)
	}
	f.Add(photo.Bytes())
	f.Add(packed(f, small))
	f.Add([]byte("\xff\xd8\xff\xff\xff\xc2"))
	f.Add([]byte(strings.Repeat("\xff", 64)))
	f.Add(claiming(100, 100, 8, 3))
	f.Fuzz(func(t *testing.T, file []byte) {
		texts, err := scan.Codes(context.Background(), file)
		if err != nil && (!errors.Is(err, scan.ErrNotPicture) && !errors.Is(err, scan.ErrTooLarge) || len(texts) > 0) {
			t.Errorf("%q, %v", texts, err)
		}
	})
}

// FuzzCodes_dots alters the dots themselves, so that what reads the code meets
// codes that are wrong in all ways.
func FuzzCodes_dots(f *testing.F) {
	shot := arttest.Plain
	shot.Across = 230
	m, err := jpeg.Decode(bytes.NewReader(arttest.Photographed(f, printed(f, address, 20), shot)))
	if err != nil {
		f.Fatal(err)
	}
	seed := image.NewGray(m.Bounds())
	draw.Draw(seed, m.Bounds(), m, m.Bounds().Min, draw.Src)
	f.Add(uint16(seed.Stride), seed.Pix)
	f.Add(uint16(21), bytes.Repeat([]byte{0, 255}, 21*21))
	f.Fuzz(func(t *testing.T, wide uint16, dots []byte) {
		if wide == 0 || wide > 1000 || len(dots)/int(wide) > 1000 {
			return
		}
		m := &image.Gray{Pix: dots, Stride: int(wide), Rect: image.Rect(0, 0, int(wide), len(dots)/int(wide))}
		var file bytes.Buffer
		if err := png.Encode(&file, m); err != nil {
			return // without dots
		}
		if texts, err := scan.Codes(context.Background(), file.Bytes()); err != nil && !errors.Is(err, scan.ErrNotPicture) {
			t.Errorf("%q, %v", texts, err)
		}
	})
}
