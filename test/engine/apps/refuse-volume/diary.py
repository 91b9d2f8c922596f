"""Keeps what it is told in a volume."""
import sys
from pathlib import Path

DIARY = Path("/data/diary.txt")
for line in sys.stdin:
    with DIARY.open("a") as file:
        file.write(line)
print(f"dear diary: {len(DIARY.read_text().splitlines())} entries")
