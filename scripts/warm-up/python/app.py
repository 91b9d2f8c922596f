from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    with open("data/last.txt", "w") as file:
        file.write("asked")
    return "hello"


app.run(port=8080)
