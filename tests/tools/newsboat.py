"""newsboat, a feed reader in C++, subscribes to every feed of the sample newsroom.

What it understood is read from its own database; what it asked and was answered, from a
recorder between the two.
"""

import contextlib
import sqlite3
import subprocess

from newsroom import FEEDS, Newsroom
from recorder import Recorder


def test(tally):
    with Newsroom() as newsroom, Recorder(newsroom.port) as recorder:
        newsroom.settled()
        for feed in FEEDS:
            expected = newsroom.ask(f"/feeds/{feed}.json").json()["items"]
            for ending in ("rss", "atom"):
                with tally.test(f"newsboat subscribes to {feed}.{ending}"):
                    subscribe(newsroom, recorder, f"{feed}.{ending}", expected)


def subscribe(newsroom, recorder, name, expected):
    # It keeps one article an id, whatever the feed: so each feed has a database of its own.
    folder = newsroom.folder / f"newsboat-{name}"
    folder.mkdir()
    (folder / "urls").write_text(f"http://127.0.0.1:{recorder.port}/feeds/{name}\n")
    (folder / "config").write_text("max-items 0\ndownload-retries 1\n")
    # It stores the validators with a feed it already knows: the third time is the first with them.
    statuses = []
    for _ in range(3):
        reload(folder)
        exchanges = recorder.drain()
        assert len(exchanges) == 1, f"it asked {len(exchanges)} times: {exchanges}"
        statuses.append(exchanges[0][2])
        if len(statuses) == 2:
            compare(articles(folder), expected)
            before = articles(folder)
    assert "If-None-Match" in exchanges[0][1], f"it did not keep the ETag: {exchanges[0][1]}"
    assert statuses == [200, 200, 304], f"it was answered {statuses}"
    assert articles(folder) == before, "its articles changed though nothing was new"


def reload(folder):
    done = subprocess.run(
        ["newsboat", "-C", folder / "config", "-c", folder / "cache.db", "-u", folder / "urls", "-x", "reload"],
        capture_output=True, text=True, timeout=120,
        env={"HOME": str(folder), "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    assert done.returncode == 0, f"newsboat ended with {done.returncode}: {done.stdout} {done.stderr}"


def articles(folder):
    """What newsboat holds: id -> (title, author, address, moment, text)."""
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'cache.db'}?mode=ro", uri=True)) as database:
        return {row[0]: row[1:] for row in database.execute("select guid, title, author, url, pubDate, content from rss_item")}


def compare(held, expected):
    assert held.keys() == {item["id"] for item in expected}, f"{len(held)} of {len(expected)} articles, or others"
    for item in expected:
        title, author, address, moment, text = held[item["id"]]
        assert title.strip(), f"{item['id']} has no title"
        assert address == item["url"], f"{address} is not {item['url']}"
        assert moment > 0, f"{item['id']} has no date"
        assert author.strip(), f"{item['id']} has no author"
        assert text.strip() or not item.get("content_html", "").strip(), f"{item['id']} has no text"
