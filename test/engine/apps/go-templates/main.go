package main

import (
	"encoding/json"
	"html/template"
	"log"
	"net/http"
	"os"
	"path/filepath"
)

type dish struct {
	Name  string
	Price int
}

func dishes() ([]dish, error) {
	text, err := os.ReadFile(filepath.Join("data", "dishes.json"))
	if err != nil {
		return nil, err
	}
	var all []dish
	return all, json.Unmarshal(text, &all)
}

func main() {
	pages := template.Must(template.ParseGlob("templates/*.html"))
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("./static"))))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		all, err := dishes()
		if err == nil {
			err = pages.ExecuteTemplate(w, "menu.html", map[string]any{"Title": "today we serve", "Dishes": all})
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
