//! The decisions, one file a decision: only here does it change what is published.

mod accept;
mod accept_all;
mod adopt;
mod decide;
mod filed_before;
mod frame;
mod gate;
mod illustrate;
mod kill;
mod names;
mod pending;
mod pull;
mod refresh;
mod release;
mod retain;
mod rules;
mod standing;
mod tokens;
mod trail;
mod turn_back;

pub use accept::{Accepted, Condition, Outcome, accept};
pub use accept_all::{Intake, Taken, Underway, accept_all};
pub use adopt::{adopt, open_newsstand, show_all};
pub use filed_before::filed_before;
pub use frame::{Culprit, FrameFault, frame_faults};
pub use illustrate::{DroppedPhoto, drop_photo, fetch_photo, give_up, upload};
pub use kill::kill;
pub use names::{Declared, declare, find, is_one_article};
pub use pull::{Bodies, Deleted, Guids, Pull, pull};
pub use refresh::{Report, refresh};
pub use release::release;
pub use retain::purge;
pub use rules::{Rules, Selected};
pub use tokens::{Bearer, NewToken, bearer, new_token, sha256_hex};
pub use trail::{Step, Trail, trail};
pub use turn_back::watch_clock;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use tokio::sync::{Notify, watch};

use crate::article::complaint::Complaint;
use crate::clock::Clock;
use crate::feed::Edition;
use crate::feed::newsstand::Newsstand;
use crate::figures::Figures;
use crate::media::fetch::Fetcher;
use crate::media::shelf::Shelf;
use crate::store::{self, Store};

/// What every decision needs. One per process, shared.
pub struct Desk {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The newest editions.
    pub newsstand: Arc<Newsstand>,
    /// The photos' bytes.
    pub shelf: Arc<Shelf>,
    /// Fetches photos from outside.
    pub fetcher: Fetcher,
    /// The newsroom and its feeds, as configured now.
    pub rules: ArcSwap<Rules>,
    /// Told when a job was added.
    pub wake: Notify,
    /// What is counted.
    pub figures: Figures,
    changes: AtomicU64,
    /// Whoever brings or names photos holds it to read, whoever takes one away to write: the row of a photo and its
    /// file come and go together.
    photo_moves: tokio::sync::RwLock<()>,
    /// One refresh at a time: an older state must never be shown over a newer one.
    refreshing: tokio::sync::Mutex<()>,
    /// What is shown and not saved yet.
    pending: pending::Pending,
    /// Photos that were uploaded and are still to be named by an article.
    awaited: illustrate::Awaited,
    memories: Mutex<HashMap<String, Arc<gate::Memory>>>,
    verdicts: Arc<gate::Verdicts>,
    standings: standing::Standings,
    latest: turn_back::Latest,
    uncoded: Mutex<BTreeSet<String>>,
    /// Whether so much changes that editions are replaced as soon as they are shown.
    in_burst: AtomicBool,
    /// Told when an edition awaits its codings.
    pub to_code: Notify,
    shown: watch::Sender<u64>,
    /// How many wait for [`Desk::wait_shown`], and the call of each who begins to.
    n_waiting: AtomicUsize,
    hurry: Notify,
}

impl Desk {
    /// A desk over its parts.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        shelf: Arc<Shelf>,
        fetcher: Fetcher,
        rules: Rules,
    ) -> Self {
        Self {
            store,
            clock,
            newsstand: Arc::new(Newsstand::new()),
            shelf,
            fetcher,
            rules: ArcSwap::from_pointee(rules),
            wake: Notify::new(),
            figures: Figures::default(),
            changes: AtomicU64::new(0),
            photo_moves: tokio::sync::RwLock::default(),
            refreshing: tokio::sync::Mutex::default(),
            pending: pending::Pending::default(),
            awaited: illustrate::Awaited::default(),
            memories: Mutex::default(),
            verdicts: Arc::default(),
            standings: standing::Standings::default(),
            latest: turn_back::Latest::default(),
            uncoded: Mutex::default(),
            in_burst: AtomicBool::new(false),
            to_code: Notify::new(),
            shown: watch::Sender::new(0),
            n_waiting: AtomicUsize::new(0),
            hurry: Notify::new(),
        }
    }

    /// What the gate remembers of a feed.
    fn memory_of(&self, feed: &str) -> Arc<gate::Memory> {
        let memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.get(feed).cloned().unwrap_or_default()
    }

    fn remember(&self, feed: &str, memory: gate::Memory) {
        let mut memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.insert(feed.to_owned(), Arc::new(memory));
    }

    fn forget(&self, feed: &str) {
        self.memories
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(feed);
    }

    /// Leaves the codings of an edition to [`Desk::code_next`]; until then readers get it as it is.
    fn leave_to_coder(&self, edition: &Edition) {
        self.uncoded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(edition.path());
        self.to_code.notify_one();
    }

    /// Codes one edition that is on the newsstand and has no codings; `false` where there is none. Some
    /// milliseconds of work, for a thread that may block. An edition that was replaced meanwhile is never coded.
    pub fn code_next(&self) -> bool {
        let next = self
            .uncoded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_first();
        let Some(path) = next else { return false };
        if let Some(edition) = self.newsstand.by_path(&path) {
            edition.code();
        }
        true
    }

    /// The last report of every feed.
    pub async fn reports(&self) -> Result<HashMap<String, Report>, Error> {
        let mut records = self.store.reports().await?;
        records.extend(self.pending.reports());
        let read = |record: store::ReportRecord| {
            Some((record.feed, serde_json::from_str(&record.json).ok()?))
        };
        Ok(records.into_iter().filter_map(read).collect())
    }

    /// The last report of one feed, as JSON.
    pub async fn report(&self, feed: &str) -> Result<Option<String>, Error> {
        let record = match self.pending.report(feed) {
            Some(record) => Some(record),
            None => self.store.report(feed).await?,
        };
        Ok(record.map(|record| record.json))
    }

    /// Notes whether editions are replaced as soon as they are shown.
    pub fn note_burst(&self, in_burst: bool) {
        self.in_burst.store(in_burst, Ordering::Relaxed);
    }

    /// Whether what costs time and is soon replaced had better wait.
    pub fn is_in_burst(&self) -> bool {
        self.in_burst.load(Ordering::Relaxed)
    }

    /// Notes that a durable change asks for new editions; the ticket tells [`Desk::wait_shown`] which.
    fn changed(&self) -> u64 {
        self.changed_by(1)
    }

    /// The same for so many changes at once; the ticket is that of the last.
    fn changed_by(&self, n_changes: u64) -> u64 {
        let ticket = self.changes.fetch_add(n_changes, Ordering::SeqCst) + n_changes;
        self.wake.notify_one();
        ticket
    }

    /// The last change that was durable before the jobs that are claimed next.
    pub fn latest_change(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Notes that every change up to `ticket` is on the newsstand.
    pub fn note_shown(&self, ticket: u64) {
        self.shown
            .send_modify(|shown| *shown = (*shown).max(ticket));
    }

    /// Waits until the change is on the newsstand.
    pub async fn wait_shown(&self, ticket: u64) {
        let mut shown = self.shown.subscribe();
        let _waiting = Waiting::of(self);
        // The sender lives as long as the desk, so this can only end by being shown.
        let _ = shown.wait_for(|shown| *shown >= ticket).await;
    }

    /// Rests so that changes gather, unless somebody waits for one of them or begins to.
    pub async fn rest(&self, most: Duration) {
        if self.n_waiting.load(Ordering::SeqCst) == 0 {
            // A call from before somebody gave up waiting costs one rest.
            let _ = tokio::time::timeout(most, self.hurry.notified()).await;
        }
    }
}

/// One who waits for a change to be shown.
struct Waiting<'a>(&'a Desk);

impl<'a> Waiting<'a> {
    fn of(desk: &'a Desk) -> Self {
        desk.n_waiting.fetch_add(1, Ordering::SeqCst);
        desk.hurry.notify_one();
        Self(desk)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.n_waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Why a decision was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The draft is not publishable: everything that is wrong with it.
    #[error("the record has {} faults", .0.len())]
    Invalid(Vec<Complaint>),
    /// An older version arrived late, or the same version with other words.
    #[error("version {newest} is on record")]
    Older {
        /// The newest version on record.
        newest: u64,
        /// The `updated` of what came last under the same name, where that decided.
        moment: Option<DateTime<Utc>>,
    },
    /// The condition of the request does not hold.
    #[error("the article is not in the state that was asked for")]
    Precondition {
        /// The version on record, if any.
        newest: Option<u64>,
    },
    /// The article was killed and stays so.
    #[error("the article was killed")]
    Killed,
    /// The article was purged by retention; its names are not given again.
    #[error("the article was purged")]
    Purged,
    /// A name stands for another article.
    #[error("the name {name} stands for the article {by}")]
    NameTaken {
        /// The name: an id, an id in feeds, an alias.
        name: String,
        /// The id of the article it stands for.
        by: String,
    },
    /// There is no such thing.
    #[error("there is no such article")]
    NotFound,
    /// Too many writers at the same article at once.
    #[error("the article is being changed by too many at once")]
    Contended,
    /// The photo cannot be taken.
    #[error("the photo cannot be taken: {0}")]
    Photo(String),
    /// Work on a thread of its own was cut off by a panic, or because the program stops.
    #[error("{0}")]
    Cut(String),
    /// The shelf failed.
    #[error("the shelf failed: {0}")]
    Shelf(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// Whether the fault is ours or the machine's, and not the request's.
    pub fn is_ours(&self) -> bool {
        match self {
            Self::Cut(_) | Self::Shelf(_) | Self::Store(_) | Self::Contended => true,
            Self::Invalid(_)
            | Self::Older { .. }
            | Self::Precondition { .. }
            | Self::Killed
            | Self::Purged
            | Self::NameTaken { .. }
            | Self::NotFound
            | Self::Photo(_) => false,
        }
    }
}
