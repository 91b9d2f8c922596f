def ring(hours):
    return " ".join(["dong"] * hours)
