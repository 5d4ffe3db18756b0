"""Chromium opens what became of tests/xss/payloads.txt: articles, pages and the content of every feed. Nothing may run.

Content is shown as a careless reader shows it: in a page of its own without any policy, written into the document
as it is. Every element is then poked with the events that handlers wait for. The same is done with the payloads as
they are, so that it is known that this browser would run them.
"""

import concurrent.futures
import contextlib
import html
import http.server
import json
import pathlib
import tempfile
import threading
import urllib.parse
import xml.etree.ElementTree as tree

from browser import Chromium
from newsroom import ROOT, Newsroom, until

PAYLOADS = ROOT / "tests" / "xss" / "payloads.txt"
CONFIG = """
[newsroom]
title = "The Test Courier"
authority = "courier.example"
"""
FEED = """
title = "All"
description = "All of it"
language = "en"
limit = 1000
"""
# Nobody outside of this machine is asked.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
WATCH = """
    window.fired = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print'])
        window[name] = word => { (window.top.fired || window.fired).push(name + ' ' + word); };
"""
POKE = """
    const done = arguments[arguments.length - 1];
    const events = ['load', 'error', 'click', 'mouseover', 'mouseenter', 'focus', 'blur', 'toggle', 'beforetoggle', 'pageshow', 'scroll',
        'animationstart', 'transitionend', 'begin', 'end', 'start', 'finish', 'copy', 'paste', 'input', 'invalid', 'submit', 'play',
        'loadstart', 'canplay', 'wheel', 'resize', 'pointerenter', 'hashchange', 'message', 'cuechange', 'slotchange'];
    const dangerous = [];
    for (const element of document.querySelectorAll('*')) {
        for (const name of element.getAttributeNames())
            if (name.startsWith('on') || name === 'srcdoc' || name === 'style') dangerous.push(element.outerHTML.slice(0, 200));
        if (['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM', 'BASE', 'STYLE', 'svg', 'math'].includes(element.nodeName)) dangerous.push(element.outerHTML.slice(0, 200));
        for (const link of [element.href, element.src, element.action, element.data, element.poster])
            if (typeof link === 'string' && link && !/^(https?|mailto):/.test(link)) dangerous.push(link);
        for (const event of events) element.dispatchEvent(new Event(event, {bubbles: false, cancelable: true}));
    }
    setTimeout(() => done({fired: window.fired, dangerous: dangerous}), arguments[0]);
"""


def payloads():
    lines = PAYLOADS.read_text(encoding="utf-8").split("\n")
    return [line.replace("\u2424", "\n").replace("\u2400", "\0") for line in lines if line and not line.startswith("# ")]


class Shown(http.server.BaseHTTPRequestHandler):
    """Shows what it is given, without any policy."""

    pages = {}

    def do_GET(self):
        page = self.pages.get(self.path)
        self.send_response(200 if page is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if page is not None:
            self.wfile.write(f"<!doctype html><html><head><title>x</title></head><body>{page}</body></html>".encode("utf-8", "replace"))

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def reader():
    """A careless reader: path -> content to show, and its address."""
    Shown.pages = {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Shown.pages, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def record(payload):
    return {
        "headline": f"x {payload}", "subheadline": payload, "summary": payload, "section": payload, "byline": payload,
        "dateline": payload, "tags": [payload], "rights": payload, "authors": [{"name": f"A {payload}"}],
        "wire_source": {"name": f"W {payload}"}, "correction": {"kind": "correction", "note": payload},
        "photos": [{"url": "https://i.example/p.jpg", "caption": payload, "credit": payload, "alt": payload}],
        "published": "2026-01-02T10:00:00Z", "body_html": payload,
    }


def page(payload, n):
    quoted = html.escape(payload)
    data = json.dumps({"@type": "NewsArticle", "alternativeHeadline": payload, "dateline": payload}).replace("<", "\\u003c")
    text = f"A paragraph of page {n} with some more words in it, and then some, so that this is what is taken for its text."
    return (
        f'<!doctype html><meta charset=utf-8><meta property="og:title" content="x {quoted}"><meta property="og:description" content="{quoted}">'
        f'<script type="application/ld+json">{data}</script><article><p>{text}</p>{payload}</article>'
    )


def push(newsroom, token, path, body, kind):
    answer = newsroom.ask(path, "PUT", body.encode("utf-8"), content_type=kind, authorization=f"Bearer {token}")
    assert answer.status == 201, f"{path}: {answer}"


def contents(newsroom):
    """What each format of the feed holds of HTML."""
    items = newsroom.ask("/feeds/all.json").json()["items"]
    rss = tree.fromstring(newsroom.ask("/feeds/all.rss").body)
    atom = tree.fromstring(newsroom.ask("/feeds/all.atom").body)
    return {
        "json": [item["content_html"] for item in items if "content_html" in item],
        "rss": [node.text or "" for node in rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded")],
        "atom": [node.text or "" for node in atom.iter("{http://www.w3.org/2005/Atom}content")],
    }


def test(tally):
    every = payloads()
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        (home / "config.toml").write_text(CONFIG)
        (home / "feeds").mkdir()
        (home / "feeds" / "all.toml").write_text(FEED)
        with Newsroom(home, SYNDICATED_SAMPLE_NEWSROOM=None) as newsroom, reader() as (shown, base), Chromium(ALONE, first=WATCH) as browser:
            token = newsroom.token()
            with tally.test("this browser runs the payloads as they are"):
                fired = 0
                for payload in every:
                    shown["/raw"] = payload
                    browser.open(f"{base}/raw")
                    fired += bool(poke(browser, 30)["fired"])
                print(f"        {fired} of {len(every)} payloads run where they are not sanitised")
                assert fired > len(every) / 4, f"only {fired} of {len(every)} ran: the watch is broken"
            with tally.test(f"{len(every)} payloads are taken in every field, and as pages"):
                with concurrent.futures.ThreadPoolExecutor(4) as pool:
                    jobs = [pool.submit(push, newsroom, token, f"/v1/articles/r{n}", json.dumps(record(payload)), "application/json") for n, payload in enumerate(every)]
                    query = urllib.parse.urlencode({"published": "2026-01-02T10:00:00Z"})
                    jobs += [
                        pool.submit(push, newsroom, token, f"/v1/articles/p{n}?{query}&address=https://p.example/{n}", page(payload, n), "text/html; charset=utf-8")
                        for n, payload in enumerate(every)
                    ]
                    for job in jobs:
                        job.result()
                until(lambda: len(newsroom.ask("/feeds/all.json").json()["items"]) == 2 * len(every), "all articles in the feed", seconds=60)
            for name, pieces in contents(newsroom).items():
                with tally.test(f"the content of {len(pieces)} items of the {name} feed runs nothing"):
                    assert len(pieces) > len(every), len(pieces)
                    for n, piece in enumerate(pieces):
                        shown["/one"] = piece
                        shown[f"/{name}/{n // 50}"] = shown.get(f"/{name}/{n // 50}", "") + f"<section>{piece}</section>"
                        if name == "json":
                            assert_harmless(browser, f"{base}/one", piece)
                    for path in [path for path in shown if path.startswith(f"/{name}/")]:
                        assert_harmless(browser, base + path, path)
            with tally.test(f"{2 * len(every)} pages of articles run nothing"):
                for kind in "rp":
                    for n, payload in enumerate(every):
                        assert_harmless(browser, f"{newsroom.url}/articles/{kind}{n}", payload)
            with tally.test("the page of the feed runs nothing"):
                assert_harmless(browser, f"{newsroom.url}/feeds/all", "the page of the feed", wait=200)


def poke(browser, wait):
    return browser._call("POST", "/execute/async", {"script": POKE, "args": [wait]})


def assert_harmless(browser, url, what, wait=5):
    browser.open(url)
    seen = poke(browser, wait)
    assert not seen["fired"], f"{what!r} at {url} ran: {seen['fired']}"
    assert not seen["dangerous"], f"{what!r} at {url} left: {seen['dangerous'][:3]}"
