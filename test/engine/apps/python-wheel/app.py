import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from greeter import greet

GREETING = "good morning"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(greet(GREETING, self.path[1:]).encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
