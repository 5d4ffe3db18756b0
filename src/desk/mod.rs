//! The decisions, one file a decision: only here does it change what is published.

mod accept;
mod adopt;
mod gate;
mod illustrate;
mod kill;
mod pull;
mod refresh;
mod release;
mod rules;
mod tokens;

pub use accept::{Accepted, Condition, Outcome, accept};
pub use adopt::{adopt, open_newsstand};
pub use gate::frame_faults;
pub use illustrate::{DroppedPhoto, drop_photo, fetch_photo, give_up, upload};
pub use kill::kill;
pub use pull::{Bodies, Deleted, Guids, Pull, pull};
pub use refresh::{Report, refresh};
pub use release::release;
pub use rules::{Rules, Selected};
pub use tokens::{Bearer, NewToken, bearer, new_token, sha256_hex};

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::{Notify, watch};

use crate::article::complaint::Complaint;
use crate::clock::Clock;
use crate::feed::Edition;
use crate::feed::newsstand::Newsstand;
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
    changes: AtomicU64,
    /// One refresh at a time: an older state must never be shown over a newer one.
    refreshing: tokio::sync::Mutex<()>,
    /// Editions that are shown and could not be saved; the next refresh saves them.
    unsaved: Mutex<Vec<store::EditionRecord>>,
    memories: Mutex<HashMap<String, Arc<gate::Memory>>>,
    uncoded: Mutex<BTreeSet<String>>,
    /// Told when an edition awaits its codings.
    pub to_code: Notify,
    shown: watch::Sender<u64>,
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
            changes: AtomicU64::new(0),
            refreshing: tokio::sync::Mutex::default(),
            unsaved: Mutex::default(),
            memories: Mutex::default(),
            uncoded: Mutex::default(),
            to_code: Notify::new(),
            shown: watch::Sender::new(0),
        }
    }

    fn take_unsaved(&self) -> Vec<store::EditionRecord> {
        std::mem::take(&mut *self.unsaved.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep_unsaved(&self, editions: Vec<store::EditionRecord>) {
        *self.unsaved.lock().unwrap_or_else(PoisonError::into_inner) = editions;
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
        let records = self.store.reports().await?;
        let read = |record: store::ReportRecord| {
            Some((record.feed, serde_json::from_str(&record.json).ok()?))
        };
        Ok(records.into_iter().filter_map(read).collect())
    }

    /// Notes that a durable change asks for new editions; the ticket tells [`Desk::wait_shown`] which.
    fn changed(&self) -> u64 {
        let ticket = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
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
        // The sender lives as long as the desk, so this can only end by being shown.
        let _ = shown.wait_for(|shown| *shown >= ticket).await;
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
