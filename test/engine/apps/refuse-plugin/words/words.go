package main

import "strings"

func Shout(text string) string { return strings.ToUpper(text) }

func main() {}
