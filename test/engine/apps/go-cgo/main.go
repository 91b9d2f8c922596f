package main

// #cgo LDFLAGS: -lm
// #include <math.h>
import "C"

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.ParseFloat(r.URL.Path[1:], 64)
		fmt.Fprintf(w, "cube root: %.1f", float64(C.cbrt(C.double(number))))
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
