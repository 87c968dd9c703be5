package scan

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// Bounds on what is looked for in one view of a picture, so that one drawn to
// be slow is not.
const (
	mostCorners = 400 // that are noticed before looking stops
	goodCorners = 40  // of them, of which codes are put together
	mostTries   = 60  // triples of corners that are read as a code
	mostCodes   = 8
)

// views are the longest sides, in dots, in which a picture is looked at: a code
// that fills it is read best in a small view, one far away in a large one.
var views = []int{1000, 2000, 4000}

// Codes returns the texts of the 2-D codes in a JPEG or PNG picture, each once;
// none when there is none that can be read. It stops when ctx ends and returns
// its error, or ErrNotPicture or ErrTooLarge.
func Codes(ctx context.Context, file []byte) ([]string, error) {
	g, err := unpacked(file)
	if err != nil {
		return nil, err
	}
	var texts []string
	longest, last := max(g.wide, g.high), 0
	look := func(view grey) {
		for _, cut := range []cutter{byNeighbours, byWhole} {
			for _, text := range read(ctx, view, cut) {
				if !slices.Contains(texts, text) {
					texts = append(texts, text)
				}
			}
		}
	}
	for _, side := range views {
		n := (longest + side - 1) / side
		if n == last {
			continue
		}
		last = n
		look(g.smaller(n))
	}
	if len(texts) == 0 && longest <= views[0] {
		look(g.larger())
	}
	return texts, ctx.Err()
}

// A cutter parts dots into dark and light ones.
type cutter func(gozxing.LuminanceSource) gozxing.Binarizer

func byNeighbours(s gozxing.LuminanceSource) gozxing.Binarizer { return gozxing.NewHybridBinarizer(s) }

func byWhole(s gozxing.LuminanceSource) gozxing.Binarizer {
	return gozxing.NewGlobalHistgramBinarizer(s)
}

// read returns what the codes in one view of a picture say.
func read(ctx context.Context, g grey, cut cutter) (texts []string) {
	defer func() {
		if recover() != nil {
			texts = nil // the reader came upon a picture that it was not made for
		}
	}()
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.dots, g.wide, g.high, 0, 0, g.wide, g.high, false)
	if err != nil {
		return nil
	}
	dark, err := cut(source).GetBlackMatrix()
	if err != nil {
		return nil
	}
	var used []*corner
	tries := 0
	for _, t := range triples(corners(ctx, dark)) {
		if tries == mostTries || len(texts) == mostCodes || ctx.Err() != nil {
			break
		}
		if slices.ContainsFunc(used, t.has) {
			continue
		}
		tries++
		if text, ok := decoded(dark, t); ok {
			texts, used = append(texts, text), append(used, t.corners[:]...)
		}
	}
	return texts
}

// A corner is one of the three squares in the corners of a code.
type corner = detector.FinderPattern

// corners returns what may be corners of codes, those first that were met in
// most rows.
func corners(ctx context.Context, dark *gozxing.BitMatrix) []*corner {
	f := detector.NewFinderPatternFinder(dark, nil)
	for y := 1; y < dark.GetHeight() && len(f.GetPossibleCenters()) < mostCorners && ctx.Err() == nil; y += 2 {
		row(f, dark, y)
	}
	all := f.GetPossibleCenters()
	slices.SortStableFunc(all, func(a, b *corner) int { return b.GetCount() - a.GetCount() })
	return all[:min(len(all), goodCorners)]
}

// row looks in one row for dark and light in the lengths 1, 1, 3, 1, 1.
func row(f *detector.FinderPatternFinder, dark *gozxing.BitMatrix, y int) {
	runs := make([]int, 5) // the last five, dark at both ends
	at, wide := 0, dark.GetWidth()
	for at < wide && !dark.Get(at, y) {
		at++
	}
	for n := 0; at < wide && len(f.GetPossibleCenters()) < mostCorners; n++ {
		began, isDark := at, n%2 == 0
		for at < wide && dark.Get(at, y) == isDark {
			at++
		}
		copy(runs, runs[1:])
		runs[4] = at - began
		if isDark && n >= 4 && detector.FinderPatternFinder_foundPatternCross(runs) {
			f.HandlePossibleCenter(runs, y, at)
		}
	}
}

// A triple of corners may be those of one code.
type triple struct {
	corners [3]*corner
	off     float64 // by how much it differs from a square seen from above
}

func (t triple) has(c *corner) bool { return slices.Contains(t.corners[:], c) }

// triples returns what may be codes, those that look most like one first.
func triples(all []*corner) []triple {
	var found []triple
	for i, a := range all {
		for j, b := range all[:i] {
			for _, c := range all[:j] {
				if t, ok := together([3]*corner{a, b, c}); ok {
					found = append(found, t)
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b triple) int { return cmp.Compare(a.off, b.off) })
	return found
}

// together reports whether three corners may be those of one code: of about one
// size, at the ends of two sides that are not too unlike, at about a right
// angle. A label seen from aside is far from that.
func together(c [3]*corner) (triple, bool) {
	sizes := []float64{c[0].GetEstimatedModuleSize(), c[1].GetEstimatedModuleSize(), c[2].GetEstimatedModuleSize()}
	sides := []float64{between(c[0], c[1]), between(c[1], c[2]), between(c[0], c[2])}
	slices.Sort(sizes)
	slices.Sort(sides)
	a, b, long := sides[0], sides[1], sides[2]
	modules := (a + b) / 2 / sizes[1]
	if sizes[2] > 1.8*sizes[0] || modules < 9 || modules > 200 || a < 0.5*b {
		return triple{}, false
	}
	askew := math.Abs(long*long-a*a-b*b) / (long * long)
	return triple{c, askew + 1 - a/b + (sizes[2]/sizes[0]-1)/2}, askew < 0.45
}

func between(a, b *corner) float64 { return gozxing.ResultPoint_Distance(a, b) }

// decoded reads the code that three corners are of.
func decoded(dark *gozxing.BitMatrix, t triple) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	left, top, right := gozxing.ResultPoint_OrderBestPatterns(t.corners[0], t.corners[1], t.corners[2])
	found, err := detector.NewDetector(dark).ProcessFinderPatternInfo(detector.NewFinderPatternInfo(left.(*corner), top.(*corner), right.(*corner)))
	if err != nil {
		return "", false
	}
	said, err := decoder.NewDecoder().Decode(found.GetBits(), nil)
	if err != nil || said.GetText() == "" {
		return "", false
	}
	return strings.ToValidUTF8(said.GetText(), "�"), true
}
