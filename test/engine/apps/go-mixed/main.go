package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	title := flag.String("title", "", "what the page is called")
	flag.Parse()
	file := os.Getenv("LEDGER_FILE")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			entries, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			defer entries.Close()
			io.Copy(entries, r.Body)
			fmt.Fprint(w, "entered")
			return
		}
		entries, _ := os.ReadFile(file)
		fmt.Fprintf(w, "%s holds %s", *title, entries)
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
