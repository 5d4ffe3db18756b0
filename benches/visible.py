#!/usr/bin/env python3
"""From push to visible, durable pushes a second, and memory: at 1,000 and at 100,000 stored articles and 200 feeds.

    benches/visible.py [--stored 1000,100000] [--pushes 300]

A push is `PUT /v1/articles/{id}` with `Prefer: wait`; it is visible when a poll of a feed that
takes it, on another connection, brings it. Each push is followed by one fsync of our own on the
same disk, which is the cost nobody who keeps a promise can be under. Raw SQLite with the same
promise (WAL, synchronous=FULL, 64 articles a commit) and the same rows is the limit for pushes a second.
"""

import argparse
import json
import os
import pathlib
import sqlite3
import tempfile
import time

from bench import ROOT, Connection, Newsroom, Writer, build, machine, memory, moment, percentile, processor_seconds, push_all, put, request, table

N_CLIENTS = 64
# 200 feeds in either case: the front page and these. An article has one section, three tags and one
# author, and so stands in six feeds, or in two. With one, the front page is all there is.
SHAPES = {6: {"section": 39, "tag": 120, "author": 40}, 2: {"section": 199}, 1: {}}
N_SECTIONS, N_TAGS, N_AUTHORS = 39, 120, 40


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--stored", default="1000,100000", help="numbers of stored articles, growing")
    arguments.add_argument("--pushes", type=int, default=300)
    arguments.add_argument("--takes", type=int, default=6, choices=SHAPES, help="how many of the 200 feeds take an article")
    arguments = arguments.parse_args()
    build()
    with tempfile.TemporaryDirectory(prefix="bench-visible-") as folder:
        run(pathlib.Path(folder), [int(number) for number in arguments.stored.split(",")], arguments.pushes, arguments.takes)


def run(folder, stages, n_pushes, takes):
    feeds = folder / "feeds"
    define(feeds, SHAPES[takes])
    machine()
    writer = Writer()
    bodies = [writer.body(6, 50) for _ in range(200)]
    settings = {
        "SYNDICATED_FEEDS_FOLDER": str(feeds), "SYNDICATED_SAMPLE_NEWSROOM": "false",
        "SYNDICATED_LOG_LEVEL": "warn", "SYNDICATED_STORE_DATA": str(folder / "data"),
    }
    visible, loads, sizes = [], [], []
    with Newsroom(**settings) as newsroom:
        token = newsroom.token()
        time.sleep(2)
        sizes.append(("idle, empty, 200 feeds", *memory(newsroom.process.pid)))
        n_stored = 0
        for goal in stages:
            seconds, share = push_all(
                newsroom.port, (put(f"stored-{n}", article(n, bodies), token) for n in range(n_stored, goal)), N_CLIENTS
            )
            rested = rest(newsroom)
            loads.append((f"{n_stored:,} to {goal:,}", f"{(goal - n_stored) / seconds:,.0f}", f"{rested:.0f}", f"{share:.0%}"))
            n_stored = goal
            pushed, shown, fsync = push(newsroom, folder, token, n_stored, bodies, n_pushes, takes)
            visible.append((f"{goal:,}", *map(ms, (percentile(shown, 0.5), percentile(shown, 0.99), percentile(pushed, 0.5), percentile(fsync, 0.5), percentile(fsync, 0.99)))))
            time.sleep(5)
            sizes.append((f"{goal:,} stored, 200 feeds, after the pushes", *memory(newsroom.process.pid)))
        newsroom.stop()
        began = time.perf_counter()
        newsroom.start()
        started = time.perf_counter() - began
        time.sleep(5)
        sizes.append((f"{n_stored:,} stored, 200 feeds, started again in {started:.2f} s", *memory(newsroom.process.pid)))
        newsroom.stop()
    # Editions stand in memory, so that a newsroom with eight feeds needs less.
    for name, data in ((f"{n_stored:,} stored", folder / "data"), ("idle, empty", folder / "empty")):
        with Newsroom(**settings | {"SYNDICATED_FEEDS_FOLDER": str(ROOT / "feeds"), "SYNDICATED_STORE_DATA": str(data)}) as newsroom:
            time.sleep(5)
            sizes.append((f"{name}, the 8 feeds of this repository", *memory(newsroom.process.pid)))
            newsroom.stop()
    print(f"\nPush to visible, 200 feeds, {n_pushes} pushes one after another, an article in {takes} of them:")
    table(("articles stored", "visible p50 ms", "p99 ms", "acknowledged p50 ms", "one fsync p50 ms", "p99 ms"), visible)
    print(f"Durable pushes a second, {N_CLIENTS} clients, while 200 feeds are kept up to date:")
    record, rows = raw_sqlite(folder, bodies, takes)
    table(
        ("articles stored", "pushes/s", "s until at rest", "client's share of a core"),
        [
            *loads,
            (f"raw SQLite writing the same rows, {N_CLIENTS} articles to a commit", f"{rows:,.0f}", "", ""),
            (f"raw SQLite writing the record alone, {N_CLIENTS} to a commit", f"{record:,.0f}", "", ""),
        ],
    )
    print("Memory:")
    table(("state", "resident MB", "at most MB"), [(name, f"{now:.1f}", f"{most:.1f}") for name, now, most in sizes])


def define(folder, shape):
    folder.mkdir()

    def feed(name, take):
        (folder / f"{name}.toml").write_text(f'title = "Feed {name}"\ndescription = "A feed to measure with."\nlimit = 30\n{take}')

    feed("front", "")
    for kind, count in shape.items():
        for n in range(count):
            feed(f"{kind}-{n}", f'[take]\n{kind}s = ["{kind} {n}"]\n')


def article(n, bodies):
    return {
        "url": f"https://courier.example/{n}", "headline": f"Headline number {n} of those that are measured",
        "summary": "What it says in a sentence or two.", "body_html": bodies[n % len(bodies)],
        "authors": [{"name": f"author {n % N_AUTHORS}"}], "published": moment(1), "language": "en",
        "section": f"section {n % N_SECTIONS}", "tags": [f"tag {(n + step) % N_TAGS}" for step in (0, 41, 83)],
    }


def rest(newsroom):
    """Waits until the program uses no more time: what was pushed has reached the feeds; the seconds it took."""
    began = time.perf_counter()
    used = processor_seconds(newsroom.process.pid)
    while True:
        time.sleep(1)
        before, used = used, processor_seconds(newsroom.process.pid)
        if used - before < 0.1:
            return time.perf_counter() - began - 1


def push(newsroom, folder, token, n_stored, bodies, n_pushes, takes):
    """(seconds until acknowledged, seconds until visible, seconds of one fsync), each for every push."""
    desk, reader = Connection(newsroom.port), Connection(newsroom.port)
    pushed, shown, fsyncs = [], [], []
    page = os.urandom(4096)
    with open(folder / "fsync", "wb") as file:
        for n in range(n_pushes):
            id = f"pushed-{n_stored}-{n}"
            record = article(n, bodies) | {"headline": f"{id} is visible"}
            feed = "front" if takes == 1 else f"section-{n % N_SECTIONS}"
            data, poll = put(id, record, token, Prefer="wait"), request("GET", f"/feeds/{feed}.rss")
            began = time.perf_counter()
            status, _, body = desk.ask(data)
            pushed.append(time.perf_counter() - began)
            assert status == 201, (status, body[:500])
            while record["headline"].encode() not in reader.ask(poll)[2]:
                assert time.perf_counter() - began < 10, f"{id} is not visible after 10 s"
            shown.append(time.perf_counter() - began)
            began = time.perf_counter()
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
            fsyncs.append(time.perf_counter() - began)
    return pushed, shown, fsyncs


def raw_sqlite(folder, bodies, takes, seconds=4):
    """Articles a second that SQLite itself makes durable, 64 to a commit: (the record alone, all rows of this program)."""
    rates = []
    for name, prepare, write in (
        ("record", "create table article (id text primary key, record text not null)", write_record),
        ("rows", "".join(path.read_text() for path in sorted((ROOT / "src/store/sqlite/migrations").glob("*.sql"))), write_rows),
    ):
        database = sqlite3.connect(folder / f"raw-{name}.db", isolation_level=None)
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = full")
        database.executescript(prepare)
        made = [article(n, bodies) for n in range(60_000)]
        records = [json.dumps(one) for one in made]
        n_rows, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds and n_rows + N_CLIENTS <= len(made):
            database.execute("begin immediate")
            write(database, n_rows, made[n_rows:n_rows + N_CLIENTS], records[n_rows:n_rows + N_CLIENTS], takes)
            database.execute("commit")
            n_rows += N_CLIENTS
        rates.append(n_rows / (time.perf_counter() - began))
        database.close()
    return rates


def write_record(database, start, made, records, takes):
    database.executemany("insert into article values (?, ?)", [(f"stored-{start + n}", record) for n, record in enumerate(records)])


def write_rows(database, start, made, records, takes):
    """The rows of articles as this program keeps them: standing, version, lists, jobs that equal waiting ones swallow."""
    rows = list(enumerate(made, start + 1))
    lists = [
        (key, ["*", f"a {one['authors'][0]['name']}", "l en", f"s {one['section']}", *(f"t {tag}" for tag in one["tags"])])
        for key, one in rows
    ]
    database.executemany(
        "insert into articles (key, id, version, status, section, shelf, place, names) values (?, ?, 1, 'usable', ?, 1, ?, ?)",
        [(key, f"stored-{key}", one["section"], key, "\n".join(names)) for (key, one), (_, names) in zip(rows, lists)],
    )
    database.executemany(
        "insert into versions (article, version, filed, filed_by, fingerprint, record, seal) values (?, 1, ?, 'bench', ?, ?, ?)",
        [(key, key, "f" * 32, record, bytes(32)) for (key, _), record in zip(rows, records)],
    )
    database.executemany(
        "insert into listings (name, shelf, place, article) values (?, 1, ?, ?)",
        [(name, key, key) for key, names in lists for name in names],
    )
    database.executemany(
        "insert into jobs (payload, due, state, attempts) values (?, 0, 0, 0) on conflict (payload, due) where state = 0 do nothing",
        [(f'{{"kind":"refresh_feed","feed":"{name}"}}',) for _, names in lists for name in names[:takes]],
    )


def ms(seconds):
    return f"{seconds * 1000:.2f}"


if __name__ == "__main__":
    main()
