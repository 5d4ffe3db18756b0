"""The rules of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), as a list of what breaks them."""

import re

VERSION = "https://jsonfeed.org/version/1.1"
FEED_KEYS = {
    "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon",
    "favicon", "authors", "author", "language", "expired", "hubs", "items",
}
ITEM_KEYS = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
    "banner_image", "date_published", "date_modified", "authors", "author", "tags", "language", "attachments",
}
AUTHOR_KEYS = {"name", "url", "avatar"}
ATTACHMENT_KEYS = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")
EXTENSION = re.compile(r"_[A-Za-z][^.]*")


def faults(feed):
    """Everything in a parsed feed that breaks a rule; an empty list for a good one."""
    found = []
    if feed.get("version") != VERSION:
        found.append(f"version is {feed.get('version')!r}")
    if not isinstance(feed.get("title"), str) or not feed["title"].strip():
        found.append("title is missing")
    for key in ("home_page_url", "feed_url"):
        if key not in feed:
            found.append(f"{key} is missing")
    for key in ("home_page_url", "feed_url", "next_url", "icon", "favicon"):
        _address(found, feed, key, "feed")
    if feed.get("next_url") and feed["next_url"] == feed.get("feed_url"):
        found.append("next_url leads back to the feed")
    _keys(found, feed, FEED_KEYS, "feed")
    _authors(found, feed, "feed")
    for hub in feed.get("hubs", []):
        if not hub.get("type") or not ADDRESS.fullmatch(hub.get("url", "")):
            found.append(f"hub without type or url: {hub}")
    items = feed.get("items")
    if not isinstance(items, list):
        return [*found, "items is no list"]
    ids = [item.get("id") for item in items]
    if len(set(ids)) != len(ids):
        found.append("two items have one id")
    for index, item in enumerate(items):
        _item(found, item, f"items[{index}]")
    return found


def _item(found, item, place):
    if not isinstance(item.get("id"), str) or not item["id"]:
        found.append(f"{place}: id is missing or no text")
    if not any(isinstance(item.get(key), str) for key in ("content_html", "content_text")):
        found.append(f"{place}: neither content_html nor content_text")
    for key in ("url", "external_url", "image", "banner_image"):
        _address(found, item, key, place)
    for key in ("date_published", "date_modified"):
        if key in item and not MOMENT.fullmatch(item[key]):
            found.append(f"{place}: {key} {item[key]!r} is not of RFC 3339")
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        found.append(f"{place}: tags must be texts")
    for attachment in item.get("attachments", []):
        _address(found, attachment, "url", f"{place}.attachments")
        if not {"url", "mime_type"} <= attachment.keys():
            found.append(f"{place}: attachment without url or mime_type")
        for key in ("size_in_bytes", "duration_in_seconds"):
            if key in attachment and not (isinstance(attachment[key], (int, float)) and attachment[key] > 0):
                found.append(f"{place}: {key} is {attachment[key]!r}")
        _keys(found, attachment, ATTACHMENT_KEYS, f"{place}.attachments")
    _authors(found, item, place)
    _keys(found, item, ITEM_KEYS, place)


def _authors(found, of, place):
    for author in of.get("authors", []):
        if not author.keys() & AUTHOR_KEYS:
            found.append(f"{place}: an author without name, url and avatar")
        for key in ("url", "avatar"):
            _address(found, author, key, f"{place}.authors")
        _keys(found, author, AUTHOR_KEYS, f"{place}.authors")


def _address(found, of, key, place):
    if key in of and not (isinstance(of[key], str) and ADDRESS.fullmatch(of[key])):
        # An author may be reached by mail.
        if not (key == "url" and "authors" in place and str(of[key]).startswith("mailto:")):
            found.append(f"{place}: {key} {of[key]!r} is no absolute address")


def _keys(found, of, known, place):
    for key in of.keys() - known:
        if not EXTENSION.fullmatch(key):
            found.append(f"{place}: {key} is no key of JSON Feed, and no extension")
