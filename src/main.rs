//! Hands the command line to `cli`.

use std::process::ExitCode;

/// Gives memory back to the system within a moment of its use and packs what stays: half of what the C library's
/// allocator keeps after a burst, at less work. Its settings stand in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    syndicated::cli::run()
}
