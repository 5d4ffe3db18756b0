"""feedparser reads every feed of the sample newsroom, and JSON Feed is held to its rules.

The three formats of a feed are three tellings of one thing: ids, titles, authors, dates and
photos are compared between them.
"""

import html

import feedparser
import json_feed
from newsroom import FEEDS, Newsroom

TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
VERSIONS = {"rss": "rss20", "atom": "atom10"}


def test(tally):
    with Newsroom() as newsroom:
        newsroom.settled()
        photos = {}
        for feed in FEEDS:
            told = {}
            with tally.test(f"{feed}.json keeps the rules of JSON Feed 1.1"):
                answer = newsroom.ask(f"/feeds/{feed}.json")
                assert answer.headers.get_content_type() == TYPES["json"], answer.headers["Content-Type"]
                told["json"] = answer.json()
                found = json_feed.faults(told["json"])
                assert not found, "\n        ".join(found)
                assert told["json"]["feed_url"] == f"{newsroom.url}/feeds/{feed}.json", told["json"]["feed_url"]
                assert told["json"]["items"], "no items"
            for ending in VERSIONS:
                with tally.test(f"feedparser reads {feed}.{ending}"):
                    told[ending] = read(newsroom, feed, ending)
                with tally.test(f"feedparser asks for {feed}.{ending} again and is told that nothing is new"):
                    ask_again(newsroom, feed, ending)
            if len(told) == 3:
                with tally.test(f"{feed}: RSS, Atom and JSON tell the same"):
                    compare(told)
                for item in told["json"]["items"]:
                    for attachment in item.get("attachments", []):
                        photos[attachment["url"]] = attachment
        with tally.test(f"{len(photos)} photos are what the feeds say they are"):
            assert len(photos) >= 10, f"the sample has more photos than {len(photos)}"
            for url, attachment in photos.items():
                fetch(newsroom, url, attachment)


def read(newsroom, feed, ending):
    parsed = feedparser.parse(f"{newsroom.url}/feeds/{feed}.{ending}")
    assert parsed.bozo == 0, f"bozo: {parsed.get('bozo_exception')}"
    assert parsed.status == 200, parsed.status
    assert parsed.version == VERSIONS[ending], parsed.version
    assert parsed.headers["content-type"].startswith(TYPES[ending]), parsed.headers["content-type"]
    assert parsed.headers.get("content-encoding") == "gzip", "not packed though asked for"
    assert parsed.feed.title and parsed.feed.link, "title or link of the feed is missing"
    selves = [link.href for link in parsed.feed.links if link.rel == "self"]
    assert selves == [f"{newsroom.url}/feeds/{feed}.{ending}"], f"self: {selves}"
    assert parsed.entries, "no entries"
    for entry in parsed.entries:
        for key in ("id", "title", "link"):
            assert entry.get(key), f"{key} is missing: {entry.get('id')} {entry.get('title')}"
        assert entry.get("published_parsed"), f"published is missing or unreadable: {entry.id}"
        assert entry.get("updated_parsed"), f"updated is missing or unreadable: {entry.id}"
        assert entry.get("authors") and all(author.get("name") for author in entry.authors), (
            f"an author without a name: {entry.id} {entry.get('authors')}"
        )
        for enclosure in entry.enclosures:
            assert int(enclosure["length"]) > 0 and enclosure["type"].startswith("image/"), enclosure
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids), "two entries have one id"
    return parsed


def ask_again(newsroom, feed, ending):
    url = f"{newsroom.url}/feeds/{feed}.{ending}"
    first = feedparser.parse(url)
    assert first.get("etag") and first.get("modified"), f"no validators: {first.headers}"
    assert not first.etag.startswith("W/"), f"a weak tag: {first.etag}"
    for name, validators in {
        "ETag": {"etag": first.etag},
        "Last-Modified": {"modified": first.modified},
        "both": {"etag": first.etag, "modified": first.modified},
    }.items():
        again = feedparser.parse(url, **validators)
        assert again.status == 304, f"with {name}: {again.status}"
        assert not again.entries, f"with {name}: entries in a 304"
    stale = feedparser.parse(url, etag='"another"')
    assert stale.status == 200 and len(stale.entries) == len(first.entries), "an unknown tag must get the feed"


def compare(told):
    items, entries, others = told["json"]["items"], told["rss"].entries, told["atom"].entries
    ids = [item["id"] for item in items]
    assert ids == [entry.id for entry in entries], "RSS has other ids, or another order, than JSON"
    assert ids == [entry.id for entry in others], "Atom has other ids, or another order, than JSON"
    for item, rss, atom in zip(items, entries, others):
        place = item["id"]
        titles = {html.unescape(title) for title in (item["title"], rss.title, atom.title)}
        assert len(titles) == 1, f"{place}: titles differ: {titles}"
        assert item["url"] == rss.link == atom.link, f"{place}: links differ"
        names = [author["name"] for author in item["authors"]]
        for format, entry in (("RSS", rss), ("Atom", atom)):
            read = [author.name for author in entry.authors]
            assert set(names) <= set(read), f"{place}: {format} names {read}, JSON {names}"
        assert rss.published_parsed == atom.published_parsed, f"{place}: published differs"
        assert rss.updated_parsed == atom.updated_parsed, f"{place}: updated differs"
        assert set(item.get("tags", [])) == {tag.term for tag in atom.get("tags", [])} | set() or set(
            item.get("tags", [])
        ) <= {tag.get("label") or tag.term for tag in atom.get("tags", [])}, f"{place}: tags differ"
        attachments = [one["url"] for one in item.get("attachments", [])]
        for format, entry in (("RSS", rss), ("Atom", atom)):
            enclosures = [(one["href"], int(one["length"]), one["type"]) for one in entry.enclosures]
            assert bool(enclosures) == bool(attachments), f"{place}: {format} has {enclosures}, JSON {attachments}"
            if enclosures:
                lead = item["attachments"][0]
                expected = (lead["url"], lead["size_in_bytes"], lead["mime_type"])
                assert enclosures[0] == expected, f"{place}: {format} has {enclosures[0]}, JSON {expected}"


def fetch(newsroom, url, attachment):
    assert url.startswith(newsroom.url + "/photos/"), f"not ours: {url}"
    answer = newsroom.ask(url[len(newsroom.url):])
    assert answer.status == 200, f"{url}: {answer.status}"
    assert len(answer.body) == attachment["size_in_bytes"], f"{url}: {len(answer.body)} bytes, not {attachment}"
    assert answer.headers["Content-Type"] == attachment["mime_type"], f"{url}: {answer.headers['Content-Type']}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff", f"{url}: without nosniff"
