package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s at %s", heightOf(len(r.URL.Path)), r.URL.Path[1:])
	})
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
