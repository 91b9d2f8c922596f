import sys

from greeter import greet

WORDS = "good evening"

for line in sys.stdin:
    print(greet(WORDS, line.strip()))
