// Speaks in words that it loads at run time.
package main

import (
	"bufio"
	"fmt"
	"os"
	"plugin"
)

func main() {
	words, err := plugin.Open("/app/words.so")
	if err != nil {
		panic(err)
	}
	shout, err := words.Lookup("Shout")
	if err != nil {
		panic(err)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println("hear:", shout.(func(string) string)(lines.Text()))
	}
}
