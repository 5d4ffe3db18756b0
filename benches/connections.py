#!/usr/bin/env python3
"""Ten thousand readers that keep their connections: do they hold, what do they cost, and do polls go on?

    benches/connections.py [--connections 10000] [--rounds 3]

Every connection polls once (304) and stays. Then, while all of them are open, a few poll as fast as they can, and all
of them poll once more in each round. Memory is printed beside each step. It raises its own limit of open files as the
program does; the system's hard limit (ulimit -Hn) must leave room for the connections on both sides.
"""

import argparse
import resource
import select
import sys
import time

from bench import Connection, Newsroom, build, machine, memory, percentile, request, table

FEED = "/feeds/front.atom"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--connections", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments = arguments.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < arguments.connections + 200:
        sys.exit(f"the hard limit of open files is {hard}: too few for {arguments.connections} connections")
    build()
    machine()
    room = str(arguments.connections + 1_000)
    with Newsroom(
        SYNDICATED_SERVER_CONNECTIONS=room, SYNDICATED_SERVER_CONNECTIONS_PER_ADDRESS=room, SYNDICATED_LOG_LEVEL="warn",
    ) as newsroom:
        run(newsroom, arguments)
        assert newsroom.stop() == 0


def run(newsroom, arguments):
    status, headers, _ = Connection(newsroom.port).ask(request("GET", FEED))
    assert status == 200, status
    tag = headers.split(b"etag: ")[1].split(b"\r\n")[0].decode()
    # The tag was lowered with the head; ours has no capitals.
    poll = request("GET", FEED, If_None_Match=tag)
    pid = newsroom.process.pid
    rows = []

    def note(step, seconds, n_polls):
        now, most = memory(pid)
        rows.append((step, n_polls, f"{seconds:.2f}", f"{now:.1f}", f"{most:.1f}"))

    note("nobody", 0, 0)
    began, connections = time.perf_counter(), []
    for _ in range(arguments.connections):
        connection = Connection(newsroom.port)
        assert connection.ask(poll)[0] == 304
        connections.append(connection)
    note(f"{len(connections)} open, one poll each", time.perf_counter() - began, len(connections))
    per_connection = (float(rows[-1][3]) - float(rows[0][3])) * 1024 / len(connections)

    times = []
    began = time.perf_counter()
    for n in range(4_000):
        asked = time.perf_counter()
        assert connections[n % 16].ask(poll)[0] == 304
        times.append((time.perf_counter() - asked) * 1e6)
    note("16 of them poll one after another", time.perf_counter() - began, len(times))

    for n in range(1, arguments.rounds + 1):
        began = time.perf_counter()
        everybody(connections, poll)
        note(f"all of them at once, round {n}", time.perf_counter() - began, len(connections))
    for connection in connections:
        connection.socket.close()
    note("all gone", 0, 0)
    table(("step", "polls", "seconds", "MiB resident", "MiB at most"), rows)
    print(f"{per_connection:.1f} KiB for each idle connection; a poll beside them takes {percentile(times, 0.5):.0f} us (p50), {percentile(times, 0.99):.0f} us (p99).")


def everybody(connections, poll):
    """Every connection asks once, all at the same time; each must be answered."""
    waiting = select.epoll()
    by_descriptor = {connection.socket.fileno(): connection for connection in connections}
    for descriptor, connection in by_descriptor.items():
        waiting.register(descriptor, select.EPOLLIN)
        connection.send(poll)
    n_answered = 0
    while n_answered < len(connections):
        ready = waiting.poll(10)
        assert ready, f"{len(connections) - n_answered} were never answered"
        for descriptor, _ in ready:
            answer = by_descriptor[descriptor].answer()
            if answer:
                assert answer[0] == 304, answer
                n_answered += 1


if __name__ == "__main__":
    main()
