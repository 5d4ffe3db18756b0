//! Moves files away so that a crash in the middle is finished at the next start: a note of the moves comes first.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{Entry, Identity};

/// The note; it is hidden, so nobody takes it for an article.
const NOTE: &str = ".moving.json";
/// How many names are tried for a file whose name is taken.
const MOST_NAMES: usize = 100_000;

/// Where files are moved to and from.
#[derive(Debug, Clone)]
pub(super) struct Moves {
    folder: PathBuf,
}

/// What is to be moved, and what is written beside it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    moves: Vec<Move>,
    /// The file and text of a problem.
    problem: Option<(Vec<u8>, String)>,
}

/// One file; names are bytes, as the system has them.
#[derive(Debug, Serialize, Deserialize)]
struct Move {
    from: Vec<u8>,
    to: Vec<u8>,
    identity: Identity,
}

impl Moves {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folders and finishes what a run before left.
    pub(super) fn open(&self) -> io::Result<()> {
        for folder in ["done", "refused"] {
            fs::create_dir_all(self.folder.join(folder))?;
        }
        let note = self.folder.join(NOTE);
        let text = match fs::read(&note) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        match serde_json::from_slice(&text) {
            Ok(order) => self.finish(&order),
            // Somebody else wrote it: a note of ours is whole or not there.
            Err(error) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} is no note of moves: {error}", note.display()),
            )),
        }
    }

    /// Plans to move files into a folder beside each other, under names that are free there.
    pub(super) fn order(
        &self,
        files: &[Entry],
        into: &str,
        problem: Option<String>,
    ) -> io::Result<Order> {
        fs::create_dir_all(self.folder.join(into))?;
        let mut moves = Vec::with_capacity(files.len());
        let mut problem_file = None;
        for file in files {
            let to = self.free_name(into, &file.name, problem.is_some())?;
            if problem_file.is_none() {
                problem_file = Some(problem_name(&to));
            }
            moves.push(Move {
                from: file.name.as_bytes().to_vec(),
                to: to.into_vec(),
                identity: file.identity,
            });
        }
        let problem = problem_file
            .zip(problem)
            .map(|(name, text)| (name.into_vec(), text));
        Ok(Order { moves, problem })
    }

    /// A path below the folder that nothing has: `story.json`, else `story.2.json` and so on.
    fn free_name(&self, into: &str, name: &OsStr, has_problem: bool) -> io::Result<OsString> {
        let path = Path::new(name);
        let stem = path.file_stem().unwrap_or(name);
        for n in 1..=MOST_NAMES {
            let mut candidate = OsString::from(into);
            candidate.push("/");
            if n == 1 {
                candidate.push(name);
            } else {
                candidate.push(stem);
                candidate.push(format!(".{n}"));
                if let Some(ending) = path.extension() {
                    candidate.push(".");
                    candidate.push(ending);
                }
            }
            let is_free = |path: &OsStr| fs::symlink_metadata(self.folder.join(path)).is_err();
            if is_free(&candidate) && (!has_problem || is_free(&problem_name(&candidate))) {
                return Ok(candidate);
            }
        }
        Err(io::Error::other(format!(
            "{into} has too many files of one name"
        )))
    }

    /// Writes the note, moves, and takes the note away.
    pub(super) fn carry_out(&self, order: &Order) -> io::Result<()> {
        let beside = self.folder.join(format!("{NOTE}.tmp"));
        let mut file = File::create(&beside)?;
        file.write_all(&serde_json::to_vec(order).map_err(io::Error::other)?)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, self.folder.join(NOTE))?;
        self.finish(order)
    }

    /// Does what is left of an order. What was moved before is not there any more, or is another file by now.
    fn finish(&self, order: &Order) -> io::Result<()> {
        if let Some((name, text)) = &order.problem {
            fs::write(self.folder.join(OsStr::from_bytes(name)), text)?;
        }
        for one in &order.moves {
            let from = self.folder.join(OsStr::from_bytes(&one.from));
            let to = self.folder.join(OsStr::from_bytes(&one.to));
            if !is_same(&from, &one.identity) {
                continue;
            }
            fs::rename(&from, &to)?;
            if !is_same(&to, &one.identity) && fs::symlink_metadata(&from).is_err() {
                // Another file came into its place in this very moment: it has not been read.
                fs::rename(&to, &from)?;
            }
        }
        fs::remove_file(self.folder.join(NOTE))
    }
}

fn is_same(path: &Path, identity: &Identity) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| Identity::of(&metadata) == *identity)
}

/// The name of what is said of a refused file.
fn problem_name(name: &OsStr) -> OsString {
    let mut problem = name.to_owned();
    problem.push(".problem.json");
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(folder: &Path, name: &str, text: &str) -> Entry {
        fs::write(folder.join(name), text).unwrap();
        let metadata = fs::symlink_metadata(folder.join(name)).unwrap();
        Entry {
            name: name.into(),
            identity: Identity::of(&metadata),
        }
    }

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[test]
    fn a_move_that_was_cut_off_is_finished_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let moves = Moves::new(folder.path().to_owned());
        moves.open().unwrap();
        let files = ["a.json", "a.jpg", "b.jpg"].map(|name| entry(folder.path(), name, name));
        let order = moves
            .order(&files, "refused", Some("why".to_owned()))
            .unwrap();
        // As if the program had ended after the note and one of the moves, and a new file had come since.
        let note = serde_json::to_vec(&order).unwrap();
        fs::write(folder.path().join(NOTE), note).unwrap();
        fs::rename(
            folder.path().join("a.json"),
            folder.path().join("refused/a.json"),
        )
        .unwrap();
        entry(folder.path(), "new", "a.json of another day");
        fs::rename(folder.path().join("new"), folder.path().join("a.json")).unwrap();
        moves.open().unwrap();
        assert_eq!(read(folder.path(), "a.json"), "a.json of another day");
        assert_eq!(read(folder.path(), "refused/a.json"), "a.json");
        assert_eq!(read(folder.path(), "refused/a.json.problem.json"), "why");
        assert_eq!(read(folder.path(), "refused/b.jpg"), "b.jpg");
        assert!(!folder.path().join(NOTE).exists());
        moves.open().unwrap();
    }

    #[test]
    fn a_name_that_is_taken_is_counted_up() {
        let folder = tempfile::tempdir().unwrap();
        let moves = Moves::new(folder.path().to_owned());
        moves.open().unwrap();
        for n in 0..3 {
            let file = entry(folder.path(), "story.json", &n.to_string());
            let order = moves.order(&[file], "done/2026-11-20", None).unwrap();
            moves.carry_out(&order).unwrap();
        }
        for (n, name) in ["story.json", "story.2.json", "story.3.json"]
            .iter()
            .enumerate()
        {
            let text = read(folder.path(), &format!("done/2026-11-20/{name}"));
            assert_eq!(text, n.to_string());
        }
    }
}
