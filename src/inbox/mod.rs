//! The watched folder: files of any format we read become articles, and each file goes to `done/` or to `refused/`.
//!
//! The order of steps is what makes a crash harmless. A file is read and its photos are shelved under the hash of
//! their bytes; the article is filed, durably; a note of the moves is written; the files are moved; the note is taken
//! away. Whatever happens before the note, the file still lies where it was, and filing it again says `unchanged`:
//! its id is its own or made of its name and bytes. After the note, the moves are finished at the next start. Only at
//! a start is a file asked whether an earlier version of its article says the same: then it was filed before the
//! crash, and somebody has changed the article since, which must not be undone.

mod file;
mod moves;
mod settling;

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use self::file::{Entry, Kind, ReadArticle};
use self::moves::{Moves, Order};
use self::settling::Settling;
use crate::article::complaint::Complaint;
use crate::article::draft::DraftPhoto;
use crate::config;
use crate::desk::{self, Condition, Desk, Outcome};
use crate::ingest::Options;
use crate::web::intake;
use crate::web::problem::Problem;

/// The most articles that one pass files.
const MOST_ARTICLES: usize = 64;
/// How long a photo waits for an article that it belongs to.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// What the folder is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder.
    pub folder: PathBuf,
    /// The source its articles are filed under.
    pub source: String,
    /// How long size and time of a file must have stayed the same.
    pub settle: TimeDelta,
    /// The section of articles that name none.
    pub section: Option<String>,
    /// The language of articles that name none (BCP 47).
    pub language: Option<String>,
    /// How large files may be.
    pub limits: config::Limits,
}

/// The watched folder. One per folder.
pub struct Inbox {
    desk: Arc<Desk>,
    settings: Settings,
    settling: Settling,
    moves: Moves,
    /// Whether files may have been filed by a run that was cut off: those found first after a start.
    old: Option<HashSet<OsString>>,
}

/// What one pass did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pass {
    /// Files that became articles, or were on record already.
    pub n_done: usize,
    /// Files that were refused.
    pub n_refused: usize,
    /// Files that are not complete yet, or wait for something.
    pub n_waiting: usize,
    /// Whether there is more to do at once.
    pub more: bool,
}

/// What one pass has found and done so far.
struct Look {
    found: Vec<Entry>,
    now: DateTime<Utc>,
    /// What was moved away.
    gone: HashSet<OsString>,
    pass: Pass,
}

impl Look {
    /// Whether this is a photo that is still there.
    fn has(&self, entry: &Entry) -> bool {
        entry.kind() == Kind::Photo && !self.gone.contains(&entry.name)
    }
}

/// What became of one article's files.
enum Fate {
    /// Filed.
    Done,
    /// Refused, and why.
    Refused(Problem),
    /// To be tried again: something is still to come, or the store is away.
    Waits,
}

impl Inbox {
    /// Makes the folder and those inside it, and finishes the moves of a run that was cut off.
    pub async fn open(desk: Arc<Desk>, settings: Settings) -> std::io::Result<Self> {
        let moves = Moves::new(settings.folder.clone());
        let opening = moves.clone();
        blocking(move || opening.open()).await?;
        Ok(Self {
            desk,
            settings,
            settling: Settling::default(),
            moves,
            old: None,
        })
    }

    /// Looks at the folder once and files what is complete. `renamed` names files that were moved into place.
    pub async fn pass(&mut self, renamed: &HashSet<OsString>) -> std::io::Result<Pass> {
        let folder = self.settings.folder.clone();
        let now = self.desk.clock.now();
        let found = blocking(move || file::list(&folder)).await?;
        if self.old.is_none() {
            self.old = Some(found.iter().map(|entry| entry.name.clone()).collect());
        }
        self.settling
            .observe(now, self.settings.settle, &found, renamed);
        let ready = |entry: &&Entry| entry.kind() == Kind::Article && self.is_ready(entry, now);
        let mut articles: Vec<Entry> = found.iter().filter(ready).cloned().collect();
        articles.sort_by(|one, other| one.order().cmp(&other.order()));
        let more = articles.len() > MOST_ARTICLES;
        articles.truncate(MOST_ARTICLES);
        let mut look = Look {
            found,
            now,
            gone: HashSet::new(),
            pass: Pass::default(),
        };
        for article in articles {
            self.take(article, &mut look).await;
        }
        for photo in self.lonely(&look) {
            let why = "No article came for this photo within an hour; a photo belongs to the article with the same name, or to one that names it.";
            look.gone.insert(photo.name.clone());
            self.refuse(vec![photo], Problem::new("invalid-record", why), now)
                .await;
            look.pass.n_refused += 1;
        }
        let mut pass = look.pass;
        pass.n_waiting = look.found.len() - look.gone.len();
        pass.more = more && pass.n_done + pass.n_refused > 0;
        Ok(pass)
    }

    fn is_ready(&self, entry: &Entry, now: DateTime<Utc>) -> bool {
        self.settling
            .is_ready(&entry.name, now, self.settings.settle)
    }

    /// Photos that have waited for their article long enough.
    fn lonely(&self, look: &Look) -> Vec<Entry> {
        let waited = |photo: &&Entry| {
            let age = self.settling.age(&photo.name, look.now);
            look.has(photo) && age.is_some_and(|age| age >= LONGEST_WAIT)
        };
        let photos = look.found.iter().filter(waited);
        photos
            .filter(|entry| self.is_ready(entry, look.now))
            .cloned()
            .collect()
    }

    /// Files one article with its photos and moves them away.
    async fn take(&mut self, article: Entry, look: &mut Look) {
        let is_sibling = |entry: &&Entry| look.has(entry) && entry.stem() == article.stem();
        let siblings: Vec<Entry> = look.found.iter().filter(is_sibling).cloned().collect();
        if !siblings.iter().all(|photo| self.is_ready(photo, look.now)) {
            return;
        }
        let mut files = vec![article.clone()];
        files.extend(siblings);
        let fate = self.file(&mut files, look).await;
        let names: Vec<OsString> = files.iter().map(|file| file.name.clone()).collect();
        let moved = match fate {
            Fate::Waits => return,
            Fate::Done => {
                look.pass.n_done += 1;
                self.finish(files, look.now).await
            }
            Fate::Refused(problem) => {
                look.pass.n_refused += 1;
                self.refuse(files, problem, look.now).await
            }
        };
        if moved {
            look.gone.extend(names);
        } else {
            // It is filed and cannot be moved: nothing is gained by filing it again and again.
            self.settling.set_aside(&article.name);
        }
    }

    /// Reads and files one article; photos that it names join `files`.
    async fn file(&self, files: &mut Vec<Entry>, look: &Look) -> Fate {
        let Some(article) = files.first().cloned() else {
            return Fate::Waits;
        };
        let mut read = match self.read(&article, files.len() - 1).await {
            Ok(read) => read,
            Err(fate) => return fate,
        };
        for entry in look.found.iter().filter(|entry| look.has(entry)) {
            let is_known = files.iter().any(|file| file.name == entry.name);
            let names = |photo: &DraftPhoto| photo.photo.as_deref() == entry.name.to_str();
            if !is_known && read.draft.photos.iter().any(names) {
                if !self.is_ready(entry, look.now) {
                    return Fate::Waits;
                }
                files.push(entry.clone());
            }
        }
        // All of it is in memory at once, as all of a push is.
        let n_bytes: u64 = files.iter().map(|file| file.identity.size_bytes).sum();
        let most_bytes = self.settings.limits.push_bytes;
        if n_bytes > most_bytes as u64 {
            let why = format!(
                "The article and its photos have {n_bytes} bytes together; at most {most_bytes} are taken."
            );
            return Fate::Refused(Problem::new("payload-too-large", why));
        }
        let most_bytes = self.settings.limits.photo_bytes;
        let mut photos = Vec::new();
        for photo in &files[1..] {
            let (folder, photo) = (self.settings.folder.clone(), photo.clone());
            let read = blocking(move || Ok(file::read_photo(&folder, &photo, most_bytes))).await;
            match read {
                Ok(Ok(Some(read))) => photos.push(read),
                Ok(Ok(None)) | Err(_) => return Fate::Waits,
                Ok(Err(problem)) => return Fate::Refused(problem),
            }
        }
        match intake::illustrate(&self.desk, read.draft, photos, most_bytes).await {
            Ok(illustrated) => read.draft = intake::settle(read.format, illustrated),
            Err(problem) => return judged(&article.name, problem),
        }
        self.accept(&article, read).await
    }

    /// Reads an article on a thread that may block.
    async fn read(&self, article: &Entry, n_photos: usize) -> Result<ReadArticle, Fate> {
        let options = Options {
            outlets: self.desk.rules.load().outlets.clone(),
            n_photos,
            ..Options::default()
        };
        let (folder, article) = (self.settings.folder.clone(), article.clone());
        let most_bytes = self.settings.limits.record_bytes;
        let read = tokio::task::spawn_blocking(move || {
            file::read_article(&folder, &article, most_bytes, &options)
        });
        match read.await {
            Ok(Ok(Some(read))) => Ok(read),
            // It changed or went while we looked.
            Ok(Ok(None)) => Err(Fate::Waits),
            Ok(Err(problem)) => Err(Fate::Refused(problem)),
            Err(error) => Err(Fate::Refused(Problem::internal(&error))),
        }
    }

    /// Files a draft that was read whole.
    async fn accept(&self, article: &Entry, read: ReadArticle) -> Fate {
        let mut draft = read.draft;
        for (field, value) in [
            (&mut draft.section, &self.settings.section),
            (&mut draft.language, &self.settings.language),
        ] {
            if field.is_none() {
                field.clone_from(value);
            }
        }
        let at_id = |complaint: &Complaint| complaint.pointer == "/id";
        if draft.id.is_none() && !draft.complaints.iter().any(at_id) {
            draft.id = Some(read.minted);
        }
        let name = article.name.to_string_lossy().into_owned();
        let is_old = self
            .old
            .as_ref()
            .is_some_and(|old| old.contains(&article.name));
        if is_old {
            match desk::filed_before(&self.desk, &self.settings.source, &draft).await {
                Ok(Some(version)) => {
                    tracing::info!("inbox: {name} was filed before, as version {version}");
                    return Fate::Done;
                }
                Ok(None) => {}
                Err(error) => return judged(&article.name, error.into()),
            }
        }
        let accepted = desk::accept(&self.desk, &self.settings.source, draft, Condition::Any).await;
        match accepted {
            Ok(accepted) => {
                let article = &accepted.filed.article;
                let outcome = match accepted.outcome {
                    Outcome::Created => "created",
                    Outcome::Updated => "updated",
                    Outcome::Unchanged => "unchanged",
                };
                tracing::info!(article.id = %article.id, article.version = article.version, "inbox: {name} is filed: {outcome}");
                Fate::Done
            }
            Err(error) => judged(&article.name, error.into()),
        }
    }

    async fn finish(&mut self, files: Vec<Entry>, now: DateTime<Utc>) -> bool {
        let folder = format!("done/{}", now.format("%Y-%m-%d"));
        self.carry_out(files, folder, None).await
    }

    async fn refuse(&mut self, files: Vec<Entry>, problem: Problem, now: DateTime<Utc>) -> bool {
        let mut body = problem.into_body();
        let base = &self.desk.rules.load().site.public_url;
        body.kind = format!("{base}{}", body.kind);
        let name = files
            .first()
            .map(|file| file.name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        tracing::warn!("inbox: {name} is refused: {}", body.detail);
        let told = serde_json::json!({
            "type": body.kind, "title": body.title, "status": body.status, "detail": body.detail,
            "errors": body.errors, "file": name, "refused": now,
        });
        let text = serde_json::to_string_pretty(&told).unwrap_or_default() + "\n";
        self.carry_out(files, "refused".to_owned(), Some(text))
            .await
    }

    async fn carry_out(
        &mut self,
        files: Vec<Entry>,
        folder: String,
        problem: Option<String>,
    ) -> bool {
        if let Some(old) = &mut self.old {
            for file in &files {
                old.remove(&file.name);
            }
        }
        let moves = self.moves.clone();
        let moved = blocking(move || {
            let order: Order = moves.order(&files, &folder, problem)?;
            moves.carry_out(&order)
        });
        match moved.await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!("inbox: a file could not be moved away: {error}");
                false
            }
        }
    }
}

/// What a problem means for a file: a fault of ours leaves it where it is.
fn judged(name: &std::ffi::OsStr, problem: Problem) -> Fate {
    if problem.is_ours() {
        tracing::warn!("inbox: {} is tried again later", name.to_string_lossy());
        return Fate::Waits;
    }
    Fate::Refused(problem)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
}
