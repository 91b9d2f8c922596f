module example.com/press/almanac/v2

go 1.19
