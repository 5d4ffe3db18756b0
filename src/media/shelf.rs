//! Keeps photos in a local folder under the digest of their bytes: the same bytes, the same name.
//!
//! A photo is on the shelf whole and durable, or not at all. Blocking: call it off the runtime.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use super::probe::{Digest, PhotoType, Probe};

/// How names of unfinished files begin; no photo's name can.
const UNFINISHED: &str = ".new-";

/// The name of a photo on the shelf: its digest and the common ending of its type, such as
/// `b3f1….jpg`. Nothing else can be one, so a name never leads out of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhotoName {
    /// The digest of the bytes.
    pub digest: Digest,
    /// The type of the bytes.
    pub media_type: PhotoType,
}

impl From<&Probe> for PhotoName {
    fn from(probe: &Probe) -> Self {
        Self {
            digest: probe.digest,
            media_type: probe.media_type,
        }
    }
}

impl fmt::Display for PhotoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.digest, self.media_type.extension())
    }
}

/// The text is no photo's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a photo's name is 64 lower-case hexadecimal digits and .jpg, .png, .gif, .webp or .avif")]
pub struct NotAPhotoName;

impl FromStr for PhotoName {
    type Err = NotAPhotoName;

    fn from_str(text: &str) -> Result<Self, NotAPhotoName> {
        let (digest, extension) = text.split_once('.').ok_or(NotAPhotoName)?;
        Ok(Self {
            digest: digest.parse().map_err(|_| NotAPhotoName)?,
            media_type: PhotoType::from_extension(extension).ok_or(NotAPhotoName)?,
        })
    }
}

/// Why the shelf could not do it.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the messages say it; the fields are named in them"
)]
pub enum Error {
    #[error("there is no photo {name} on the shelf")]
    Missing { name: PhotoName },
    #[error("the photo {name} on the shelf is damaged")]
    Damaged { name: PhotoName },
    /// The probe given is that of other bytes.
    #[error("the bytes are not those that were probed")]
    Mismatch,
    #[error("cannot {what} {}", path.display())]
    Io {
        what: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// The folder of photos. Cheap to share behind an `Arc`; every method may run at once with any.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    n_files: AtomicU64,
}

impl Shelf {
    /// Opens the folder, makes it where it is missing, and sweeps files an earlier run left
    /// unfinished. One process has a folder open at a time.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let shelf = Self::open_beside(folder);
        make_folder(&shelf.folder)?;
        for path in entries(&shelf.folder)? {
            let is_group = path.file_name().is_some_and(|name| name.len() == 2) && path.is_dir();
            if is_group {
                shelf.sweep(&path)?;
            }
        }
        Ok(shelf)
    }

    /// The folder as a command beside the server sees it: nothing is made, nothing is swept.
    pub fn open_beside(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            n_files: AtomicU64::new(0),
        }
    }

    /// Puts a photo on the shelf and returns when it would survive a power cut. A photo that is
    /// there already is kept as it is, unless it is damaged.
    ///
    /// # Errors
    /// When the probe is not that of the bytes, or on I/O.
    pub fn put(&self, bytes: &[u8], probe: &Probe) -> Result<PhotoName, Error> {
        let name = PhotoName::from(probe);
        if Digest::of(bytes) != name.digest {
            return Err(Error::Mismatch);
        }
        match self.verify(name) {
            // Whoever put it there may not have come to this yet.
            Ok(()) => return sync_folder(&self.group(name)).map(|()| name),
            Err(Error::Missing { .. } | Error::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(name);
        let group = self.group(name);
        make_folder(&group)?;
        let number = self.n_files.fetch_add(1, Ordering::Relaxed);
        let unfinished = group.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        let written = write_durably(&unfinished, bytes)
            .and_then(|()| fs::rename(&unfinished, &path).map_err(failed("rename", &unfinished)))
            .and_then(|()| sync_folder(&group));
        if written.is_err() {
            // The first failure counts; this file is swept at the next start at the latest.
            drop(fs::remove_file(&unfinished));
        }
        written.map(|()| name)
    }

    /// The bytes of a photo.
    ///
    /// # Errors
    /// When it is not there, or on I/O.
    pub fn read(&self, name: PhotoName) -> Result<Vec<u8>, Error> {
        let path = self.path(name);
        fs::read(&path).map_err(|error| missing_or_failed(name, &path, error))
    }

    /// An open file of a photo, to be read in pieces, and its length in bytes.
    ///
    /// # Errors
    /// As [`Shelf::read`].
    pub fn open_photo(&self, name: PhotoName) -> Result<(File, u64), Error> {
        let path = self.path(name);
        let open = || {
            let file = File::open(&path)?;
            let size_bytes = file.metadata()?.len();
            Ok((file, size_bytes))
        };
        open().map_err(|error| missing_or_failed(name, &path, error))
    }

    /// Whether a photo is there.
    #[must_use]
    pub fn has(&self, name: PhotoName) -> bool {
        self.path(name).is_file()
    }

    /// Takes a photo off; whether it was there.
    ///
    /// # Errors
    /// On I/O.
    pub fn remove(&self, name: PhotoName) -> Result<bool, Error> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Ok(()) => sync_folder(&self.group(name)).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed("remove", &path)(error)),
        }
    }

    /// Reads a photo again and compares it with its digest.
    ///
    /// # Errors
    /// When it is not there, damaged, or on I/O.
    pub fn verify(&self, name: PhotoName) -> Result<(), Error> {
        let mut hasher = blake3::Hasher::new();
        let (file, _) = self.open_photo(name)?;
        hasher
            .update_reader(file)
            .map_err(failed("read", &self.path(name)))?;
        let is_whole = hasher.finalize().as_bytes() == name.digest.as_bytes();
        is_whole.then_some(()).ok_or(Error::Damaged { name })
    }

    /// The names of all photos, in order.
    ///
    /// # Errors
    /// On I/O.
    pub fn names(&self) -> Result<Vec<PhotoName>, Error> {
        let mut names = Vec::new();
        for group in entries(&self.folder)?
            .into_iter()
            .filter(|path| path.is_dir())
        {
            let files = entries(&group)?;
            names.extend(
                files
                    .iter()
                    .filter_map(|path| path.file_name()?.to_str()?.parse::<PhotoName>().ok()),
            );
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Photos are grouped in 256 folders by the first two digits.
    fn group(&self, name: PhotoName) -> PathBuf {
        self.folder
            .join(format!("{:02x}", name.digest.as_bytes()[0]))
    }

    fn path(&self, name: PhotoName) -> PathBuf {
        self.group(name).join(name.to_string())
    }

    /// Removes what an earlier run left unfinished.
    fn sweep(&self, group: &Path) -> Result<(), Error> {
        for path in entries(group)? {
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.starts_with(UNFINISHED)) {
                fs::remove_file(&path).map_err(failed("remove", &path))?;
            }
        }
        Ok(())
    }
}

/// Makes a folder only its owner may enter, durably, with the folders above it.
fn make_folder(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    make_folder(parent)?;
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(failed("make", path)(error))
        }
        _ => sync_folder(parent),
    }
}

/// Writes a new file whole and has the disk confirm it.
fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(failed("write", path))
}

/// Has the disk confirm a folder's entries.
fn sync_folder(path: &Path) -> Result<(), Error> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("sync", path))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .map_err(failed("list", folder))
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { what, path, source }
}

fn missing_or_failed(name: PhotoName, path: &Path, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        Error::Missing { name }
    } else {
        failed("read", path)(error)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use proptest::prelude::proptest;

    use super::{Digest, Error, PhotoName, PhotoType, Probe, Shelf};

    fn probe_of(bytes: &[u8]) -> Probe {
        Probe {
            media_type: PhotoType::Jpeg,
            width: 1,
            height: 1,
            size_bytes: u64::try_from(bytes.len()).unwrap(),
            frames: 1,
            digest: Digest::of(bytes),
        }
    }

    #[test]
    fn the_same_bytes_have_the_same_name() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path().join("deep/photos")).unwrap();
        let name = shelf.put(b"one", &probe_of(b"one")).unwrap();
        assert_eq!(shelf.put(b"one", &probe_of(b"one")).unwrap(), name);
        assert_eq!(name.to_string().parse(), Ok(name));
        assert!(name.to_string().ends_with(".jpg"));
        assert_eq!(shelf.read(name).unwrap(), b"one");
        assert_eq!(shelf.open_photo(name).unwrap().1, 3);
        assert!(shelf.has(name));
        shelf.verify(name).unwrap();
        assert_eq!(shelf.names().unwrap(), [name]);
        assert!(shelf.remove(name).unwrap());
        assert!(!shelf.remove(name).unwrap());
        assert!(matches!(shelf.read(name), Err(Error::Missing { .. })));
        assert!(matches!(
            shelf.put(b"two", &probe_of(b"one")),
            Err(Error::Mismatch)
        ));
    }

    #[test]
    fn only_the_owner_may_look() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path().join("photos")).unwrap();
        let name = shelf.put(b"one", &probe_of(b"one")).unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(shelf.path(name)), 0o600);
        assert_eq!(mode(shelf.group(name)), 0o700);
        assert_eq!(mode(folder.path().join("photos")), 0o700);
    }

    #[test]
    fn a_crash_leaves_nothing_half_done() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let name = shelf.put(b"one", &probe_of(b"one")).unwrap();
        let leftover = shelf.group(name).join(".new-77-3");
        fs::write(&leftover, b"on").unwrap();
        let foreign = folder.path().join("README");
        fs::write(&foreign, b"mine").unwrap();
        assert_eq!(shelf.names().unwrap(), [name]);
        Shelf::open_beside(folder.path());
        assert!(leftover.exists());
        let again = Shelf::open(folder.path()).unwrap();
        assert!(!leftover.exists());
        assert!(foreign.exists());
        assert_eq!(again.read(name).unwrap(), b"one");
    }

    #[test]
    fn damage_is_seen_and_healed() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let name = shelf.put(b"one", &probe_of(b"one")).unwrap();
        for damage in [&b"onf"[..], b"on", b""] {
            fs::write(shelf.path(name), damage).unwrap();
            assert!(matches!(shelf.verify(name), Err(Error::Damaged { .. })));
            shelf.put(b"one", &probe_of(b"one")).unwrap();
            shelf.verify(name).unwrap();
        }
    }

    #[test]
    fn many_may_put_the_same_photo_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Arc::new(Shelf::open(folder.path()).unwrap());
        std::thread::scope(|scope| {
            for turn in 0..8_u8 {
                let shelf = Arc::clone(&shelf);
                scope.spawn(move || {
                    for n in 0..16_u8 {
                        let bytes = [n + turn % 2; 4096];
                        let name = shelf.put(&bytes, &probe_of(&bytes)).unwrap();
                        assert_eq!(shelf.read(name).unwrap(), bytes);
                    }
                });
            }
        });
        assert_eq!(shelf.names().unwrap().len(), 17);
        let n_files: usize = fs::read_dir(folder.path())
            .unwrap()
            .map(|group| fs::read_dir(group.unwrap().path()).unwrap().count())
            .sum();
        assert_eq!(n_files, 17);
    }

    #[test]
    fn no_other_text_is_a_name() {
        let hex = "a".repeat(64);
        for wrong in [
            String::new(),
            "..".to_owned(),
            "../../etc/passwd".to_owned(),
            hex.clone(),
            format!("{hex}.svg"),
            format!("{hex}.jpg/"),
            format!("{hex}.jpg.html"),
            format!("{hex}.jpeg"),
            format!("{hex}.JPG"),
            format!("/{hex}.jpg"),
            format!("../{hex}.jpg"),
            format!("{hex}.jpg\0"),
            format!(" {hex}.jpg"),
            format!("{}.jpg", "A".repeat(64)),
            format!("{}.jpg", "a".repeat(63)),
            format!("{}/{}.jpg", "a".repeat(31), "a".repeat(32)),
        ] {
            assert!(wrong.parse::<PhotoName>().is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_name_that_is_read_is_the_name_that_is_written(text in ".{0,80}") {
            if let Ok(name) = text.parse::<PhotoName>() {
                assert_eq!(name.to_string(), text);
            }
        }
    }
}
