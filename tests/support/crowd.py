# SPDX-License-Identifier: Apache-2.0
"""Many callers who ask in the same instant, each on a connection of its own that stays open."""

import concurrent.futures
import http.client
import json
import threading

from service import Answer
from waiting import PATIENCE_SECONDS, pace


class Crowd:
    def __init__(self, server, count):
        self.server, self.count = server, count
        self.barrier = threading.Barrier(count)
        self.own = threading.local()
        self.pool = concurrent.futures.ThreadPoolExecutor(count)
        self.opened = []
        self.put_off = 0  # how often somebody was told to come later

    def close(self):
        self.pool.shutdown()
        for connection in self.opened:
            connection.close()

    def ask(self, requests):
        """One request for each caller: (key or None, method, path, body, headers). Their answers, in order."""
        return list(self.pool.map(self._ask, requests))

    def _ask(self, request):
        key, method, path, body, headers = request
        sent = {"Content-Type": "application/json", **(headers or {})}
        if key:
            sent["Authorization"] = "Bearer " + key
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        self.barrier.wait(PATIENCE_SECONDS)
        while (answer := self._send(method, path, data, sent)).is_later:
            self.put_off += 1
            pace(0.05)
        answer.request_id = answer.headers["X-Request-Id"]
        return answer

    def _send(self, method, path, data, headers):
        """Once more where the server had closed a connection that rested too long."""
        rested = getattr(self.own, "connection", None)
        try:
            return self._exchange(method, path, data, headers)
        except (OSError, http.client.HTTPException):
            if not rested:
                raise
            rested.close()
            self.own.connection = None
            return self._exchange(method, path, data, headers)

    def _exchange(self, method, path, data, headers):
        if not getattr(self.own, "connection", None):
            self.own.connection = http.client.HTTPConnection(self.server.address, timeout=PATIENCE_SECONDS)
            self.opened.append(self.own.connection)
        self.own.connection.request(method, path, data, headers)
        response = self.own.connection.getresponse()
        return Answer(response.status, response.headers, response.read())
