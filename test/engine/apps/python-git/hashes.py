import subprocess
import sys

from greeter import greet

for line in sys.stdin:
    name = subprocess.run(["git", "hash-object", "--stdin"], input=line, capture_output=True, text=True, check=True)
    print(greet("known as", name.stdout.strip()[:8]))
