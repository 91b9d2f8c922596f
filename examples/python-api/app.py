"""Answers every request with the version of the PostgreSQL library."""
from http.server import BaseHTTPRequestHandler, HTTPServer

import psycopg


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"libpq {psycopg.pq.version()}\n".encode())


HTTPServer(("", 8000), Handler).serve_forever()
