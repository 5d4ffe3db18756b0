"""Chromium opens the pages for people, on a phone and on a desk, by day and by night.

Steered through chromedriver (https://www.w3.org/TR/webdriver2/) with nothing but Python's own
library. Pictures of every page are left under target/screenshots, to be looked at.
"""

import base64
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from newsroom import FEEDS, ROOT, TARGET, TOOLS, Newsroom

WIDTHS = {390: 844, 1280: 900}
SCHEMES = ("light", "dark")
SCREENSHOTS = TARGET / "screenshots"
FORMATS = {"application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/feed+json": ".json"}

COPY = """The lamp at Grey Point burns again

By Ada Quill and Ben Inkwell

GREY POINT — After nine dark years the lamp at Grey Point was lit on Sunday. Some two hundred people came.

Nobody had asked them to. “We were going to look at it from home,” said one of them, “but you cannot see it from home.”
"""

LISTEN = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event =>
        window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""
LOOK = """
    const done = arguments[arguments.length - 1];
    (async () => {
        // Photos below the fold are fetched when they come near it.
        for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
            scrollTo(0, y);
            await new Promise(next => setTimeout(next, 15));
        }
        const waiting = [...document.images].filter(image => !image.complete);
        await Promise.race([
            Promise.all(waiting.map(image => new Promise(next => { image.onload = image.onerror = next; }))),
            new Promise(next => setTimeout(next, 5000)),
        ]);
        await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
        scrollTo(0, 0);
        await new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
        const wide = [...document.querySelectorAll('body *')].filter(element => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && getComputedStyle(element).position !== 'absolute';
        });
        return {
            violations: window.violations,
            broken: [...document.images].filter(image => !image.naturalWidth).map(image => image.src),
            n_images: document.images.length,
            without_alt: [...document.images].filter(image => !image.hasAttribute('alt')).map(image => image.src),
            unsized: [...document.images].filter(image => !image.hasAttribute('width')).map(image => image.src),
            n_scripts: document.scripts.length,
            height: document.documentElement.scrollHeight,
            scroll_width: document.documentElement.scrollWidth,
            wide: wide.slice(0, 3).map(element => element.outerHTML.slice(0, 160)),
            discovery: [...document.querySelectorAll('link[rel~=alternate]')].map(link => [link.type, link.href, link.title]),
            title: document.title,
            language: document.documentElement.lang,
            n_headings: document.querySelectorAll('h1').length,
            ground: getComputedStyle(document.body).backgroundColor,
            root: getComputedStyle(document.documentElement).backgroundColor,
        };
    })().then(done, error => done({ error: String(error) }));
"""
JUDGE = """
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations.map(rule =>
            rule.id + ' (' + rule.impact + '): ' + rule.help + ': ' + rule.nodes.slice(0, 2).map(node => node.html).join(' '))),
        error => done([String(error)]));
"""


class Chromium:
    """One browser window. `with Chromium() as browser:` opens and closes it.

    `first` is a script that runs in every page before the page's own.
    """

    def __init__(self, *arguments, first=LISTEN):
        self.arguments = arguments
        self.first = first

    def __enter__(self):
        self.log = tempfile.TemporaryFile("w+")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self.session = f"http://127.0.0.1:{self._port()}/session"
            arguments = ["--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage", "--force-device-scale-factor=1"]
            arguments += self.arguments
            if os.geteuid() == 0:
                arguments.append("--no-sandbox")
            made = self._call("POST", "", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": {"args": arguments},
                "goog:loggingPrefs": {"browser": "ALL"},
                "timeouts": {"script": 15000, "pageLoad": 30000},
            }}})
            self.session += f"/{made['sessionId']}"
            self.cdp("Page.addScriptToEvaluateOnNewDocument", source=self.first)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self._call("DELETE", "")
        except Exception:
            pass  # It may be gone already; the driver ends in any case.
        self.driver.terminate()
        self.driver.wait()

    def _port(self):
        for _ in range(200):
            self.log.seek(0)
            found = re.search(r"started successfully on port (\d+)", self.log.read())
            if found:
                return int(found[1])
            time.sleep(0.05)
        raise AssertionError("chromedriver does not start")

    def _call(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()[:500]}") from None

    def cdp(self, command, **parameters):
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def window(self, width, height, scheme):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, url):
        self.console()
        self._call("POST", "/url", {"url": url})

    def wait_for(self, script):
        return self._call("POST", "/execute/async", {"script": script, "args": []})

    def load(self, source):
        # Through the debugger, as the page's own policy lets no script in.
        found = self.cdp("Runtime.evaluate", expression=source)
        assert "exceptionDetails" not in found, found["exceptionDetails"]

    def console(self):
        return [entry for entry in self._call("POST", "/se/log", {"type": "browser"}) if entry["level"] in ("SEVERE", "WARNING")]

    def picture(self, path, width, height, scheme):
        # A window as high as the page, so that everything in it has been painted.
        self.window(width, height, scheme)
        shot = self.cdp("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


def test(tally):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    axe = (TOOLS / "node" / "node_modules" / "axe-core" / "axe.min.js").read_text()
    with Newsroom() as newsroom, Chromium() as browser:
        newsroom.settled()
        pages = {"index": "/", "feed": "/feeds/front", "french": "/feeds/lire", "problems": "/problems/", "missing": "/no-such-page"}
        with tally.test("articles without an address of their own have a page here, and a killed one says so"):
            pages |= file(newsroom)
        with tally.test("a page that has not changed keeps its policy"):
            # Browsers take the headers of a 304 over those they hold: another policy there would
            # cost the page its style and its photos on the second visit.
            for path in ("/", "/feeds/front"):
                first = newsroom.ask(path, accept="text/html")
                again = newsroom.ask(path, accept="text/html", if_none_match=first.headers["ETag"])
                assert again.status == 304, again
                for name in ("Content-Security-Policy", "Cache-Control", "Vary", "ETag"):
                    assert again.headers.get(name, first.headers[name]) == first.headers[name], f"{path}: {name}: {again.headers[name]}"
        for name, path in pages.items():
            for width, height in WIDTHS.items():
                for scheme in SCHEMES:
                    with tally.test(f"{name} page at {width} px, {scheme}"):
                        browser.window(width, height, scheme)
                        look(newsroom, browser, name, path, width, scheme)
                        browser.load(axe)
                        found = browser.wait_for(JUDGE)
                        assert not found, "not accessible: " + "\n        ".join(found)
        with tally.test("a page tells of its feeds to those who look for them"):
            discover(newsroom, browser)
    print(f"        pictures: {SCREENSHOTS}")


def file(newsroom):
    """Files two articles and kills one of them: name -> path of their pages."""
    token = newsroom.token()
    photo = ROOT / "sample" / "photos" / "lanterns.jpg"
    for id in ("lamp", "lamp-withdrawn"):
        pushed = newsroom.run(
            "push", "-", "--id", id, "--photo", photo, "--section", "local", "--language", "en",
            "--server", newsroom.url, "--token", token, stdin=COPY,
        )
        assert pushed.returncode == 0, f"{pushed.returncode}: {pushed.stdout} {pushed.stderr}"
    killed = newsroom.run("kill", "lamp-withdrawn", "--note", "It was never lit.", "--server", newsroom.url, "--token", token)
    assert killed.returncode == 0, f"{killed.returncode}: {killed.stdout} {killed.stderr}"
    newsroom.settled()
    pages = {"article": "/articles/lamp", "gone": "/articles/lamp-withdrawn"}
    for name, status in (("article", 200), ("gone", 410)):
        answer = newsroom.ask(pages[name], accept="text/html")
        assert answer.status == status, f"{pages[name]}: {answer.status}"
        assert b"No articles yet" not in answer.body, f"{pages[name]} calls feeds empty that are not"
    assert newsroom.url + pages["article"] in {item["url"] for item in newsroom.ask("/feeds/local.json").json()["items"]}
    return pages


def look(newsroom, browser, name, path, width, scheme):
    browser.open(newsroom.url + path)
    seen = browser.wait_for(LOOK)
    assert "error" not in seen, seen
    browser.picture(SCREENSHOTS / f"{name}-{width}-{scheme}.png", width, min(seen["height"], 8000), scheme)
    complaints = [
        entry["message"] for entry in browser.console()
        # That such a page answers 404 or 410 is no fault.
        if not (name in ("missing", "gone") and entry["source"] == "network" and path in entry["message"])
    ]
    assert not complaints, f"the console says: {complaints}"
    assert not seen["violations"], f"against our own policy: {seen['violations']}"
    assert not seen["broken"], f"photos that do not show: {seen['broken']}"
    assert not seen["without_alt"], f"photos without alt: {seen['without_alt']}"
    assert not seen["unsized"], f"photos that make the page jump, for they have no width: {seen['unsized']}"
    # innerWidth would grow with what stands out of the window on a phone.
    assert seen["scroll_width"] <= width, f"{seen['scroll_width']} px wide in {width}: {seen['wide']}"
    assert not seen["n_scripts"], "a script"
    assert seen["title"] and seen["language"] and seen["n_headings"] == 1, seen
    if name in ("index", "feed", "french", "article"):
        assert seen["n_images"] > 0, "no photo at all"
    ground = next(color for color in (seen["ground"], seen["root"], "rgb(255, 255, 255)") if color != "rgba(0, 0, 0, 0)")
    bright = sum(map(float, re.findall(r"[\d.]+", ground)[:3])) / 3
    assert (bright < 90) == (scheme == "dark"), f"the ground is {ground} in the {scheme} scheme"


def discover(newsroom, browser):
    browser.open(newsroom.url + "/")
    offered = {(type, href) for type, href, _ in browser.wait_for(LOOK)["discovery"]}
    for feed in FEEDS:
        for type, ending in FORMATS.items():
            assert (type, f"{newsroom.url}/feeds/{feed}{ending}") in offered, f"the front page does not offer {feed}{ending}"
    for feed in FEEDS:
        browser.open(f"{newsroom.url}/feeds/{feed}")
        offered = browser.wait_for(LOOK)["discovery"]
        assert {type for type, _, _ in offered} >= FORMATS.keys(), f"{feed}: {offered}"
        for type, href, title in offered:
            answer = newsroom.ask(href[len(newsroom.url):])
            assert answer.status == 200 and answer.headers.get_content_type() == type, f"{href}: {answer.status}"
            assert title, f"{href} has no title"
