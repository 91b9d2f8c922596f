"""Says of each container that it is asked for whether the engine can be asked: here it cannot."""
import os
import sys

for line in sys.stdin:
    seen = "asked for" if os.path.exists(os.environ["DOCKER_SOCKET"]) else "nobody to ask about"
    print(f"{seen}: {line.strip()}")
