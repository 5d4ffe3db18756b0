//! Hands the command line to `cli`.

use std::process::ExitCode;

/// Editions come and go in large pieces on many threads; this allocator gives their memory back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    syndicated::cli::run()
}
