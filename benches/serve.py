#!/usr/bin/env python3
"""Polls a second: this program against nginx, which sends the same bytes from files.

    benches/serve.py [--rounds 6] [--seconds 3]

Two questions, each put by wrk over 64 kept connections: 200 with gzip (nginx: gzip_static), and
304 by ETag. The two servers take turns, and the middle of the rounds counts. wrk and the server
share the cores, so processor time for each poll stands beside the polls a second.
Needs nginx and wrk (Debian: nginx-light, wrk).
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from bench import ROOT, Newsroom, Writer, ask, build, machine, median, moment, processor_seconds, push_all, put, table
from newsroom import free_port, until

N_ARTICLES = 30
FEED = """
title = "Thirty long reads"
description = "About 60 KB when packed."
limit = 30
[take]
sections = ["bench"]
"""


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=6)
    arguments.add_argument("--seconds", type=int, default=3)
    arguments = arguments.parse_args()
    for tool in ("nginx", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: apt-get install nginx-light wrk")
    build()
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as folder:
        run(pathlib.Path(folder), arguments)


def run(folder, arguments):
    feeds = folder / "feeds"
    shutil.copytree(ROOT / "feeds", feeds)
    (feeds / "bench.toml").write_text(FEED)
    with Newsroom(SYNDICATED_FEEDS_FOLDER=str(feeds), SYNDICATED_LOG_LEVEL="warn") as newsroom:
        fill(newsroom)
        with Nginx(folder, newsroom) as nginx:
            measure(newsroom, nginx, arguments)


def fill(newsroom):
    writer, token = Writer(), newsroom.token()
    push_all(newsroom.port, [
        put(f"bench-{n}", {
            "url": f"https://courier.example/bench/{n}", "headline": writer.sentence(9), "summary": writer.sentence(25) + ".",
            "body_html": writer.body(11), "authors": [{"name": writer.sentence(2).title()}], "published": moment(60 * (n + 1)),
            "section": "bench", "language": "en", "tags": writer.sentence(3).split(),
        }, token)
        for n in range(N_ARTICLES)
    ], n_connections=4)
    until(lambda: len(newsroom.ask("/feeds/bench.json").json()["items"]) == N_ARTICLES, "the feed to show every article", 30)
    time.sleep(1)


class Nginx:
    """nginx over a folder with the feed's bytes, plain and packed, as this program sends them."""

    def __init__(self, folder, newsroom):
        self.folder, self.port = folder, free_port()
        root = folder / "root" / "feeds"
        root.mkdir(parents=True)
        (root / "bench.rss").write_bytes(ask(newsroom.port, "/feeds/bench.rss")[2])
        packed = ask(newsroom.port, "/feeds/bench.rss", Accept_Encoding="gzip")
        assert packed[1]["Content-Encoding"] == "gzip", packed[1]
        (root / "bench.rss.gz").write_bytes(packed[2])
        stamp = time.time() - 600
        for path in root.iterdir():
            os.utime(path, (stamp, stamp))
        (folder / "nginx.conf").write_text(f"""
            user {'root' if os.geteuid() == 0 else 'nobody'};
            daemon off;
            worker_processes auto;
            pid {folder}/nginx.pid;
            error_log {folder}/error.log;
            events {{ worker_connections 1024; }}
            http {{
                access_log off;
                sendfile on;
                tcp_nopush on;
                keepalive_requests 100000000;
                open_file_cache max=100 inactive=10m;
                open_file_cache_valid 10m;
                types {{ application/rss+xml rss; }}
                server {{
                    listen 127.0.0.1:{self.port};
                    root {folder}/root;
                    gzip_static on;
                    gzip_vary on;
                    add_header Cache-Control "public, max-age=60";
                }}
            }}
        """)

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-c", self.folder / "nginx.conf", "-p", self.folder])
        until(self._answers, "nginx")
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.pids = [self.process.pid, *map(int, children)]
        return self

    def _answers(self):
        try:
            return ask(self.port, "/feeds/bench.rss")[0] == 200
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def wrk(port, seconds, pids, headers):
    """One round: (requests a second, p99 in ms, processor microseconds a request)."""
    before = processor_seconds(*pids)
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}/feeds/bench.rss"], capture_output=True, text=True, check=True).stdout
    used = processor_seconds(*pids) - before
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    n_requests = int(re.search(r"(\d+) requests in", said)[1])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), p99, used / n_requests * 1e6


def measure(newsroom, nginx, arguments):
    servers = {"syndicated": (newsroom.port, [newsroom.process.pid]), "nginx": (nginx.port, nginx.pids)}
    machine()
    packed = ask(newsroom.port, "/feeds/bench.rss", Accept_Encoding="gzip")[2]
    version = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip().split("/")[-1]
    print(f"{len(packed)} bytes packed; wrk -t1 -c64, {arguments.rounds} rounds of {arguments.seconds} s each in turns; nginx {version}, one worker a core.")
    rows = []
    for question in ("200 gzip", "304"):
        results = {name: [] for name in servers}
        for round in range(arguments.rounds):
            for name, (port, pids) in sorted(servers.items(), reverse=round % 2 == 0):
                headers = {"Accept-Encoding": "gzip"}
                status, answered, body = ask(port, "/feeds/bench.rss", **{"Accept_Encoding": "gzip"})
                assert status == 200 and body == packed, f"{name} sends other bytes"
                if question == "304":
                    headers["If-None-Match"] = answered["ETag"]
                    assert ask(port, "/feeds/bench.rss", Accept_Encoding="gzip", If_None_Match=answered["ETag"])[0] == 304, name
                results[name].append(wrk(port, arguments.seconds, pids, headers))
        middles = {name: [median([one[n] for one in rounds]) for n in range(3)] for name, rounds in results.items()}
        for name, (rate, p99, cost) in middles.items():
            worst, best = min(one[0] for one in results[name]), max(one[0] for one in results[name])
            rows.append((question, name, f"{rate:,.0f}", f"{worst:,.0f}-{best:,.0f}", f"{p99:.2f}", f"{cost:.1f}"))
        ours, theirs = middles["syndicated"], middles["nginx"]
        rows.append((question, "**ratio**", f"**{ours[0] / theirs[0]:.2f}**", "", f"{ours[1] / theirs[1]:.2f}", f"{ours[2] / theirs[2]:.2f}"))
    table(("answer", "server", "polls/s", "range", "p99 ms", "CPU µs/poll"), rows)


if __name__ == "__main__":
    main()
