package main

import (
	"embed"
	"html/template"
	"log"
	"net/http"
	"os"
)

//go:embed pages/*.html
var pages embed.FS

//go:embed motto.txt
var motto string

func main() {
	all := template.Must(template.ParseFS(pages, "pages/*.html"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := all.ExecuteTemplate(w, "day.html", map[string]string{"Day": r.URL.Path[1:], "Motto": motto}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
