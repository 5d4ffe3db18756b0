//! Hands the command line to `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    syndicated::cli::run()
}
