import os
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer

DATABASE = "visits.db"
WORD = "in all"


def visit():
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("create table if not exists seen (name text)")
        connection.execute("insert into seen values ('somebody')")
        return connection.execute("select count(*) from seen").fetchone()[0]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{visit()} {WORD}, started: {os.environ['STARTED']}".encode())


HTTPServer(("", int(os.environ.get("PORT", 8000))), Handler).serve_forever()
