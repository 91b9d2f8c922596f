package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/greeting"
	"example.com/quote"
)

const title = "the api"

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s says %s", title, quote.Text(greeting.For(r.URL.Path[1:])))
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
