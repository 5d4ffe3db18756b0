# Installs what the tests need and the machine lacks, with one line for each thing it installs.
# Sourced by tests/run, from the root of the repository. Says nothing and is quick when all is there.

tools="${CARGO_TARGET_DIR:-target}/tools"
axe_version=4.14.1

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "install: need root or sudo for: $*" >&2
        return 1
    fi
}

# debian COMMAND PACKAGE WHY: installs a Debian package unless its command is there.
debian() {
    command -v "$1" >/dev/null && return
    echo "install: $2 (Debian package): $3"
    if [ -z "${apt_updated:-}" ]; then
        as_root apt-get update -qq
        apt_updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$2" >"$tools/apt.log" 2>&1 || {
        cat "$tools/apt.log" >&2
        return 1
    }
}

# component NAME COMMAND: adds a part of the Rust toolchain.
component() {
    cargo "$2" --version >/dev/null 2>&1 && return
    echo "install: $1 (part of the Rust toolchain)"
    rustup component add "$1" >/dev/null
}

python_tools() {
    local stamp="$tools/venv/requirements.txt"
    cmp -s tests/tools/requirements.txt "$stamp" && "$tools/venv/bin/python" -c '' 2>/dev/null && return
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        debian no-such-command python3-venv "the folder in which Python packages are kept apart"
    fi
    echo "install: feedparser, schemathesis and what they draw in (Python, under $tools/venv)"
    rm -rf "$tools/venv"
    python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" install -q --disable-pip-version-check -r tests/tools/requirements.txt
    cp tests/tools/requirements.txt "$stamp"
}

node_tools() {
    local package="$tools/node/node_modules/axe-core/package.json"
    grep -qs "\"version\": \"$axe_version\"" "$package" && return
    debian npm npm "to fetch axe-core"
    echo "install: axe-core $axe_version (npm, under $tools/node): judges whether pages are accessible"
    mkdir -p "$tools/node"
    npm install --silent --no-audit --no-fund --prefix "$tools/node" "axe-core@$axe_version" >/dev/null
}

install_tools() {
    mkdir -p "$tools"
    if ! command -v cargo >/dev/null && [ -x "$HOME/.cargo/bin/cargo" ]; then
        PATH="$HOME/.cargo/bin:$PATH"
    fi
    command -v cargo >/dev/null || {
        echo "tests/run: Rust is missing; https://www.rust-lang.org/tools/install says how to install it" >&2
        return 1
    }
    component rustfmt fmt
    component clippy clippy
    debian cc build-essential "SQLite and zstd are compiled from C"
    debian python3 python3 "the outside tests are written in it"
    debian curl curl "the example that the program prints is pasted as it is"
    debian newsboat newsboat "a feed reader people use"
    debian chromium chromium "a browser people use"
    debian chromedriver chromium-driver "to steer the browser"
    python_tools
    node_tools
}
