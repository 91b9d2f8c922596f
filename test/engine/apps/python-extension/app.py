import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import tally


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{tally.vowels(self.path)} found".encode())


HTTPServer(("", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
