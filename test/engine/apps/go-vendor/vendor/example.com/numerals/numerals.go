// Package numerals writes numbers as the Romans did.
package numerals

var steps = []struct {
	value int
	text  string
}{{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}}

// Write has letters for all below forty.
func Write(number int) (text string) {
	for _, step := range steps {
		for ; number >= step.value; number -= step.value {
			text += step.text
		}
	}
	return text
}
