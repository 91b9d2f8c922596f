def numbered(lines):
    return "".join(f"{i}. {line}" for i, line in enumerate(lines, 1))
