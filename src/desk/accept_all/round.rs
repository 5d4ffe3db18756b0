//! One attempt at a group of drafts: look up together, decide side by side, file in one transaction.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use futures_util::future::join_all;

use super::Taken;
use crate::article::Draft;
use crate::article::identity::ArticleId;
use crate::article::version::Arrival;
use crate::desk::accept::Outcome;
use crate::desk::decide::{Decision, Ground, decide};
use crate::desk::names::LASTING;
use crate::desk::{Desk, Error};
use crate::job::{Job, NewJob};
use crate::store::{self, Filed, Filing, Known, Saved};

/// One attempt at a group.
pub(super) struct Round {
    /// The drafts in order.
    pub(super) places: Vec<Place>,
    /// Articles that are not to be looked at yet.
    pub(super) apart: HashSet<String>,
}

/// One draft of a group.
pub(super) enum Place {
    /// Decided, and durable where that says so.
    Settled(Result<Taken, Error>),
    /// Still to be decided.
    Left(Arc<Draft>),
}

/// What a round thinks of one draft.
enum Thought {
    /// To be filed.
    File(Box<Filing>),
    /// Decided without filing anything.
    Settled(Result<Taken, Error>),
    /// To be decided in another round.
    Later,
}

/// The place of a draft and what is told of it; nothing yet where it is still to be filed or decided.
type Told = (usize, Option<Result<Taken, Error>>);

/// The drafts of one article with their places, and what is on record of it.
struct Thread {
    drafts: Vec<(usize, Arc<Draft>)>,
    /// Whether it left the record by age; its names stay used.
    is_purged: bool,
    previous: Option<Filed>,
}

impl Round {
    pub(super) fn of(drafts: Vec<Draft>) -> Self {
        let places = drafts
            .into_iter()
            .map(|draft| Place::Left(Arc::new(draft)))
            .collect();
        Self {
            places,
            apart: HashSet::new(),
        }
    }

    /// What is still to be decided.
    pub(super) fn left(&self) -> impl Iterator<Item = &Draft> {
        self.places.iter().filter_map(|place| match place {
            Place::Left(draft) => Some(&**draft),
            Place::Settled(_) => None,
        })
    }

    /// Decides what is left and files what is to be filed.
    pub(super) async fn run(mut self, desk: &Arc<Desk>, source: &str) -> Self {
        // What is known of the photos here is still so when the articles that show them are on record.
        let _kept = match self.left().any(|draft| !draft.photos.is_empty()) {
            true => Some(desk.photo_moves.read().await),
            false => None,
        };
        match self.threads(desk, source).await {
            Ok((ground, threads)) => {
                let ground = Arc::new(ground);
                let thought = think_all(&ground, threads, desk.latest_change()).await;
                self.file(desk, &ground, thought).await;
            }
            Err(error) => self.fail_all(&error),
        }
        self
    }

    /// Looks up what deciding needs, and takes out the drafts that are decided now, by article.
    async fn threads(&mut self, desk: &Desk, source: &str) -> Result<(Ground, Vec<Thread>), Error> {
        let ground = Ground::of(desk, source, self.left()).await?;
        let parse = |draft: &Draft| ArticleId::parse(draft.id.as_deref()?).ok();
        let mut seen = HashSet::new();
        let left = self.left().filter(|draft| !self.is_apart(draft));
        let ids = left.filter_map(parse).map(|id| id.to_string());
        let ids: Vec<String> = ids.filter(|id| seen.insert(id.clone())).collect();
        // A name that is declared for another article in this very group is looked at when that one is on record.
        let declared: HashSet<String> = self
            .left()
            .flat_map(|draft| draft.aliases.clone())
            .collect();
        let found = desk.store.known_all(&ids, &LASTING).await?;
        let mut threads: Vec<Thread> = Vec::new();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut by_article: HashMap<String, usize> = HashMap::new();
        for (id, found) in ids.into_iter().zip(found) {
            if let Known::Filed(filed) = &found {
                // Two names of one article are one thread.
                let article = filed.article.id.to_string();
                if let Some(thread) = by_article.get(&article) {
                    by_id.insert(id, *thread);
                    continue;
                }
                by_article.insert(article, threads.len());
            }
            let previous = match found {
                Known::Filed(filed) => Ok(Some(*filed)),
                Known::Nobody => Ok(None),
                Known::Purged { .. } => Err(()),
            };
            by_id.insert(id, threads.len());
            threads.push(Thread {
                drafts: Vec::new(),
                is_purged: previous.is_err(),
                previous: previous.unwrap_or_default(),
            });
        }
        for n in 0..self.places.len() {
            let Place::Left(draft) = &self.places[n] else {
                continue;
            };
            let is_declared = draft.id.as_ref().is_some_and(|id| declared.contains(id));
            if is_declared || self.is_apart(draft) {
                continue;
            }
            let known = draft.id.as_ref().and_then(|id| by_id.get(id)).copied();
            let draft = Arc::clone(draft);
            match known {
                Some(thread) => threads[thread].drafts.push((n, draft)),
                // Without a good id it is refused, and belongs to nobody.
                None => threads.push(Thread {
                    drafts: vec![(n, draft)],
                    is_purged: false,
                    previous: None,
                }),
            }
        }
        Ok((ground, threads))
    }

    fn is_apart(&self, draft: &Draft) -> bool {
        draft.id.as_ref().is_some_and(|id| self.apart.contains(id))
    }

    /// Files what is to be filed in one transaction and settles what is durable.
    async fn file(&mut self, desk: &Desk, ground: &Ground, threads: Vec<Vec<(usize, Thought)>>) {
        let mut filings = Vec::new();
        let mut told = Vec::new();
        let mut settled: Vec<Vec<Told>> = Vec::new();
        for thoughts in threads {
            let mut thread = Vec::with_capacity(thoughts.len());
            for (place, thought) in thoughts {
                match thought {
                    Thought::File(filing) => {
                        told.push((
                            settled.len(),
                            thread.len(),
                            Taken::of(Outcome::of(&filing), &filing.filed, 0),
                        ));
                        filings.push(*filing);
                        thread.push((place, None));
                    }
                    Thought::Settled(outcome) => thread.push((place, Some(outcome))),
                    Thought::Later => thread.push((place, None)),
                }
            }
            settled.push(thread);
        }
        match save(desk, ground, filings).await {
            Ok((saved, ticket)) => {
                for ((thread, n, taken), saved) in told.into_iter().zip(saved) {
                    if saved == Saved::Durable {
                        settled[thread][n].1 = Some(Ok(Taken { ticket, ..taken }));
                    }
                }
            }
            Err(error) => {
                for (thread, n, _) in told {
                    settled[thread][n].1 = Some(Err(again(&error)));
                }
            }
        }
        for thread in settled {
            // What comes after one that is left was decided on what is not on record.
            for (place, outcome) in thread.into_iter().map_while(|(n, done)| Some((n, done?))) {
                self.places[place] = Place::Settled(outcome);
            }
        }
    }

    fn fail_all(&mut self, error: &Error) {
        for place in &mut self.places {
            if matches!(place, Place::Left(_)) {
                *place = Place::Settled(Err(again(error)));
            }
        }
    }
}

/// The same failure, for another draft.
fn again(error: &Error) -> Error {
    match error {
        Error::Store(error) => Error::Store(store::Error::Unavailable(error.to_string())),
        other => Error::Cut(other.to_string()),
    }
}

/// Decides on threads side by side, each in its order, on threads of the machine that may block.
async fn think_all(
    ground: &Arc<Ground>,
    threads: Vec<Thread>,
    ticket: u64,
) -> Vec<Vec<(usize, Thought)>> {
    let n_workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = threads.len().div_ceil(n_workers).max(16);
    let mut threads = threads.into_iter();
    let mut running = Vec::new();
    loop {
        let some: Vec<Thread> = threads.by_ref().take(share).collect();
        if some.is_empty() {
            break;
        }
        let ground = Arc::clone(ground);
        running.push(tokio::task::spawn_blocking(move || {
            let think = |thread| think(&ground, thread, ticket);
            some.into_iter().map(think).collect::<Vec<_>>()
        }));
    }
    // A panic leaves its drafts to be decided one by one, where it is met again and told.
    let done = join_all(running).await.into_iter();
    done.filter_map(Result::ok).flatten().collect()
}

/// Decides on the drafts of one article, each on the one before.
fn think(ground: &Ground, thread: Thread, ticket: u64) -> Vec<(usize, Thought)> {
    let mut newest = thread.previous;
    let mut waits = false;
    let n_drafts = thread.drafts.len();
    let mut thoughts = Vec::with_capacity(n_drafts);
    for (n, (place, draft)) in thread.drafts.into_iter().enumerate() {
        if waits {
            thoughts.push((place, Thought::Later));
            continue;
        }
        if thread.is_purged {
            thoughts.push((place, Thought::Settled(Err(Error::Purged))));
            continue;
        }
        let arrival = Arrival::of(&draft);
        let draft = Arc::unwrap_or_clone(draft);
        let thought = match decide(ground, draft, &arrival, newest.as_ref()) {
            Ok(Decision::File(filing)) => {
                if n + 1 < n_drafts {
                    newest = Some(filing.filed.clone());
                }
                Thought::File(filing)
            }
            Ok(Decision::Unchanged) => {
                let taken = |filed| Taken::of(Outcome::Unchanged, filed, ticket);
                Thought::Settled(newest.as_ref().map(taken).ok_or(Error::NotFound))
            }
            Ok(Decision::Kill(_)) => {
                waits = true;
                Thought::Later
            }
            Err(error) => Thought::Settled(Err(error)),
        };
        thoughts.push((place, thought));
    }
    thoughts
}

/// Files what was decided; gives what became of each and the ticket of the change.
async fn save(
    desk: &Desk,
    ground: &Ground,
    filings: Vec<Filing>,
) -> Result<(Vec<Saved>, u64), Error> {
    if filings.is_empty() {
        return Ok((Vec::new(), desk.latest_change()));
    }
    for filing in &filings {
        desk.awaited.end(&filing.filed.article);
    }
    let saved = desk.store.save_articles(filings).await?;
    // Where the rules changed meanwhile, the feeds of the new ones must hear of it too.
    let current = desk.rules.load_full();
    if !Arc::ptr_eq(&current, &ground.rules) {
        let refresh = |feed: &String| NewJob::now(Job::RefreshFeed { feed: feed.clone() });
        let jobs: Vec<NewJob> = current.feeds.keys().map(refresh).collect();
        desk.store.add_jobs(&jobs).await?;
    }
    let n_durable = saved.iter().filter(|saved| **saved == Saved::Durable);
    let ticket = desk.changed_by(n_durable.count() as u64);
    Ok((saved, ticket))
}
