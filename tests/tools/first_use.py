"""The first five minutes, as the README tells them: start, look, push, poll, stop, start again.

Standard output of the program is what a newcomer reads: every address on it must answer, and
the example on it must work when pasted.
"""

import contextlib
import json
import pathlib
import re
import subprocess
import tempfile
import textwrap
import time

from newsroom import FEEDS, ROOT, Newsroom, until

COPY = ROOT / ".." / "shared" / "seed" / "spokesman-review-atacms.txt"
HEADLINE = "Ukraine fired U.S.-made missiles into Russia for first time, officials say"


def test(tally):
    # A newcomer sets nothing but what keeps two newsrooms on one machine apart.
    with Newsroom(SYNDICATED_SERVER_PUBLIC_URL=None, SYNDICATED_SAMPLE_NEWSROOM=None) as newsroom:
        with tally.test("every printed address answers"):
            addresses = re.findall(rf"{re.escape(newsroom.url)}[^\s'\"]*", newsroom.printed())
            places = {address[len(newsroom.url):].rstrip(".,;)") or "/" for address in addresses}
            shown = {place for place in places if not place.startswith("/v1/articles")}
            assert {"/"} < shown, f"addresses to open are missing:\n{newsroom.printed()}"
            for place in shown:
                answer = newsroom.ask(place)
                assert answer.status == 200, f"{place}: {answer.status}"
        newsroom.settled()
        with tally.test("the printed example push works when pasted"):
            paste(newsroom)
        token = newsroom.token()
        copy(tally, newsroom, token)
        life(tally, newsroom, token)
        commands(tally, newsroom)
        restart(tally, newsroom)
    own_feed(tally)


def own_feed(tally):
    """The README's "Five minutes to your own feed", taken by its word."""
    with tally.test("the README's five minutes lead to a feed of one's own"), contextlib.ExitStack() as keep:
        told = (ROOT / "README.md").read_text().split("## Five minutes to your own feed")[1].split("\n## ")[0]
        blocks = [
            (kind, textwrap.dedent(block)) for _, kind, block in re.findall(r"^( *)```(\w+)\n(.*?)^ *```", told, re.M | re.S)
        ]
        settings, feed = [block for kind, block in blocks if kind == "toml"]
        name = re.search(r"`feeds/([a-z-]+)\.toml`", told)[1]
        home = pathlib.Path(keep.enter_context(tempfile.TemporaryDirectory(prefix="own-")))
        (home / "config.toml").write_text(settings)
        (home / "feeds").mkdir()
        (home / "feeds" / f"{name}.toml").write_text(feed)
        commands = next(block for kind, block in blocks if kind == "sh" and "syndicated serve" in block)
        # The service runs already, on a port of its own; the token is made as the README makes it.
        token = re.search(r"^syndicated (token new.*?)\s*(#|$)", commands, re.M)[1].split()
        push = commands[commands.index("curl"):]
        with Newsroom(home=home, SYNDICATED_SAMPLE_NEWSROOM=None) as newsroom:
            made = newsroom.run(*token)
            assert made.returncode == 0, made.stderr
            done = subprocess.run(
                ["bash", "-c", push.replace("http://127.0.0.1:8080", newsroom.url)], capture_output=True, text=True,
                timeout=30, env=newsroom.environment | {"SYNDICATED_TOKEN": made.stdout.strip()},
            )
            headline = re.search(r'"headline": "([^"]+)"', push)[1]
            assert done.returncode == 0 and "created" in done.stdout, f"{push}\n{done.stdout}{done.stderr}"
            shown = until(lambda: newsroom.ask(f"/feeds/{name}.json").json()["items"], "the feed to show the article")
            assert [item["title"] for item in shown] == [headline], shown
            assert newsroom.stop() == 0


def paste(newsroom):
    lines = newsroom.printed().splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip().startswith(("curl ", "syndicated push"))), None)
    assert start is not None, f"no example to paste:\n{newsroom.printed()}"
    # Pasting takes the lines to the end of the block.
    block = []
    for line in lines[start:]:
        if not line.strip():
            break
        block.append(line)
    before = newsroom.editions()
    done = subprocess.run(
        ["bash", "-c", "\n".join(block)], cwd=ROOT, env=newsroom.environment, capture_output=True, text=True, timeout=30
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{block} ended with {done.returncode}: {said}"
    assert not re.search(r'"status":\s*[45]\d\d|HTTP/1.1 [45]', said), f"{block} was refused: {said}"
    until(lambda: newsroom.editions() != before, "a feed to show the example")


def items(newsroom, feed="front"):
    return newsroom.ask(f"/feeds/{feed}.json").json()["items"]


def named(newsroom, headline):
    """Every (feed, item) with this headline."""
    return [(feed, item) for feed in FEEDS for item in items(newsroom, feed) if item["title"] == headline]


def copy(tally, newsroom, token):
    name = "raw copy from a page becomes an article with its photo"
    if not COPY.exists():
        tally.skip(name, f"{COPY.relative_to(ROOT)} is not there")
        return
    photo = ROOT / "sample" / "photos" / "waves.jpg"
    published = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
    given = ["push", COPY, "--photo", photo, "--published", published, "--section", "world"]
    with tally.test("push --dry-run shows what was understood and sends nothing"):
        dry = newsroom.run(*given, "--dry-run", "--server", newsroom.url, "--token", token)
        assert dry.returncode == 0, f"{dry.returncode}: {dry.stderr}"
        for word in (HEADLINE, "Marc Santora", "Eric Schmitt", "New York Times", "KYIV, Ukraine", "South Korean Defense Ministry"):
            assert word in dry.stdout, f"{word} is not in what was understood:\n{dry.stdout}"
        assert not named(newsroom, HEADLINE), "it was published"
    with tally.test(name):
        pushed = newsroom.run(*given, "--server", newsroom.url, "--token", token)
        assert pushed.returncode == 0, f"{pushed.returncode}: {pushed.stdout} {pushed.stderr}"
        found = until(lambda: [one for one in named(newsroom, HEADLINE) if one[1].get("attachments")], "the article")
        assert "world" in {feed for feed, _ in found}, f"only in {found}"
        item = next(item for feed, item in found if feed == "world")
        assert [author["name"] for author in item["authors"]] == ["Marc Santora", "Eric Schmitt"], item["authors"]
        assert item["attachments"][0]["size_in_bytes"] == photo.stat().st_size, item["attachments"]
        body = item["content_html"]
        for never in ("<p></p>", "Est. May", "July 29, 2017", "By Marc Santora"):
            assert never not in body, f"{never} is left in the body"
        assert item["date_published"].startswith(published[:16]) or "+" in item["date_published"], item["date_published"]


def life(tally, newsroom, token):
    record = {
        "id": "first-use-1", "url": "https://harbour-courier.example/first-use", "headline": "A first article: Łódź & <more>",
        "body_html": "<p>Ein Satz, <em>un mot</em>, 一行.</p>", "authors": [{"name": "Zoë Ångström"}], "section": "local",
        "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60)), "language": "en",
    }

    def put(prefer="wait"):
        return newsroom.ask(
            "/v1/articles/first-use-1", "PUT", json.dumps(record).encode(),
            authorization=f"Bearer {token}", content_type="application/json", prefer=prefer,
        )

    with tally.test("an article is created, unchanged, changed, killed"):
        made = put()
        assert made.status == 201, made
        assert named(newsroom, record["headline"]), "Prefer: wait answered before a feed showed it"
        same = put()
        assert same.status == 200 and b"unchanged" in same.body, same
        record["headline"] = "Another headline"
        changed = put()
        assert changed.status == 200, changed
        assert named(newsroom, "Another headline"), "the feed shows the old headline"
        assert newsroom.ask("/v1/articles/first-use-1", authorization=f"Bearer {token}").json(), "GET says nothing"
        killed = newsroom.run("kill", "first-use-1", "--server", newsroom.url, "--token", token)
        if killed.returncode != 0 and "scope" in killed.stderr + killed.stdout:
            killed = newsroom.run("kill", "first-use-1", "--server", newsroom.url, "--token", newsroom.token("kill"))
        assert killed.returncode == 0, f"{killed.returncode}: {killed.stdout} {killed.stderr}"
        until(lambda: not named(newsroom, "Another headline"), "the kill to reach every feed")
    with tally.test("nothing can be written without a token, and the refusal is a problem of RFC 9457"):
        for headers in ({}, {"authorization": "Bearer wrong"}):
            answer = newsroom.ask("/v1/articles/nobody", "PUT", b"{}", content_type="application/json", **headers)
            assert answer.status == 401, answer
            assert answer.headers.get_content_type() == "application/problem+json", answer.headers["Content-Type"]
            assert answer.headers["WWW-Authenticate"], "401 without WWW-Authenticate"


def commands(tally, newsroom):
    with tally.test("validate finds no error and no warning in any feed"):
        newsroom.settled()
        files = []
        for name, body in newsroom.editions().items():
            path = newsroom.folder / name
            path.write_bytes(body)
            files.append(path)
        judged = newsroom.run("validate", "--json", *files)
        reports = [json.loads(line) for line in judged.stdout.splitlines()]
        assert len(reports) == len(files), f"{len(reports)} reports on {len(files)} files: {judged.stderr}"
        for report in reports:
            assert not report["errors"] and not report["warnings"], json.dumps(report)
        assert judged.returncode == 0, f"{judged.returncode}: {judged.stderr}"
        broken = newsroom.folder / "broken.rss"
        broken.write_text("<rss version='2.0'><channel><title>x</title>")
        judged = newsroom.run("validate", broken)
        assert judged.returncode != 0, "a broken feed passes"
    with tally.test("check finds the store and the configuration sound"):
        checked = newsroom.run("check")
        assert checked.returncode == 0, f"{checked.returncode}: {checked.stdout} {checked.stderr}"
    with tally.test("--help teaches"):
        assert "push" in newsroom.run("--help").stdout
        for command in ("serve", "push", "kill", "validate", "check", "token"):
            told = newsroom.run(command, "--help")
            assert told.returncode == 0 and len(told.stdout) > 200, f"{command} --help: {told.stdout}{told.stderr}"


def restart(tally, newsroom):
    before = newsroom.settled()
    with tally.test("SIGTERM ends the program with 0"):
        code = newsroom.stop()
        assert code == 0, f"ended with {code}: {newsroom.log()[-1000:]}"
    with tally.test("starting again changes no byte of any feed"):
        newsroom.start()
        after = newsroom.editions()
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"changed: {changed}"
        assert newsroom.settled() == before, "changed a moment after the start"
    with tally.test("nothing panicked"):
        assert "panicked" not in newsroom.log(), newsroom.log()[-2000:]
