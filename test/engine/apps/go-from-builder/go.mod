module example.com/parrot

go 1.19
