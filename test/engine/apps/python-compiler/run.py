import sys

import pace

for line in sys.stdin:
    print("pace:", pace.of(int(line)))
