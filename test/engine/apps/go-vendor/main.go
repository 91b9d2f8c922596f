package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"example.com/numerals"
)

func main() {
	upper := flag.Bool("upper", false, "write capitals")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			http.Error(w, "no number", http.StatusBadRequest)
			return
		}
		text := numerals.Write(number)
		if *upper {
			text = strings.ToUpper(text)
		}
		fmt.Fprintf(w, "spelt %s", text)
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
