package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"example.com/quote"
)

const prefix = "you said"

func main() {
	http.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "%s %s", prefix, quote.Text(string(body)))
	})
	address := ":8080"
	if port := os.Getenv("PORT"); port != "" {
		address = ":" + port
	}
	log.Fatal(http.ListenAndServe(address, nil))
}
