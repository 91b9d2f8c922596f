package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"example.com/counter/internal/count"
)

var version = "none"

func main() {
	port := flag.String("port", "1", "where to listen")
	level := flag.String("level", "none", "how much to tell")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%d vowels (%s, %s)", count.Vowels(r.URL.Path), version, *level)
	})
	log.Fatal(http.ListenAndServe(":"+*port, nil))
}
