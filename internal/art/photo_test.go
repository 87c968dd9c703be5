package art_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/scheme"
)

// A shot is how a printed label is photographed.
type shot struct {
	across   float64 // dots of the photograph that the label's width covers
	turned   float64 // degrees, clockwise
	tilted   float64 // degrees out of the plane of the camera
	blurred  float64 // dots: deviation of what one point is spread over
	noisy    float64 // share of the whole range: deviation of each dot
	contrast float64 // share of the range between black and white that is left; 0 for all
	shaded   float64 // share of the light that is lost from one edge to the other
	quality  int     // of the JPEG; 0 for 85
}

// plain is a photograph with nothing wrong with it: four and a half dots for
// each module of the code.
var plain = shot{across: 480}

// shots are photographs from which the code must be read. Each worsens one
// thing, and the last ones several at once. Near the limit of this reader are
// two dots and a third for a module, points spread by a quarter of a module, and
// a noise of a tenth; others read more.
var shots = map[string]func(*shot){
	"plain":             func(*shot) {},
	"from near":         func(s *shot) { s.across = 900 },
	"from afar":         func(s *shot) { s.across = 250 },
	"a little turned":   func(s *shot) { s.turned = 7 },
	"on its corner":     func(s *shot) { s.turned = 45 },
	"on its side":       func(s *shot) { s.turned = 90 },
	"upside down":       func(s *shot) { s.turned = 183 },
	"from the side":     func(s *shot) { s.tilted = 30 },
	"from far aside":    func(s *shot) { s.tilted = 45 },
	"out of focus":      func(s *shot) { s.blurred = 1.3 },
	"in the dark":       func(s *shot) { s.noisy = 0.10 },
	"washed out":        func(s *shot) { s.contrast = 0.25 },
	"half in shadow":    func(s *shot) { s.shaded = 0.6 },
	"sent by messenger": func(s *shot) { s.quality = 15 },
	"in a hurry":        func(s *shot) { s.turned, s.tilted, s.blurred, s.noisy, s.quality = 12, 20, 1, 0.04, 50 },
	"on a shelf":        func(s *shot) { s.across, s.turned, s.contrast, s.shaded, s.blurred = 400, 4, 0.5, 0.3, 0.8 },
}

// beyond are photographs from which nothing can be read: were one of them
// read, the others would not show what they are for.
var beyond = map[string]func(*shot){
	"too far":         func(s *shot) { s.across = 60 },
	"much too blurry": func(s *shot) { s.blurred = 9 },
	"only noise":      func(s *shot) { s.noisy = 0.9 },
}

// photographed returns the file a camera would make.
func photographed(t *testing.T, label image.Image, s shot) []byte {
	t.Helper()
	b := label.Bounds()
	scale := s.across / float64(b.Dx())
	side := int(1.2 * scale * math.Hypot(float64(b.Dx()), float64(b.Dy())))
	grey := make([]float64, side*side)
	for y := range side {
		for x := range side {
			for _, part := range [][2]float64{{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}} {
				grey[y*side+x] += 0.25 * seen(label, s, scale, float64(x)+part[0]-float64(side)/2, float64(y)+part[1]-float64(side)/2)
			}
		}
	}
	grey = blur(blur(grey, side, s.blurred, 1), side, s.blurred, side)
	chance := rand.New(rand.NewPCG(1, 2))
	out := image.NewGray(image.Rect(0, 0, side, side))
	left := s.contrast
	if left == 0 {
		left = 1
	}
	for i, g := range grey {
		g = (0.5 + (g-0.5)*left) * (1 - s.shaded*float64(i%side)/float64(side))
		g += s.noisy * chance.NormFloat64()
		out.Pix[i] = uint8(255 * max(0, min(1, g)))
	}
	quality := s.quality
	if quality == 0 {
		quality = 85
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, out, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// seen is how bright the label is where a ray of the camera meets it, from 0
// to 1; beside the label lies light cardboard. x and y are dots from the
// middle of the photograph. The camera stands twice the label's width away.
func seen(label image.Image, s shot, scale, x, y float64) float64 {
	b := label.Bounds()
	sin, cos := math.Sincos(s.turned * math.Pi / 180)
	x, y = (x*cos+y*sin)/scale, (y*cos-x*sin)/scale
	sin, cos = math.Sincos(s.tilted * math.Pi / 180)
	away := 2 * float64(b.Dx())
	across := x * away / (away*cos - x*sin)
	down := y * (away + across*sin) / away
	at := image.Pt(b.Min.X+int(math.Floor(across+float64(b.Dx())/2)), b.Min.Y+int(math.Floor(down+float64(b.Dy())/2)))
	if !at.In(b) {
		return 0.8
	}
	return float64(color.GrayModel.Convert(label.At(at.X, at.Y)).(color.Gray).Y) / 255
}

// blur spreads every dot over its neighbours step apart.
func blur(grey []float64, side int, deviation float64, step int) []float64 {
	if deviation == 0 {
		return grey
	}
	reach := int(3 * deviation)
	weight := make([]float64, reach+1)
	for i := range weight {
		weight[i] = math.Exp(-float64(i*i) / (2 * deviation * deviation))
	}
	out := make([]float64, len(grey))
	for i := range grey {
		sum, all, place := 0.0, 0.0, i/step%side
		for d := max(-reach, -place); d <= min(reach, side-1-place); d++ {
			w := weight[max(d, -d)]
			sum, all = sum+w*grey[i+d*step], all+w
		}
		out[i] = sum / all
	}
	return out
}

// readFrom returns what a reader of codes finds in a photograph; "" for nothing.
func readFrom(t *testing.T, photo []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(name, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", name)
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	return strings.TrimSpace(said.String())
}

func TestPNG_codeIsReadFromPhotographsOfThePrintedLabel(t *testing.T) {
	t.Parallel()
	revoked := sample()
	revoked.Status, revoked.Ended = scheme.Revoked, "2026-04-01"
	for _, one := range []struct {
		label       art.Label
		millimetres int
	}{{sample(), 20}, {sample(), 30}, {sample(), 50}, {revoked, 20}} {
		file, err := art.PNG(one.label, one.millimetres)
		if err != nil {
			t.Fatal(err)
		}
		printed := decoded(t, file)
		for name, change := range shots {
			s := plain
			change(&s)
			if got := readFrom(t, photographed(t, printed, s)); got != one.label.Address {
				t.Errorf("%s %d mm, %s: the code reads %q", one.label.Status, one.millimetres, name, got)
			}
		}
	}
}

// What is shown on a screen is scanned as well, and what cannot be read shows
// that the photographs are a test.
func TestSVG_codeIsReadFromPhotographsOfAScreen(t *testing.T) {
	t.Parallel()
	svg := keep(t, "label.svg", []byte(draw(t, sample())))
	drawn, err := exec.Command("rsvg-convert", "-w", "360", svg).Output()
	if err != nil {
		t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v", err)
	}
	screen := decoded(t, drawn)
	for name, change := range shots {
		s := plain
		change(&s)
		if got := readFrom(t, photographed(t, screen, s)); got != sample().Address {
			t.Errorf("%s: the code reads %q", name, got)
		}
	}
	for name, change := range beyond {
		s := plain
		change(&s)
		if got := readFrom(t, photographed(t, screen, s)); got != "" {
			t.Errorf("%s: the code still reads %q", name, got)
		}
	}
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
