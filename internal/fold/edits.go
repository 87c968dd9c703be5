package fold

// Similar lists the texts that become s, or that s becomes, by one slip: a
// sign of signs in place of another, one too many, one missing, or two
// neighbours swapped. s itself is not among them, and each stands there once.
func Similar(s, signs string) []string {
	typed := []rune(s)
	seen := map[string]bool{s: true}
	var all []string
	note := func(parts ...[]rune) {
		var one []rune
		for _, p := range parts {
			one = append(one, p...)
		}
		if text := string(one); !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	for i := range len(typed) + 1 {
		before, after := typed[:i], typed[i:]
		for _, r := range signs {
			note(before, []rune{r}, after)
			if len(after) > 0 {
				note(before, []rune{r}, after[1:])
			}
		}
		if len(after) > 0 {
			note(before, after[1:])
		}
		if len(after) > 1 {
			note(before, []rune{after[1], after[0]}, after[2:])
		}
	}
	return all
}

// Edits counts the slips between two texts: signs in place of others, too
// many, missing, or swapped with their neighbours. No part is edited twice.
func Edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	var last, before []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			swap := 1
			if x[i] == y[j] {
				swap = 0
			}
			row[j+1] = min(last[j]+swap, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
