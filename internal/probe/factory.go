package probe

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// mostList is how much of a list of passwords is read, in bytes.
const mostList = 10 << 20

// Thresholds of our own choice for lists of passwords: no source fixes them.
const (
	shortDefault  = 8    // signs; shorter ones are pointed out
	fewDefaults   = 10   // a list with less says little of a pattern
	runLength     = 5    // signs in a row, as 12345, that make a usual sequence
	partDerived   = 4    // signs of a serial number or MAC address found again in a password
	partHashed    = 6    // signs of a hash of it
	shareDerived  = 0.1  // of the list, from which on this is no chance
	shareCounting = 0.9  // of the list, from which on it is counted up
	chance        = 0.01 // repeated passwords that chance would bring, above which they show nothing
)

var errListTooLarge = errors.New("probe: the list is larger than is read")

// A Pattern is what a list of passwords as made in production shows. It has
// none of them.
type Pattern struct {
	Count, Repeated   int
	ByChance          float64 // how many repeated ones chance would bring
	Shortest, Longest int     // signs
	Signs             int     // different ones in the whole list
	Bits              float64 // of entropy by position, at most; a list of n shows log2(n) for a position at most
	Usual             int     // notorious, or one sequence from end to end
	Runs              int     // that have a sequence inside
	Counting          int     // that differ from the one before by a small number at the end
	Named, Derived    int     // with a serial number or MAC address; and derived from it
}

// readPasswords reads a list: a password on each line, with the unit's serial
// number or MAC address behind a tab or, in every line, a comma.
func readPasswords(r io.Reader) (passwords, serials []string, err error) {
	text, err := io.ReadAll(io.LimitReader(r, mostList+1))
	if err != nil {
		return nil, nil, err
	}
	if len(text) > mostList {
		return nil, nil, errListTooLarge
	}
	var all []string
	commas := true // in every line: the second column stands behind it
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
			commas = commas && strings.Contains(line, ",")
		}
	}
	for _, line := range all {
		password, serial, _ := strings.Cut(line, "\t")
		if i := strings.LastIndexByte(line, ','); commas && serial == "" {
			password, serial = line[:i], line[i+1:]
		}
		passwords, serials = append(passwords, strings.TrimSpace(password)), append(serials, strings.TrimSpace(serial))
	}
	return passwords, serials, nil
}

// FindPattern looks at a list of passwords and what names their units.
func FindPattern(passwords, serials []string) Pattern {
	p := Pattern{Count: len(passwords)}
	seen := map[string]bool{}
	signs := map[rune]bool{}
	places := map[int]map[rune]int{}
	for i, one := range passwords {
		if seen[one] {
			p.Repeated++
		}
		seen[one] = true
		n := utf8.RuneCountInString(one)
		if p.Longest = max(p.Longest, n); i == 0 || n < p.Shortest {
			p.Shortest = n
		}
		place(places, signs, one)
		switch longest := longestRun(one); {
		case longest >= n || slices.ContainsFunc(notorious, func(k pair) bool { return k.password == strings.ToLower(one) }):
			p.Usual++
		case longest >= runLength:
			p.Runs++
		}
		if i > 0 && counts(passwords[i-1], one) {
			p.Counting++
		}
		if serials[i] != "" {
			p.Named++
			if derived(one, serials[i]) {
				p.Derived++
			}
		}
	}
	p.Signs = len(signs)
	for _, counts := range places {
		p.Bits += entropy(counts)
	}
	if p.Signs > 0 {
		p.ByChance = float64(p.Count) * float64(p.Count) / 2 / math.Pow(float64(p.Signs), float64(p.Shortest))
	}
	return p
}

// place counts the signs of a password by where they stand.
func place(places map[int]map[rune]int, signs map[rune]bool, password string) {
	for at, r := range []rune(password[:min(len(password), 256)]) {
		signs[r] = true
		if places[at] == nil {
			places[at] = map[rune]int{}
		}
		places[at][r]++
	}
}

func entropy(counts map[rune]int) (bits float64) {
	total := 0
	for _, n := range counts {
		total += n
	}
	for _, n := range counts {
		share := float64(n) / float64(total)
		bits -= share * math.Log2(share)
	}
	return bits
}

// keyboard are rows that hands run over.
var keyboard = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// longestRun is the number of signs of the longest sequence in s: the same sign
// again, one up, one down, or along the keyboard.
func longestRun(s string) int {
	s = strings.ToLower(s)
	longest, run, step := 0, 1, 0
	signs := []rune(s)
	for i := 1; i < len(signs); i++ {
		d := int(signs[i] - signs[i-1])
		if d < -1 || d > 1 {
			run, step = 1, 0
			continue
		}
		if run == 1 || d != step {
			run, step = 2, d
		} else {
			run++
		}
		longest = max(longest, run)
	}
	for _, row := range keyboard {
		for from := range row {
			for to := len(row); to-from > longest; to-- {
				if strings.Contains(s, row[from:to]) {
					longest = to - from
				}
			}
		}
	}
	return longest
}

// counts reports whether b is a with the number in it counted up or down a
// little.
func counts(a, b string) bool {
	cut := func(s string) (string, uint64, bool) {
		i := len(s)
		for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
			i--
		}
		n, err := strconv.ParseUint(s[i:], 10, 64)
		return s[:i], n, err == nil
	}
	first, n, ok := cut(a)
	second, m, also := cut(b)
	return ok && also && first == second && n != m && (max(n, m)-min(n, m) <= 10)
}

// derived reports whether a password has a good part of the end of a serial
// number or MAC address, as it is or backwards, or of a plain hash of it.
func derived(password, serial string) bool {
	plain := strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(serial))
	password = strings.ToLower(password)
	if len(plain) < partDerived {
		return false
	}
	end := plain[len(plain)-partDerived:]
	back := []byte(end)
	slices.Reverse(back)
	if strings.Contains(password, end) || strings.Contains(password, string(back)) {
		return true
	}
	if len(password) < partHashed {
		return false
	}
	for _, text := range []string{serial, plain, strings.ToUpper(plain), strings.ToLower(serial), strings.ToUpper(serial)} {
		m, s, l := md5.Sum([]byte(text)), sha1.Sum([]byte(text)), sha256.Sum256([]byte(text))
		for _, sum := range [][]byte{m[:], s[:], l[:]} {
			if all := hex.EncodeToString(sum); strings.HasPrefix(all, password[:partHashed]) || strings.HasSuffix(all, password[len(password)-partHashed:]) {
				return true
			}
		}
	}
	return false
}

// lookList looks at the list that the description names.
func (b *Bench) lookList() {
	name := b.Device.Passwords.List
	if name == "" {
		return
	}
	l := b.Look("passwords", "list", scheme.SubjectDefaultPasswords, "", name, report.Say("probe.did.password_list", name))
	p, err := b.readList(name)
	switch {
	case errors.Is(err, errListTooLarge):
		l.End(report.Error, report.Refutes, report.Say("probe.saw.list_large", strconv.Itoa(mostList>>20)))
		return
	case err != nil:
		l.Broken(err)
		return
	}
	l.Note("%d passwords, %d repeated (%.3g by chance), %d to %d signs of %d different, %.1f bits by position at most", p.Count, p.Repeated, p.ByChance, p.Shortest, p.Longest, p.Signs, p.Bits)
	l.Note("%d notorious or one sequence, %d with a sequence inside, %d counted up, %d of %d with a part of serial number or MAC address", p.Usual, p.Runs, p.Counting, p.Derived, p.Named)
	key, args := p.finding(b.Device.Passwords.Length)
	if key == "" {
		key = "probe.saw.list_figures"
		if p.Count < fewDefaults {
			key = "probe.saw.list_few"
		} else if p.Shortest < shortDefault {
			key = "probe.saw.list_brief"
		}
		l.End(report.NeedsPerson, report.Informs, report.Say(key, strconv.Itoa(p.Count), strconv.Itoa(p.Shortest), strconv.Itoa(p.Signs), fmt.Sprintf("%.0f", p.Bits), strconv.Itoa(p.Repeated), strconv.Itoa(p.Runs)))
		return
	}
	l.End(report.Fail, report.Refutes, report.Say(key, args...))
}

func (b *Bench) readList(name string) (Pattern, error) {
	dir := b.Dir
	if dir == "" {
		dir = "."
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Pattern{}, err
	}
	defer root.Close()
	if about, err := root.Stat(name); err == nil && !about.Mode().IsRegular() {
		return Pattern{}, errors.New("the list is no plain file")
	}
	f, err := root.Open(name)
	if err != nil {
		return Pattern{}, err
	}
	defer f.Close()
	passwords, serials, err := readPasswords(f)
	if err == nil && len(passwords) == 0 {
		err = errors.New("the list is empty")
	}
	return FindPattern(passwords, serials), err
}

// finding is what shows that passwords can be guessed; "" where nothing does.
func (p Pattern) finding(least int) (key string, args []string) {
	of := strconv.Itoa(p.Count)
	switch {
	case p.Usual > 0:
		return "probe.saw.list_usual", []string{strconv.Itoa(p.Usual), of}
	case p.Repeated > 0 && p.ByChance < chance:
		return "probe.saw.list_repeated", []string{strconv.Itoa(p.Repeated), of}
	case p.Shortest < least:
		return "probe.saw.list_short", []string{strconv.Itoa(p.Shortest), strconv.Itoa(least)}
	case p.Count > 1 && float64(p.Counting) >= shareCounting*float64(p.Count-1):
		return "probe.saw.list_counting", []string{strconv.Itoa(p.Counting + 1), of}
	case p.Derived > 1 && float64(p.Derived) > shareDerived*float64(p.Named):
		return "probe.saw.list_derived", []string{strconv.Itoa(p.Derived), strconv.Itoa(p.Named)}
	}
	return "", nil
}
