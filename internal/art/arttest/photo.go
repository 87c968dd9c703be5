// Package arttest photographs printed labels, for the tests of those who read
// the code of one.
package arttest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// A Shot is how a printed label is photographed.
type Shot struct {
	Across   float64 // dots of the photograph that the label's width covers
	Turned   float64 // degrees, clockwise
	Tilted   float64 // degrees out of the plane of the camera
	Blurred  float64 // dots: deviation of what one point is spread over
	Noisy    float64 // share of the whole range: deviation of each dot
	Contrast float64 // share of the range between black and white that is left; 0 for all
	Shaded   float64 // share of the light that is lost from one edge to the other
	Quality  int     // of the JPEG; 0 for 85
}

// Plain is a photograph with nothing wrong with it: four and a half dots for
// each module of the code.
var Plain = Shot{Across: 480}

// Shots are photographs from which the code must be read. Each worsens one
// thing, and the last ones several at once. Near the limit of this reader are
// two dots and a third for a module, points spread by a quarter of a module, and
// a noise of a tenth; others read more.
var Shots = map[string]func(*Shot){
	"plain":             func(*Shot) {},
	"from near":         func(s *Shot) { s.Across = 900 },
	"from afar":         func(s *Shot) { s.Across = 250 },
	"a little turned":   func(s *Shot) { s.Turned = 7 },
	"on its corner":     func(s *Shot) { s.Turned = 45 },
	"on its side":       func(s *Shot) { s.Turned = 90 },
	"upside down":       func(s *Shot) { s.Turned = 183 },
	"from the side":     func(s *Shot) { s.Tilted = 30 },
	"from far aside":    func(s *Shot) { s.Tilted = 45 },
	"out of focus":      func(s *Shot) { s.Blurred = 1.3 },
	"in the dark":       func(s *Shot) { s.Noisy = 0.10 },
	"washed out":        func(s *Shot) { s.Contrast = 0.25 },
	"half in shadow":    func(s *Shot) { s.Shaded = 0.6 },
	"sent by messenger": func(s *Shot) { s.Quality = 15 },
	"in a hurry":        func(s *Shot) { s.Turned, s.Tilted, s.Blurred, s.Noisy, s.Quality = 12, 20, 1, 0.04, 50 },
	"on a shelf":        func(s *Shot) { s.Across, s.Turned, s.Contrast, s.Shaded, s.Blurred = 400, 4, 0.5, 0.3, 0.8 },
}

// Beyond are photographs from which nothing can be read: were one of them
// read, the others would not show what they are for.
var Beyond = map[string]func(*Shot){
	"too far":         func(s *Shot) { s.Across = 60 },
	"much too blurry": func(s *Shot) { s.Blurred = 9 },
	"only noise":      func(s *Shot) { s.Noisy = 0.9 },
}

// Photographed returns the file a camera would make.
func Photographed(t testing.TB, label image.Image, s Shot) []byte {
	t.Helper()
	b := label.Bounds()
	scale := s.Across / float64(b.Dx())
	side := int(1.2 * scale * math.Hypot(float64(b.Dx()), float64(b.Dy())))
	grey := make([]float64, side*side)
	for y := range side {
		for x := range side {
			for _, part := range [][2]float64{{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}} {
				grey[y*side+x] += 0.25 * seen(label, s, scale, float64(x)+part[0]-float64(side)/2, float64(y)+part[1]-float64(side)/2)
			}
		}
	}
	grey = blur(blur(grey, side, s.Blurred, 1), side, s.Blurred, side)
	chance := rand.New(rand.NewPCG(1, 2))
	out := image.NewGray(image.Rect(0, 0, side, side))
	left := s.Contrast
	if left == 0 {
		left = 1
	}
	for i, g := range grey {
		g = (0.5 + (g-0.5)*left) * (1 - s.Shaded*float64(i%side)/float64(side))
		g += s.Noisy * chance.NormFloat64()
		out.Pix[i] = uint8(255 * max(0, min(1, g)))
	}
	quality := s.Quality
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
func seen(label image.Image, s Shot, scale, x, y float64) float64 {
	b := label.Bounds()
	sin, cos := math.Sincos(s.Turned * math.Pi / 180)
	x, y = (x*cos+y*sin)/scale, (y*cos-x*sin)/scale
	sin, cos = math.Sincos(s.Tilted * math.Pi / 180)
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
