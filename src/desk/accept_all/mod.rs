//! Takes many drafts in at once: decided side by side, filed in one transaction, in the order in which they came.
//!
//! Drafts of one article are decided one after another, each on the one before. Several groups may be under way, so
//! that one is decided while another goes to the disk: a group leaves aside, for its end, every article that a group
//! before it has in hand. Whatever another writer overtook is decided again, at last by [`accept`] alone.

mod round;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::task::AbortOnDropHandle;

use self::round::{Place, Round};
use super::accept::{Accepted, Condition, Outcome, accept, count};
use super::{Desk, Error};
use crate::article::Draft;
use crate::article::identity::ArticleId;
use crate::store::Filed;

/// How often a group is decided whole before what is left goes one by one.
const MOST_ROUNDS: usize = 2;

/// What became of one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What became of it.
    pub outcome: Outcome,
    /// The article.
    pub id: ArticleId,
    /// The version on record.
    pub version: u64,
    /// What was read with doubt, a sentence each.
    pub doubts: Vec<String>,
    /// For [`Desk::wait_shown`].
    pub ticket: u64,
}

impl Taken {
    fn of(outcome: Outcome, filed: &Filed, ticket: u64) -> Self {
        Self {
            outcome,
            id: filed.article.id.clone(),
            version: filed.article.version,
            doubts: filed.article.doubts.clone(),
            ticket,
        }
    }
}

impl From<Accepted> for Taken {
    fn from(accepted: Accepted) -> Self {
        Self::of(accepted.outcome, &accepted.filed, accepted.ticket)
    }
}

/// Takes drafts in under the name of `source`, as if each had come after the one before; one that is refused stops no other.
pub async fn accept_all(
    desk: &Arc<Desk>,
    source: &str,
    drafts: Vec<Draft>,
) -> Vec<Result<Taken, Error>> {
    let intake = Intake::new(Arc::clone(desk), source.to_owned());
    intake.finish(intake.begin(drafts)).await
}

/// A stream of drafts on their way in, a group at a time.
pub struct Intake {
    desk: Arc<Desk>,
    source: String,
    /// The articles that groups have in hand, and how often.
    in_hand: Mutex<HashMap<String, usize>>,
}

/// A group that was begun.
pub struct Underway {
    names: Vec<String>,
    n_drafts: usize,
    work: AbortOnDropHandle<Round>,
}

impl Intake {
    /// A stream under the name of `source`.
    pub fn new(desk: Arc<Desk>, source: String) -> Self {
        Self {
            desk,
            source,
            in_hand: Mutex::default(),
        }
    }

    /// Begins to take a group in. Groups follow each other in the order of these calls.
    pub fn begin(&self, drafts: Vec<Draft>) -> Underway {
        let names = drafts
            .iter()
            .flat_map(|draft| draft.id.iter().chain(&draft.aliases));
        let names: Vec<String> = names.cloned().collect();
        let n_drafts = drafts.len();
        let mut round = Round::of(drafts);
        let mut in_hand = self.in_hand();
        round.apart = names
            .iter()
            .filter(|name| in_hand.contains_key(*name))
            .cloned()
            .collect();
        for name in &names {
            *in_hand.entry(name.clone()).or_default() += 1;
        }
        drop(in_hand);
        let (desk, source) = (Arc::clone(&self.desk), self.source.clone());
        let work = tokio::spawn(async move { round.run(&desk, &source).await });
        Underway {
            names,
            n_drafts,
            work: AbortOnDropHandle::new(work),
        }
    }

    /// Ends a group: every draft's outcome, in order, durable. To be called in the order of [`Intake::begin`].
    pub async fn finish(&self, group: Underway) -> Vec<Result<Taken, Error>> {
        let outcomes = match group.work.await {
            Ok(round) => self.settle(round).await,
            Err(error) => {
                let why = format!("taking articles in was cut off: {error}");
                let cut = || Err(Error::Cut(why.clone()));
                std::iter::repeat_with(cut).take(group.n_drafts).collect()
            }
        };
        let mut in_hand = self.in_hand();
        for name in group.names {
            if let Some(n) = in_hand.get_mut(&name) {
                *n -= 1;
                if *n == 0 {
                    in_hand.remove(&name);
                }
            }
        }
        outcomes
    }

    /// Decides again what the first round left, now that every group before is on record.
    async fn settle(&self, first: Round) -> Vec<Result<Taken, Error>> {
        let mut round = first;
        for _ in 1..MOST_ROUNDS {
            if round.left().next().is_none() {
                break;
            }
            round.apart.clear();
            round = round.run(&self.desk, &self.source).await;
        }
        let mut outcomes = Vec::with_capacity(round.places.len());
        for place in round.places {
            outcomes.push(match place {
                Place::Settled(outcome) => {
                    count(&self.desk, outcome.as_ref().map(|taken| taken.outcome));
                    outcome
                }
                Place::Left(draft) => {
                    let draft = Arc::unwrap_or_clone(draft);
                    let accepted = accept(&self.desk, &self.source, draft, Condition::Any).await;
                    accepted.map(Taken::from)
                }
            });
        }
        outcomes
    }

    fn in_hand(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
