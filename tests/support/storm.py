# SPDX-License-Identifier: Apache-2.0
"""Strangers who sign in with addresses that nobody has, in a process of their own: so many a second in all, from so
many addresses, whatever the answers are. Its arguments are host, port, how many a second and from how many addresses.
It prints the answers' statuses, counted, as one JSON object when its standard input ends."""

import collections
import http.client
import itertools
import json
import sys
import threading
import time

from waiting import PATIENCE_SECONDS

PASSWORD = "nobody's password"


class Storm:
    def __init__(self, host, port, a_second, addresses):
        self.host, self.port, self.a_second, self.addresses = host, port, a_second, addresses
        self.stop = threading.Event()
        self.statuses = collections.Counter()
        self.numbers = itertools.count()

    def ask(self, address):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
        body = json.dumps({"email": "nobody-%d@example.jp" % next(self.numbers), "password": PASSWORD})
        try:
            connection.request("POST", "/v1/sessions", body, {"Content-Type": "application/json", "Idempotency-Key": "storm", "X-Forwarded-For": address})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def keep_asking(self, number):
        due = time.monotonic() + number / self.a_second
        while not self.stop.wait(max(0, due - time.monotonic())):
            due += 1 + max(0, int(time.monotonic() - due))
            self.statuses[self.ask("192.0.2.%d" % (1 + number % self.addresses))] += 1

    def run(self):
        threads = [threading.Thread(target=self.keep_asking, args=(number,)) for number in range(self.a_second)]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        self.stop.set()
        for thread in threads:
            thread.join()
        print(json.dumps(self.statuses))


if __name__ == "__main__":
    Storm(sys.argv[1], *map(int, sys.argv[2:])).run()
