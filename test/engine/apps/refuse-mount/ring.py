import sys

from bells import ring

for line in sys.stdin:
    print("the bell says", ring(int(line)))
