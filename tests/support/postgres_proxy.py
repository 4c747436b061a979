# SPDX-License-Identifier: Apache-2.0
"""A proxy between the server and PostgreSQL that breaks connections: at a byte, or at a message of the
protocol. It runs in a thread of its own; what it does follows from the plans that it is given.

    proxy = Proxy("/run/…/.s.PGSQL.5432").start()
    proxy.plan = lambda number: Cut(UP, 1500, RESET)     # the number-th cut, of a new connection
    proxy.lose_commit(answered=True)                     # the next commit is done, its answer is lost
"""

import asyncio
import collections
import socket
import struct
import threading

from waiting import PATIENCE_SECONDS

UP, DOWN = "up", "down"  # towards PostgreSQL, and back

# What happens at the byte of a cut. All but DELAY end the connection, sooner or later.
RESET, CLOSE, HALF, SILENCE, DELAY = "reset", "close", "half", "silence", "delay"
# Of one answer so many bytes arrive all at once, and the end of the connection with them.
BURST = "burst"

Cut = collections.namedtuple("Cut", "direction at kind")

DELAY_SECONDS = 0.3
COMMIT = b"idempotency_store"  # the last statement of a write that can be repeated


class Over(Exception):
    """This connection ends."""


class Link:
    """One connection: whole messages are passed on, cut where the plan says."""

    def __init__(self, proxy, reader, writer):
        self.proxy = proxy
        self.reader = {UP: reader}  # from the client
        self.writer = {DOWN: writer}  # to the client
        self.passed = {UP: 0, DOWN: 0}
        self.cut = proxy.next_cut()
        self.silent = proxy.silent
        self.half = None
        self.idle = False
        self.startup = b""
        self.held = b""  # of an answer, for a burst
        self.storing = False  # the statements on their way end a write
        self.answerless = False  # the commit is on its way, its answer goes nowhere

    async def run(self):
        tasks = []
        try:
            self.startup = await self._startup()
            await self._connect()
            await self._pass_on(UP, self.startup)
            tasks = [asyncio.ensure_future(self._follow(direction)) for direction in (UP, DOWN)]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        except (Over, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.close(False)

    async def _connect(self):
        self.reader[DOWN], self.writer[UP] = await asyncio.open_unix_connection(self.proxy.target)

    async def _startup(self):
        length = await self.reader[UP].readexactly(4)
        return length + await self.reader[UP].readexactly(struct.unpack("!I", length)[0] - 4)

    async def _message(self, reader):
        head = await reader.readexactly(5)
        return head + await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)

    async def _follow(self, direction):
        while True:
            reader = self.reader[direction]
            try:
                message = await self._message(reader)
            except (OSError, asyncio.IncompleteReadError):
                if reader is self.reader[direction]:
                    return
                continue  # another session took its place
            try:
                await (self._going_up(message) if direction == UP else self._coming_down(message))
            except (Over, OSError):
                return

    async def _going_up(self, message):
        kind = message[:1]
        if self.idle and self.proxy.take_swap():
            await self._swap()
        self.idle = False
        if kind == b"B":
            self.storing |= message[5:].split(b"\0", 2)[1] == COMMIT
        if kind == b"S" and self.storing:
            self.storing = False
            lost = self.proxy.take_lost()
            if lost == "commit":
                self.close(True)
                raise Over
            self.answerless = lost == "answer"
        await self._pass_on(UP, message)

    async def _coming_down(self, message):
        ready = message[:1] == b"Z"
        if self.answerless:
            if ready:
                self.close(True)
                raise Over
            return
        self.idle = ready and message[5:6] == b"I"
        if message[:1] == b"E":
            self.proxy.note(next(field[1:] for field in message[5:].split(b"\0") if field[:1] == b"C").decode())
        await self._pass_on(DOWN, message)

    async def _swap(self):
        """Another session behind the same connection, as a pooler gives it: it has prepared nothing."""
        reader, writer = await asyncio.open_unix_connection(self.proxy.target)
        writer.write(self.startup)
        while (await self._message(reader))[:1] != b"Z":
            pass
        former, self.reader[DOWN], self.writer[UP] = self.writer[UP], reader, writer
        former.close()

    async def _pass_on(self, direction, data):
        self.silent |= self.proxy.silent  # what it swallowed will be missing for ever
        if self.silent or self.half == direction:
            return
        if self.cut and self.cut.kind == BURST and direction == DOWN:
            await self._hold(data)
            return
        end = self.passed[direction] + len(data)
        if self.cut and self.cut.direction == direction and end > self.cut.at:
            before = self.cut.at - self.passed[direction]
            await self._write(direction, data[:before])
            kind, self.cut = self.cut.kind, None
            self.proxy.note(kind)
            await self._break(direction, kind)
            data = data[before:] if kind == DELAY else b""
            self._plan_on(end)
        self.passed[direction] = end
        await self._write(direction, data)

    async def _hold(self, data):
        ready = data[:1] == b"Z"
        self.held += data
        if len(self.held) > self.cut.at:
            self.proxy.note(BURST)
            await self._write(DOWN, self.held[: self.cut.at])
            self.close(True)
            raise Over
        if ready:
            await self._write(DOWN, self.held)
            self.held = b""

    def _plan_on(self, passed):
        cut = self.proxy.next_cut()
        self.cut = cut and cut._replace(at=passed + cut.at)

    async def _write(self, direction, data):
        if data:
            self.writer[direction].write(data)
            await self.writer[direction].drain()

    async def _break(self, direction, kind):
        if kind == DELAY:
            await asyncio.sleep(DELAY_SECONDS)
        elif kind == SILENCE:
            self.silent = True
        elif kind == HALF:
            self.half = direction
            self.writer[direction].write_eof()
        else:
            self.close(kind == RESET)
            raise Over

    def close(self, reset):
        """What was written before still arrives, unless it is a reset."""
        for writer in self.writer.values():
            link = writer.get_extra_info("socket")
            if reset and link.family != socket.AF_UNIX:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
            else:
                writer.close()


class Proxy:
    """Listens on a port of its own, or on a Unix socket (`directory`); `target` is PostgreSQL's."""

    def __init__(self, target, directory=None):
        self.target = target
        self.directory = directory
        self.plan = None
        self.silent = False  # nothing passes, on any connection, until it is False again
        self.counts = collections.Counter()
        self.port = 5432
        self._lost = collections.deque()
        self._swaps = 0
        self._links = set()
        self._planned = 0
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._listening = threading.Event()

    def start(self):
        self._thread.start()
        self._listening.wait(PATIENCE_SECONDS)
        return self

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)

    def conninfo(self, user, database):
        host = self.directory or "127.0.0.1"
        return "host=%s port=%d user=%s dbname=%s sslmode=disable" % (host, self.port, user, database)

    def lose_commit(self, answered):
        """The next write that can be repeated: cut when its commit was answered (and the answer lost), or
        before the commit went out."""
        self._lost.append("answer" if answered else "commit")

    def burst_next(self, at):
        """The next long answer on any connection that is open."""

        def plan():
            for link in self._links:
                link.cut, link.held = Cut(DOWN, at, BURST), b""

        self._do(plan)

    def swap_next(self):
        """The next statement on an idle connection meets another session."""
        with self._lock:
            self._swaps += 1

    def cut_all(self):
        """Ends all connections there are."""
        self._do(lambda: [link.close(True) for link in list(self._links)])

    def _do(self, what):
        """Has it done, where connections are served."""

        async def doing():
            what()

        asyncio.run_coroutine_threadsafe(doing(), self._loop).result()

    def next_cut(self):
        self._planned += 1
        return self.plan(self._planned) if self.plan else None

    def note(self, kind):
        with self._lock:
            self.counts[kind] += 1

    def take_lost(self):
        try:
            lost = self._lost.popleft()
        except IndexError:
            return None
        self.note("lost " + lost)
        return lost

    def take_swap(self):
        with self._lock:
            if self._swaps == 0:
                return False
            self._swaps -= 1
        self.note("swap")
        return True

    async def _accept(self, reader, writer):
        link = Link(self, reader, writer)
        self._links.add(link)
        try:
            await link.run()
        finally:
            self._links.discard(link)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        if self.directory:
            path = "%s/.s.PGSQL.%d" % (self.directory, self.port)
            server = self._loop.run_until_complete(asyncio.start_unix_server(self._accept, path))
        else:
            server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
            self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        self._loop.run_forever()
        server.close()
