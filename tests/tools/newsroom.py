"""The program as its users meet it: started on a free port with a fresh folder, and asked over HTTP.

Also the tally that every outside test reports to. Needs nothing but Python's own library.
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
TOOLS = TARGET / "tools"
BINARY = pathlib.Path(os.environ.get("BINARY", TARGET / "debug" / "syndicated"))
FEEDS = sorted(path.stem for path in (ROOT / "feeds").glob("*.toml"))
FORMATS = ("rss", "atom", "json")


class Tally:
    """Counts what held and what did not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    @contextlib.contextmanager
    def test(self, name):
        """One test: an exception inside it is its failure, and is told with its place."""
        began = time.monotonic()
        try:
            yield
        except AssertionError as error:
            self.failed += 1
            line = traceback.extract_tb(error.__traceback__)[-1]
            print(f"FAILED  {name}\n        {error}\n        {line.filename}:{line.lineno}: {line.line}", flush=True)
        except Exception:
            self.failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {name} ({time.monotonic() - began:.1f} s)", flush=True)

    def skip(self, name, why):
        """A test that cannot be run here, and why."""
        self.skipped += 1
        print(f"skipped {name}: {why}", flush=True)

    def close(self):
        """Prints the closing line; true where nothing failed."""
        print(f"\n{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return self.failed == 0


class Answer:
    """What came back for a request."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


def free_port():
    """A port nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Newsroom:
    """A running program. `with Newsroom() as newsroom:` starts it and ends it.

    It runs in the folder `home`, whose config.toml and feeds it takes: the repository's own, with
    its sample newsroom, where nothing else is said.
    Settings are environment variables laid over the ones below; None leaves one to config.toml.
    """

    def __init__(self, home=ROOT, **settings):
        self.home = home
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SYNDICATED_")
        } | {
            "SYNDICATED_SERVER_LISTEN": f"127.0.0.1:{self.port}",
            "SYNDICATED_SERVER_PUBLIC_URL": self.url,
            "SYNDICATED_STORE_DATA": str(self.folder / "data"),
            "SYNDICATED_SAMPLE_NEWSROOM": "true",
            # So that what the program prints can be pasted: it calls itself by its name.
            "PATH": f"{BINARY.parent}{os.pathsep}{os.environ['PATH']}",
        } | settings
        self.environment = {name: value for name, value in environment.items() if value is not None}
        self.process = None

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        """Starts the program and waits until it says that it is ready."""
        assert BINARY.exists(), f"{BINARY} is missing: run cargo build first"
        with open(self.folder / "stdout", "wb") as out, open(self.folder / "stderr", "ab") as err:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--config", "config.toml"],
                cwd=self.home, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended with {self.process.returncode}: {self.log()[-2000:]}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("/readyz").status == 200:
                    return self
            time.sleep(0.02)
        raise AssertionError(f"not ready after 60 s: {self.log()[-2000:]}")

    def stop(self):
        """Asks the program to end; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def printed(self):
        """What the program wrote to standard output."""
        return (self.folder / "stdout").read_text()

    def log(self):
        """What the program wrote to standard error."""
        return (self.folder / "stderr").read_text(errors="replace")

    def ask(self, path, method="GET", body=None, **headers):
        """One request on a connection of its own; `if_none_match=` becomes `If-None-Match`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-").title(): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def run(self, *arguments, stdin=None):
        """Runs the program's command line with this newsroom's settings."""
        return subprocess.run(
            [BINARY, *map(str, arguments)], cwd=self.home, env=self.environment, input=stdin,
            capture_output=True, text=True, timeout=60,
        )

    def token(self, scope="push"):
        """A new token."""
        made = self.run("token", "new", f"tests-{scope}", "--scope", scope)
        assert made.returncode == 0, f"token new: {made.returncode} {made.stderr}"
        token = made.stdout.strip()
        assert token and len(token.split()) == 1, f"standard output must hold the token alone: {made.stdout!r}"
        return token

    def editions(self):
        """The bytes of every feed in every format."""
        found = {}
        for feed in FEEDS:
            for ending in FORMATS:
                answer = self.ask(f"/feeds/{feed}.{ending}")
                assert answer.status == 200, f"/feeds/{feed}.{ending}: {answer}"
                found[f"{feed}.{ending}"] = answer.body
        return found

    def settled(self):
        """The editions, once nothing has moved in them for a while: photos are measured by jobs."""
        return until(self._unmoved, "the feeds to come to rest", seconds=30)

    def _unmoved(self):
        before = self.editions()
        time.sleep(0.5)
        return before if before == self.editions() else None


def until(condition, what, seconds=10):
    """Asks again and again until the answer is true; the answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.05)
