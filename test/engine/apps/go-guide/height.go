package main

func heightOf(hour int) string {
	if hour%2 == 0 {
		return "high water"
	}
	return "low tide"
}
