import os
import sys

for line in sys.stdin:
    print(f"set to {line.strip()} by {os.getuid()}")
