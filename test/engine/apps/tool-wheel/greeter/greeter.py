def greet():
    return "good day"
