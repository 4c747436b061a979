# SPDX-License-Identifier: Apache-2.0
"""Many clients who work, each over a TLS connection that it keeps, and ask again when told to come later, as a process of its
own. It reads one JSON object:

    address, port, path, keys: one for each client, times: how often each is to be answered, sources: how many loopback addresses they come from

Prints one JSON object: how often each status was answered, what broke, and the seconds of each request."""

import asyncio
import collections
import json
import random
import resource
import ssl
import subprocess
import sys
import time

AT_ONCE = 50
NOW_AND_THEN = 4


async def ask(reader, writer, request, told):
    """The status and how long to wait before asking again."""
    began = time.monotonic()
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    if "content-length" in fields:
        await reader.readexactly(int(fields["content-length"]))
    else:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    told["seconds"].append(time.monotonic() - began)
    status = head.split()[1]
    told["answers"][status] += 1
    return status, int(fields.get("retry-after", 0))


async def answered(reader, writer, request, told):
    while (answer := await ask(reader, writer, request, told))[0] == "503":
        await asyncio.sleep(answer[1] * random.uniform(1, 3))


class Gathering:
    """All connections are there before the work is counted. A proxy ends those that say nothing: few are opened at once, however
    slow this process is, and who waits for the others asks now and then."""

    def __init__(self, count):
        self.opening, self.left, self.there = asyncio.Semaphore(AT_ONCE), count, asyncio.Event()

    def arrived(self):
        self.left -= 1
        if self.left == 0:
            self.there.set()

    async def wait(self, ask_meanwhile):
        while not self.there.is_set():
            try:
                await asyncio.wait_for(self.there.wait(), NOW_AND_THEN)
            except asyncio.TimeoutError:
                await ask_meanwhile()


async def client(settings, tls, number, told, gathering):
    words = settings["path"], settings["keys"][number]
    request = ("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n" % words).encode()
    source = "127.1.0.%d" % (number % settings["sources"] + 1)
    try:
        try:
            async with gathering.opening:
                reader, writer = await asyncio.open_connection(
                    settings["address"], settings["port"], ssl=tls, server_hostname="localhost", local_addr=(source, 0)
                )
                await answered(reader, writer, request, counters())
        finally:
            gathering.arrived()
        await gathering.wait(lambda: answered(reader, writer, request, counters()))
        for _ in range(settings["times"]):
            await answered(reader, writer, request, told)
        writer.close()
    except (OSError, EOFError, KeyError, ValueError) as error:
        told["broken"][repr(error)] += 1


def counters():
    return {"answers": collections.Counter(), "broken": collections.Counter(), "seconds": []}


async def all_of_them(settings):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    told, gathering = counters(), Gathering(len(settings["keys"]))
    await asyncio.gather(*(client(settings, tls, number, told, gathering) for number in range(len(settings["keys"]))))
    return told


def run(**settings):
    done = subprocess.run([sys.executable, "-B", __file__], input=json.dumps(settings), text=True, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print(json.dumps(asyncio.run(all_of_them(json.load(sys.stdin)))))
