//! The command line: one command a file, answers on standard output, everything else on standard error.

mod check;
mod client;
mod export;
mod import;
mod kill;
mod push;
mod serve;
mod source;
mod token;
mod trail;
mod validate;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Nothing went wrong.
const DONE: u8 = 0;
/// What was asked for was refused: a push with faults, an invalid feed, a damaged record.
const REFUSED: u8 = 1;
/// The command line or the configuration is wrong.
const WRONG: u8 = 2;
/// A server, a file or the store could not be reached.
const AWAY: u8 = 3;

/// Threads that may block at a time, for rendering, coding, reading and the shelf: each keeps memory of its own.
const MOST_BLOCKING_THREADS: usize = 16;

const AFTER_HELP: &str = "\
First steps:
  syndicated                               start with ./config.toml and ./feeds/*.toml
  syndicated token new desk --scope push   make a token; it is shown once
  syndicated push story.json --server http://127.0.0.1:8080 --token TOKEN
  syndicated push wire.txt --photo p.jpg --published 2026-11-14T08:30:00Z --section world --dry-run
  syndicated validate https://example.org/feed.xml
  syndicated import https://www.example.org/feed --dry-run

Every key of config.toml can be set by SYNDICATED_<SECTION>_<KEY>, such as SYNDICATED_SERVER_LISTEN.

Exit codes: 0 done; 1 refused (faults in the record, an invalid feed, damage found);
2 the command line or the configuration is wrong; 3 the server, a file or the store is away.";

const SERVE_HELP: &str = "\
Reads config.toml and the feed files it names, keeps everything in the folder of [store] data, and
prints the addresses to open. SIGTERM finishes requests in flight and exits 0. SIGHUP, or a changed
file, takes up config.toml and feeds/*.toml; a faulty one is refused and the old one stays.

  syndicated serve --config /etc/syndicated/config.toml
  SYNDICATED_SERVER_LISTEN=0.0.0.0:8080 SYNDICATED_STORE_DATA=/var/lib/syndicated syndicated serve";

const PUSH_HELP: &str = "\
  syndicated push story.json --id cms-1052 --token TOKEN
  syndicated push wire.txt --photo p.jpg --published 2026-11-14T08:30:00-08:00 --section world --dry-run
  syndicated push https://courier.example/2026/harbour-opens --dry-run
  pbpaste | syndicated push - --section local --token TOKEN

--server and --token can be set by SYNDICATED_URL and SYNDICATED_TOKEN. The answer on standard output
is the server's receipt as JSON; faults go to standard error, each with its JSON pointer.";

const IMPORT_HELP: &str = "\
  syndicated import https://www.courier.example/feed --name old-site --token TOKEN
  syndicated import courier.wordpress.xml --section local --token TOKEN
  syndicated import articles.ndjson --dry-run

Guids stay as they are, so that no reader sees an article twice. A feed is followed through its next
pages and archives on the same host. What is refused is told with its reasons and the rest goes on;
an import that was cut off goes on where it was with the same command. Exit code 1: some were refused.";

const KILL_HELP: &str = "\
  syndicated kill cms-1052 --reason \"Published in error.\" --token TOKEN
  syndicated kill https://courier.example/2026/11/bridge --token TOKEN

Any name of the article serves: its id, its id in feeds, an alias, an address it had. It answers when no feed shows the article any more; its page then says 410 Gone with the note, and
Atom carries a tombstone. A killed article never comes back; what replaces it needs an id of its own.";

const TRAIL_HELP: &str = "\
  syndicated trail cms-1052 --token TOKEN
  syndicated trail https://courier.example/2026/11/bridge --token TOKEN

Any name of the article serves. The answer is JSON: every version with who filed it, when, and which
fields changed, and every feed it stood in, from when to when, with the tags of the first and of the
last edition that showed it.";
const EXPORT_HELP: &str = "\
  syndicated export --out articles.ndjson --token TOKEN
  syndicated export --format ninjs --token TOKEN | gzip > articles.ninjs.gz

Each line is a whole article, killed and withheld ones too: a record, or ninjs 3.1 that a push reads
back as the same article. A file gets its name when it is whole.";

const VALIDATE_HELP: &str = "\
  syndicated validate feed.xml https://example.org/feed.json
  curl -s https://example.org/atom | syndicated validate --json -

Exit code 0: all are valid; 1: one is not; 3: one could not be read.";

const CHECK_HELP: &str = "\
Reads the configuration and every feed file and judges the feeds as they would be without articles, as
`serve` does before it starts; verifies the hash of every record of the store and of
every photo on the shelf. It works beside a running server. Exit code 1 means that damage was found.";

const TOKEN_HELP: &str = "\
  syndicated token new cms --scope push
  syndicated token new dashboard --scope read --expires 2027-12-31T00:00:00Z
  syndicated token list
  syndicated token revoke cms

The token alone goes to standard output, once; only its hash is kept. It works beside a running server.";

/// Articles in; valid RSS 2.0, Atom 1.0 and JSON Feed 1.1 out.
#[derive(Debug, Parser)]
#[command(name = "syndicated", version, about, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The configuration file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "config.toml"
    )]
    config: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the service (what happens without a command).
    #[command(after_help = SERVE_HELP)]
    Serve,
    /// File an article.
    ///
    /// A JSON record, ninjs, or raw copy as it was pasted from a page or a wire.
    #[command(after_help = PUSH_HELP)]
    Push(push::Push),
    /// Take in a feed with its archive, an export of WordPress, or a file of records, once.
    #[command(after_help = IMPORT_HELP)]
    Import(import::Import),
    /// Withdraw an article everywhere, for good.
    #[command(after_help = KILL_HELP)]
    Kill(kill::Kill),
    /// Show who did what to an article, and which feeds showed it.
    #[command(after_help = TRAIL_HELP)]
    Trail(trail::Trail),
    /// Write the newest version of every article, one JSON object a line.
    #[command(after_help = EXPORT_HELP)]
    Export(export::Export),
    #[command(after_help = VALIDATE_HELP)]
    /// Judge feeds: files, addresses, or - for standard input.
    Validate(validate::Validate),
    /// Check the configuration, the feed files and every record of the store.
    #[command(after_help = CHECK_HELP)]
    Check,
    /// Make, list and revoke tokens.
    #[command(after_help = TOKEN_HELP)]
    Token(token::Token),
    /// Write completions for a shell to standard output.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MOST_BLOCKING_THREADS)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tell(&format!("cannot start: {error}"));
            return ExitCode::from(AWAY);
        }
    };
    let code = runtime.block_on(dispatch(arguments));
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    ExitCode::from(code)
}

async fn dispatch(arguments: Arguments) -> u8 {
    let config = arguments.config;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&config).await,
        Command::Push(push) => push::run(&config, push).await,
        Command::Import(import) => import::run(&config, import).await,
        Command::Kill(kill) => kill::run(kill).await,
        Command::Trail(trail) => trail::run(trail).await,
        Command::Export(export) => export::run(export).await,
        Command::Validate(validate) => validate::run(validate).await,
        Command::Check => check::run(&config).await,
        Command::Token(token) => token::run(&config, token).await,
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "syndicated",
                &mut std::io::stdout(),
            );
            DONE
        }
    }
}

/// Writes a line to standard output: the answer. A reader that went away is no reason to fail.
fn answer(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Writes a line to standard error: everything that is not the answer.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The environment, for the configuration. Names that are not text cannot be ours.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Loads the configuration, or tells what is wrong with it.
fn load(config: &std::path::Path) -> Result<crate::app::Loaded, u8> {
    crate::app::load(config, &environment()).map_err(|error| {
        tell(&format!("error: {error}"));
        WRONG
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
