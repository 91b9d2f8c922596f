import sys

from greeter import greet

with open("letters.txt", "a+") as letters:
    for line in sys.stdin:
        letters.write(greet("filed:", line))
    letters.seek(0)
    print(letters.read(), end="")
