# SPDX-License-Identifier: Apache-2.0
"""Who receives webhooks: takes what is sent to it, and answers as it is told."""

import http.server
import threading


class Receiver:
    """Each message as (headers, body), in the order of coming. `answer`: the status for one, by its number from 0 on; it may
    wait, and what it returns besides the status is sent as headers."""

    def __init__(self, answer=lambda number: 204):
        self.taken = []
        self.count = 0
        self.answer = answer
        self._lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._lock:
                    number = receiver.count
                    receiver.count += 1
                    receiver.taken.append((dict(self.headers), body))
                answer = receiver.answer(number)
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/hook" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self):
        """What came since it was asked last; it is kept no longer."""
        with self._lock:
            taken, self.taken = self.taken, []
        return taken

    def end(self):
        self._server.shutdown()
        self._server.server_close()
