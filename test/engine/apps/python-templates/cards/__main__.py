import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from string import Template

from greeter import greet

TEMPLATES = Path(__file__).parent.parent / "templates"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        page = Template((TEMPLATES / "card.html").read_text())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(page.substitute(words=greet("many happy returns", self.path[1:])).encode())


HTTPServer(("", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
