"""newsboat, a feed reader in C++, subscribes to every feed of the sample newsroom.

What it understood is read from its own database; what it asked and was answered, from a
recorder between the two.
"""

import sqlite3
import subprocess

from newsroom import FEEDS, Newsroom
from recorder import Recorder


def test(tally):
    with Newsroom() as newsroom, Recorder(newsroom.port) as recorder:
        newsroom.settled()
        paths = [f"/feeds/{feed}.{ending}" for feed in FEEDS for ending in ("rss", "atom")]
        folder = newsroom.folder / "newsboat"
        folder.mkdir()
        (folder / "urls").write_text("".join(f"http://127.0.0.1:{recorder.port}{path}\n" for path in paths))
        (folder / "config").write_text("reload-threads 4\nmax-items 0\ndownload-retries 1\n")

        with tally.test(f"newsboat fetches {len(paths)} feeds"):
            reload(folder)
            answers = {path: status for path, _, status in recorder.drain()}
            assert answers == dict.fromkeys(paths, 200), answers
        for feed in FEEDS:
            with tally.test(f"newsboat holds every article of {feed}, from RSS and from Atom"):
                expected = newsroom.ask(f"/feeds/{feed}.json").json()["items"]
                for ending in ("rss", "atom"):
                    compare(folder, f"http://127.0.0.1:{recorder.port}/feeds/{feed}.{ending}", expected)
        with tally.test("newsboat asks again and gets 304 for every feed"):
            before = dump(folder)
            reload(folder)
            exchanges = recorder.drain()
            answers = {path: status for path, _, status in exchanges}
            asked = {path: headers for path, headers, _ in exchanges}
            unconditional = [path for path, headers in asked.items() if "If-None-Match" not in headers]
            assert not unconditional, f"newsboat did not keep the validators of {unconditional}"
            assert answers == dict.fromkeys(paths, 304), answers
            assert dump(folder) == before, "its articles changed though nothing was new"


def reload(folder):
    done = subprocess.run(
        ["newsboat", "-C", folder / "config", "-c", folder / "cache.db", "-u", folder / "urls", "-x", "reload"],
        capture_output=True, text=True, timeout=120, env={"HOME": str(folder), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, f"newsboat ended with {done.returncode}: {done.stdout} {done.stderr}"


def rows(folder, query, *values):
    with sqlite3.connect(f"file:{folder / 'cache.db'}?mode=ro", uri=True) as database:
        return database.execute(query, values).fetchall()


def dump(folder):
    return rows(folder, "select feedurl, guid, title, author, url, pubDate, content from rss_item order by feedurl, guid")


def compare(folder, url, expected):
    held = {
        guid: (title, author, link, moment, content)
        for guid, title, author, link, moment, content in rows(
            folder, "select guid, title, author, url, pubDate, content from rss_item where feedurl = ?", url
        )
    }
    assert held.keys() == {item["id"] for item in expected}, f"{url}: {len(held)} of {len(expected)} articles, or others"
    for item in expected:
        title, author, link, moment, content = held[item["id"]]
        assert title.strip(), f"{url}: {item['id']} has no title"
        assert link == item["url"], f"{url}: {link} is not {item['url']}"
        assert moment > 0, f"{url}: {item['id']} has no date"
        assert author.strip(), f"{url}: {item['id']} has no author"
        assert content.strip() or not item.get("content_html", "").strip(), f"{url}: {item['id']} has no text"
