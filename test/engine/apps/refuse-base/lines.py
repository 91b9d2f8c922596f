import sys

print("lines:", len(sys.stdin.readlines()))
