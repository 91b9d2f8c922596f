import sys
from pathlib import Path

MEMORY = Path.home() / ".remember"
TITLE = "remembered:"

for line in sys.stdin:
    with MEMORY.open("a") as memory:
        memory.write(line)

print(TITLE)
print(MEMORY.read_text(), end="")
