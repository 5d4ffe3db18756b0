#!/usr/bin/env python3
"""Articles a second through POST /v1/articles:bulk, durable in SQLite, beside raw SQLite in the same run.

    benches/bulk.py [--articles 40000] [--rounds 3] [--feeds 8]

An article counts when its result was read. Raw SQLite writes with the same promise (WAL, synchronous=FULL), 64 and
256 articles to a commit: the same rows, copied out of the store that the program had filled, with the same indexes;
and the record's row alone. Rounds go by turns, each on a fresh store.
"""

import argparse
import json
import pathlib
import shutil
import socket
import sqlite3
import tempfile
import threading
import time

from bench import ROOT, Newsroom, Writer, build, machine, median, memory, moment, processor_seconds, table
from visible import SHAPES, article, define, rest

SIZES = (64, 256)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--articles", type=int, default=40_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--feeds", type=int, default=8, choices=(8, 200), help="the 8 of this repository, or 200 of which 6 take an article")
    arguments = arguments.parse_args()
    build()
    with tempfile.TemporaryDirectory(prefix="bench-bulk-") as folder:
        run(pathlib.Path(folder), arguments.articles, arguments.rounds, arguments.feeds)


def run(folder, n_articles, n_rounds, n_feeds):
    machine()
    feeds = ROOT / "feeds"
    if n_feeds == 200:
        feeds = folder / "feeds"
        define(feeds, SHAPES[6])
    writer = Writer()
    bodies = [writer.body(6, 50) for _ in range(200)]
    lines = b"".join(json.dumps(article(n, bodies) | {"id": f"bulk-{n}"}, ensure_ascii=False).encode() + b"\n" for n in range(n_articles))
    settings = {"SYNDICATED_FEEDS_FOLDER": str(feeds), "SYNDICATED_SAMPLE_NEWSROOM": "false", "SYNDICATED_LOG_LEVEL": "warn"}
    rates, raw, used, sizes, again = [], {}, [], [], []
    for n_round in range(n_rounds):
        data = folder / f"data-{n_round}"
        with Newsroom(**settings | {"SYNDICATED_STORE_DATA": str(data)}) as newsroom:
            token = newsroom.token()
            time.sleep(2)
            before = processor_seconds(newsroom.process.pid)
            seconds = send(newsroom.port, token, lines, n_articles, "created")
            used.append((processor_seconds(newsroom.process.pid) - before) / n_articles)
            rates.append(n_articles / seconds)
            sizes.append(memory(newsroom.process.pid)[1])
            rest(newsroom)
            again.append(n_articles / send(newsroom.port, token, lines, n_articles, "unchanged"))
            newsroom.stop()
        rows = take_rows(data / "store.sqlite")
        schema = take_schema(data / "store.sqlite")
        shutil.rmtree(data)
        for name, tables in (("the same rows", rows), ("the record's row alone", {"versions": rows["versions"]})):
            for size in SIZES:
                raw.setdefault((name, size), []).append(write_raw(folder / "raw.db", schema, tables, n_articles, size))
    rate = median(rates)
    print(f"\nDurable articles a second, {n_articles:,} of {len(lines) / n_articles:,.0f} bytes in one stream, {n_feeds} feeds, median of {n_rounds} rounds:")
    table(("", "articles/s", "range", "bulk beside it"), [
        ("POST /v1/articles:bulk", f"{rate:,.0f}", spread(rates), ""),
        ("the same again (unchanged)", f"{median(again):,.0f}", spread(again), ""),
        *((f"raw SQLite, {name}, {size} to a commit", f"{median(values):,.0f}", spread(values), f"{rate / median(values):.2f}") for (name, size), values in raw.items()),
    ])
    print(f"Processor time of the program: {median(used) * 1e6:,.0f} µs an article; memory at most {max(sizes):.0f} MB.")


def send(port, token, lines, n_articles, outcome):
    """Sends the lines and reads the results meanwhile; the seconds until the last result was read."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = f"POST /v1/articles:bulk HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {len(lines)}\r\nConnection: close\r\n\r\n"
    began = time.perf_counter()
    sender = threading.Thread(target=lambda: (connection.sendall(head.encode()), connection.sendall(lines)))
    sender.start()
    pieces = []
    while piece := connection.recv(1 << 18):
        pieces.append(piece)
    seconds = time.perf_counter() - began
    sender.join()
    reply = b"".join(pieces)
    assert reply.startswith(b"HTTP/1.1 200 "), reply[:500]
    assert reply.count(f'"outcome":"{outcome}"'.encode()) == n_articles, reply[-500:]
    assert b'"complete":true' in reply[-300:], reply[-300:]
    connection.close()
    return seconds



def take_schema(file):
    """What the program's own tables and indexes are made with."""
    database = sqlite3.connect(file)
    made = database.execute("select sql, tbl_name from sqlite_schema where sql is not null and name not like 'sqlite_%' order by type desc").fetchall()
    database.close()
    return [(sql, name) for sql, name in made]


def take_rows(file):
    """Every row that the filings wrote, by table, in the order of the articles; listings as lists of each article."""
    database = sqlite3.connect(file)
    rows = {}
    for name in ("articles", "versions"):
        rows[name] = database.execute(f"select * from {name} order by key").fetchall()
    listed = {}
    columns = [column[1] for column in database.execute("pragma table_info(listings)")]
    place = columns.index("article")
    for row in database.execute("select * from listings"):
        listed.setdefault(row[place], []).append(row)
    rows["listings"] = [listed.get(row[0], []) for row in rows["articles"]]
    database.close()
    return rows


def write_raw(file, schema, tables, n_articles, size):
    """Articles a second that SQLite itself makes durable, so many to a commit."""
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "cache_size = -8000", "wal_autocheckpoint = 4000"):
        database.execute(f"pragma {pragma}")
    for sql, name in schema:
        if name in tables:
            database.execute(sql)
    inserts = {name: f"insert into {name} values ({', '.join('?' * width(rows))})" for name, rows in tables.items()}
    began = time.perf_counter()
    for start in range(0, n_articles, size):
        database.execute("begin immediate")
        for name, rows in tables.items():
            some = rows[start:start + size]
            if name == "listings":
                some = [row for listed in some for row in listed]
            database.executemany(inserts[name], some)
        database.execute("commit")
    seconds = time.perf_counter() - began
    database.close()
    for ending in ("", "-wal", "-shm"):
        pathlib.Path(f"{file}{ending}").unlink(missing_ok=True)
    return n_articles / seconds


def width(rows):
    return len(rows[0][0]) if isinstance(rows[0], list) else len(rows[0])


def spread(values):
    return f"{min(values):,.0f}-{max(values):,.0f}"


if __name__ == "__main__":
    main()
