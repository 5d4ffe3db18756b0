"""What the measuring programs share: made-up articles, a fast client, percentiles, tables.

The client is one thread over epoll with ready-made bytes, so that it costs little beside the
program it measures: both share this machine's cores.
"""

import http.client
import json
import os
import pathlib
import random
import select
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
GIVEN = "BINARY" in os.environ
os.environ.setdefault("BINARY", str(TARGET / "release" / "syndicated"))
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from newsroom import Newsroom  # noqa: E402

SYLLABLES = "ba be bor ca chi da den dor el en fa fer ga gol har hel in is ka ker la len lo ma mer mi na nor o ol pa per qua ra ren ri sa sel so ta ter to un va ver wa win za".split()


def build():
    """Builds the release binary unless BINARY names another."""
    if not GIVEN:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


class Writer:
    """Made-up prose with about the entropy of news: words of a fixed vocabulary, the common ones more often."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)
        vocabulary = {"".join(self.random.choices(SYLLABLES, k=self.random.choice((1, 2, 2, 3, 3, 4)))) for _ in range(6000)}
        self.words = sorted(vocabulary)
        self.random.shuffle(self.words)
        self.weights = [1 / (rank + 3) for rank in range(len(self.words))]

    def sentence(self, n_words):
        words = self.random.choices(self.words, self.weights, k=n_words)
        return " ".join(words).capitalize()

    def body(self, n_paragraphs, n_words=70):
        return "".join(f"<p>{self.sentence(n_words)}.</p>" for _ in range(n_paragraphs))


def moment(seconds_ago):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seconds_ago))


def request(method, path, body=b"", **headers):
    """The bytes of one request on a connection that is kept."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method in ("PUT", "POST"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def put(id, record, token, **headers):
    body = json.dumps(record | {"id": id}, ensure_ascii=False).encode()
    return request("PUT", f"/v1/articles/{id}", body, Authorization=f"Bearer {token}", Content_Type="application/json", **headers)


class Connection:
    """One kept connection, asked one thing at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()

    def send(self, data):
        self.received.clear()
        self.socket.sendall(data)

    def answer(self):
        """Takes in what has come; (status, headers, body) once that is the whole answer, else None."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError(f"closed after {bytes(self.received[:200])!r}")
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end])
        status = int(head[9:12])
        lower = head.lower()
        length = 0
        at = lower.find(b"\r\ncontent-length:")
        if at >= 0 and status != 304:
            length = int(lower[at + 17:].split(b"\r\n", 1)[0])
        if len(self.received) < end + 4 + length:
            return None
        return status, lower, bytes(self.received[end + 4:])

    def ask(self, data):
        self.send(data)
        while True:
            answer = self.answer()
            if answer:
                return answer


def push_all(port, requests, n_connections=64, expect=(200, 201)):
    """Sends every request over so many connections, one in flight on each; (seconds, share of a core used here)."""
    poll = select.epoll()
    connections = {}
    began, used = time.perf_counter(), time.process_time()
    waiting = iter(requests)
    for _ in range(n_connections):
        first = next(waiting, None)
        if first is None:
            break
        connection = Connection(port)
        connections[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
        connection.send(first)
    while connections:
        for descriptor, _ in poll.poll():
            connection = connections[descriptor]
            answer = connection.answer()
            if answer is None:
                continue
            if answer[0] not in expect:
                raise AssertionError(f"{answer[0]}: {answer[2][:500]!r}")
            following = next(waiting, None)
            if following is None:
                poll.unregister(descriptor)
                connection.socket.close()
                del connections[descriptor]
            else:
                connection.send(following)
    seconds = time.perf_counter() - began
    return seconds, (time.process_time() - used) / seconds


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values):
    return percentile(values, 0.5) if len(values) % 2 else sum(sorted(values)[len(values) // 2 - 1: len(values) // 2 + 1]) / 2


def memory(pid):
    """Resident megabytes of a process: now, and at most."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return tuple(int(status.split(f"{key}:")[1].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))


def processor_seconds(*pids):
    """Processor time that these processes have used, user and system."""
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def table(head, rows):
    """A table in Markdown."""
    print("\n| " + " | ".join(head) + " |")
    print("|" + "|".join(" --- " if n == 0 else " ---: " for n in range(len(head))) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def machine():
    """One line on what this was measured on."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    print(f"Measured on {len(os.sched_getaffinity(0))} cores of {model}, {os.uname().sysname} {os.uname().release.split('-')[0]}, {time.strftime('%Y-%m-%d', time.gmtime())}.", flush=True)


def ask(port, path, **headers):
    """One request on a connection of its own: (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers, body
