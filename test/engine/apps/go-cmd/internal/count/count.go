// Package count counts letters.
package count

import "strings"

// Vowels says how many there are.
func Vowels(word string) (found int) {
	for _, letter := range word {
		if strings.ContainsRune("aeiou", letter) {
			found++
		}
	}
	return found
}
