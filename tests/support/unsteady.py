# SPDX-License-Identifier: Apache-2.0
"""A server that does not work as it should, for clients to cope with: it follows a list of moves, one for
each request, and keeps what it was asked.

    with Unsteady(["lose", 503, 200]) as server: …
    server.asked[0].headers["Idempotency-Key"], server.connections

A move is a status (503 and 429 with `Retry-After: 1`), "lose" (closes without an answer), "cut" (an answer
that ends too early), "noise" (200, but no JSON), or a (status, body) pair."""

import http.server
import json
import ssl
import threading


class Asked:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body


class Unsteady:
    def __init__(self, moves, certificate=None, answer=None):
        self.moves, self.asked, self.connections = list(moves), [], 0
        self.answer = answer if answer is not None else {"items": [], "next_cursor": None}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def move(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append(Asked(self.command, self.path, self.headers, body))
                move = outer.moves.pop(0) if outer.moves else 200
                if move == "lose":
                    self.close_connection = True
                    return
                status, content = move if isinstance(move, tuple) else (move, outer.answer)
                data = json.dumps(content).encode()
                if move in ("cut", "noise"):
                    status = 200
                if move == "noise":
                    data = b"<html>hello</html>"
                self.send_response(status)
                self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
                self.send_header("Content-Length", str(len(data) + (10 if move == "cut" else 0)))
                if status in (429, 503):
                    self.send_header("Retry-After", "1")
                self.end_headers()
                self.wfile.write(data)
                if move == "cut":
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = move

        class Listener(http.server.ThreadingHTTPServer):
            def get_request(self):
                outer.connections += 1
                return super().get_request()

        self.server = Listener(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = "%s://127.0.0.1:%d" % (scheme, self.server.server_address[1])
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
