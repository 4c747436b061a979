# SPDX-License-Identifier: Apache-2.0
"""A server of a test's own on a port of the kernel's, which says over TCP whatever the test wants."""

import contextlib
import socketserver
import threading


class Listening(socketserver.ThreadingTCPServer):
    """Each connection is given to `serve` in a thread of its own; `connections`: how many came."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), None)
        self.port = self.server_address[1]
        self.connections = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def serve(self, connection):
        raise NotImplementedError

    def verify_request(self, *_):
        self.connections += 1
        return True

    def finish_request(self, request, *_):
        with contextlib.suppress(OSError):
            self.serve(request)

    def end(self):
        self.shutdown()
        self.server_close()
