//! Progress of an import on the disk, one line an article, so that one that was cut off goes on where it was.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Import;
use super::input::{Piece, is_address};

/// What was sent to which server.
pub(super) struct Progress {
    path: PathBuf,
    file: File,
    server: String,
    /// Hashes by id, of this server.
    done: HashMap<String, String>,
}

impl Progress {
    /// Opens what an earlier run left, or begins anew. A line that was cut off is left out.
    pub(super) fn open(import: &Import) -> Result<Self, String> {
        let path = import
            .state
            .clone()
            .unwrap_or_else(|| beside(&import.input));
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut done = HashMap::new();
        if let Ok(file) = File::open(&path) {
            for line in BufReader::new(file).split(b'\n') {
                let line = line.map_err(told)?;
                let Ok(line) = serde_json::from_slice::<Value>(&line) else {
                    continue;
                };
                let word = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned);
                if word("server").as_deref() == Some(&import.server)
                    && let (Some(id), Some(hash)) = (word("id"), word("hash"))
                {
                    done.insert(id, hash);
                }
            }
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(told)?;
        // Whatever a run that was cut off left unfinished ends here.
        file.write_all(b"\n").map_err(told)?;
        Ok(Self {
            path,
            file,
            server: import.server.clone(),
            done,
        })
    }

    /// Whether exactly this was sent before.
    pub(super) fn is_done(&self, piece: &Piece) -> bool {
        self.done.get(&piece.id) == Some(&piece.hash())
    }

    /// Notes that this was sent.
    pub(super) fn done(&mut self, piece: &Piece) -> Result<(), String> {
        let line = json!({"server": self.server, "id": piece.id, "hash": piece.hash()});
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// Everything is sent: there is nothing to remember.
    pub(super) fn finish(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Beside a file; in this folder for an address.
fn beside(input: &str) -> PathBuf {
    if is_address(input) || input == "-" {
        let hash = blake3::hash(input.as_bytes()).to_hex();
        return PathBuf::from(format!("import-{}.state", &hash[..12]));
    }
    let mut path = std::ffi::OsString::from(input);
    path.push(".import-state");
    path.into()
}
