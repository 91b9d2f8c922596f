import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from numbering import numbered

NOTES = "/var/lib/notes/notes.txt"
TITLE = "Notes"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        lines = []
        if os.path.exists(NOTES):
            with open(NOTES) as notes:
                lines = notes.readlines()
        self.answer(TITLE + "\n" + numbered(lines))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        os.makedirs("/var/lib/notes", exist_ok=True)
        with open(NOTES, "a") as notes:
            notes.write(body + "\n")
        self.answer("noted")

    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    HTTPServer(("0.0.0.0", int(os.getenv("PORT", "5000"))), Handler).serve_forever()
