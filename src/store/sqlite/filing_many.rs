//! Files many versions in one transaction, and the jobs that follow from all of them once.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::fault::Fault;
use super::filing::Rows;
use super::jobs::{NewRow, insert_jobs};
use crate::job::NewJob;
use crate::store::Error;
use crate::store::articles::{Filing, Saved};

/// Everything that many filings write, made before the writer is asked.
pub(super) struct ManyRows {
    rows: Vec<Rows>,
    /// The different jobs, and for each how it is written.
    jobs: Vec<NewRow>,
    /// For each filing, which of the jobs follow from it.
    follows: Vec<Vec<usize>>,
}

impl ManyRows {
    /// The rows of the filings.
    pub(super) fn of(filings: Vec<Filing>) -> Result<Self, Error> {
        let mut known: HashMap<NewJob, usize> = HashMap::new();
        let mut many = Self {
            rows: Vec::with_capacity(filings.len()),
            jobs: Vec::new(),
            follows: Vec::with_capacity(filings.len()),
        };
        for mut filing in filings {
            let mut follows = Vec::with_capacity(filing.jobs.len());
            for job in std::mem::take(&mut filing.jobs) {
                let place = match known.get(&job) {
                    Some(place) => *place,
                    None => {
                        many.jobs.push(NewRow::of(&job)?);
                        known.insert(job, many.jobs.len() - 1);
                        many.jobs.len() - 1
                    }
                };
                follows.push(place);
            }
            many.follows.push(follows);
            many.rows.push(Rows::of(filing)?);
        }
        Ok(many)
    }

    /// Writes them in order; the jobs of what was overtaken are left out with it.
    pub(super) fn save(&self, connection: &Connection) -> Result<Vec<Saved>, Fault> {
        let mut outcomes = Vec::with_capacity(self.rows.len());
        let mut overtaken: HashSet<&str> = HashSet::new();
        let mut is_due = vec![false; self.jobs.len()];
        for (rows, follows) in self.rows.iter().zip(&self.follows) {
            let saved = if overtaken.contains(rows.id()) {
                // It was decided on a version that is not on record, though its number may be.
                Saved::Overtaken
            } else {
                rows.save(connection)?
            };
            if saved == Saved::Durable {
                follows.iter().for_each(|job| is_due[*job] = true);
            } else {
                overtaken.insert(rows.id());
            }
            outcomes.push(saved);
        }
        let due = self.jobs.iter().zip(is_due).filter(|(_, is_due)| *is_due);
        insert_jobs(connection, due.map(|(job, _)| job))?;
        Ok(outcomes)
    }
}
