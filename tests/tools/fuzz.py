"""schemathesis asks the API, as its own description at /v1/openapi.json says it may be asked, and as it may not.

Bounded: a fixed seed, at most so many cases for each operation.
"""

import subprocess
import sys

from newsroom import ROOT, TOOLS, Newsroom

CASES = 25
SECONDS = 110


def test(tally):
    # The open validator is rationed by address, and all of this comes from one.
    with Newsroom(SYNDICATED_LIMITS_VALIDATIONS_PER_MINUTE="0") as newsroom:
        with tally.test("the API describes itself"):
            described = newsroom.ask("/v1/openapi.json")
            assert described.status == 200, described
            description = described.json()
            assert description["openapi"].startswith("3."), description.get("openapi")
            assert len(description["paths"]) >= 5, list(description["paths"])
        with tally.test("schemathesis finds no fault in the API"):
            report = TOOLS / "schemathesis"
            report.mkdir(exist_ok=True)
            done = subprocess.run(
                [
                    TOOLS / "venv" / "bin" / "schemathesis", "--config-file", ROOT / "tests" / "tools" / "schemathesis.toml",
                    "run", f"{newsroom.url}/v1/openapi.json",
                    "--header", f"Authorization: Bearer {newsroom.token()}",
                    "--max-examples", str(CASES), "--seed", "1", "--workers", "2",
                    "--phases", "examples,coverage,fuzzing", "--request-timeout", "10",
                    "--suppress-health-check", "all", "--generation-database", "none",
                    "--continue-on-failure", "--no-color",
                    "--report", "junit", "--report-junit-path", report / "junit.xml",
                ],
                cwd=newsroom.folder, capture_output=True, text=True, timeout=SECONDS,
                env=newsroom.environment | {"COLUMNS": "120", "PYTHONPATH": str(ROOT / "tests" / "tools"), "SCHEMATHESIS_HOOKS": "media_types"},
            )
            (report / "output.txt").write_text(done.stdout + done.stderr)
            sys.stdout.write("".join(f"        {line}\n" for line in done.stdout.splitlines()[-25:]))
            assert done.returncode == 0, f"it ended with {done.returncode}; all it said is in {report / 'output.txt'}"
        with tally.test("the program is as well as before"):
            assert newsroom.ask("/readyz").status == 200
            newsroom.editions()
            assert "panicked" not in newsroom.log(), newsroom.log()[-2000:]
            assert newsroom.stop() == 0
