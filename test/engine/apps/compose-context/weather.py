import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import greeter

FORECAST = "rain"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(greeter.greet(FORECAST, self.path.strip("/")).encode())


HTTPServer(("", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
