module example.com/roman

go 1.19

require example.com/numerals v0.3.0
