//! What is told of each line, and of the whole at its end.

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::{self, Outcome, Taken};
use crate::web::problem::{Problem, ProblemBody};

/// One line of the reply.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(in crate::web) enum BulkLine {
    /// What became of a line.
    Result(BulkResult),
    /// The end, on the last line. A reply without it was cut off.
    End {
        /// What became of the whole.
        end: BulkSummary,
    },
}

/// What became of one line. One stands for every line of the request that is not blank, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct BulkResult {
    /// Number of the line in the request, from 1; blank lines count.
    line: u64,
    /// The status that a push of this line alone would have had.
    status: u16,
    /// `created`, `updated`, `unchanged` or `refused`.
    outcome: &'static str,
    /// The publisher's id, where the line has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The version on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    /// What was read with doubt, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemBody>,
}

/// What became of the whole.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::web) struct BulkSummary {
    /// Whether the request was read to its end.
    complete: bool,
    /// How many lines were answered.
    lines: u64,
    /// How many were new articles.
    created: u64,
    /// How many were new versions.
    updated: u64,
    /// How many changed nothing.
    unchanged: u64,
    /// How many were refused.
    refused: u64,
    /// With `Prefer: wait`: whether the feeds show all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<bool>,
    /// Where the request was not read to its end: where it ended, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// Writes results and counts them.
#[derive(Debug, Default)]
pub(super) struct Tally {
    summary: BulkSummary,
    ticket: u64,
}

impl Tally {
    /// Writes what became of a line.
    pub(super) fn write(
        &mut self,
        line: u64,
        id: Option<String>,
        outcome: Result<Taken, Problem>,
        bytes: &mut BytesMut,
    ) {
        self.summary.lines += 1;
        let result = match outcome {
            Ok(taken) => {
                self.ticket = self.ticket.max(taken.ticket);
                self.accepted(line, taken)
            }
            Err(problem) => {
                self.summary.refused += 1;
                let problem = problem.into_body();
                BulkResult {
                    line,
                    status: problem.status,
                    outcome: "refused",
                    id,
                    version: None,
                    doubts: Vec::new(),
                    problem: Some(problem),
                }
            }
        };
        append(bytes, &BulkLine::Result(result));
    }

    fn accepted(&mut self, line: u64, taken: Taken) -> BulkResult {
        let (status, outcome, counter) = match taken.outcome {
            Outcome::Created => (201, "created", &mut self.summary.created),
            Outcome::Updated => (200, "updated", &mut self.summary.updated),
            Outcome::Unchanged => (200, "unchanged", &mut self.summary.unchanged),
        };
        *counter += 1;
        BulkResult {
            line,
            status,
            outcome,
            id: Some(taken.id.to_string()),
            version: Some(taken.version),
            doubts: taken.doubts,
            problem: None,
        }
    }

    /// The newest change that was made.
    pub(super) fn ticket(&self) -> u64 {
        self.ticket
    }

    /// The last line: `broken` says where and why the request was not read to its end.
    pub(super) fn end(self, broken: Option<String>, shown: Option<bool>) -> Bytes {
        let mut bytes = BytesMut::new();
        let end = BulkSummary {
            complete: broken.is_none(),
            shown,
            detail: broken,
            ..self.summary
        };
        append(&mut bytes, &BulkLine::End { end });
        bytes.freeze()
    }
}

fn append(bytes: &mut BytesMut, line: &BulkLine) {
    // Text and numbers are always JSON, and memory takes all that is written.
    let _ = serde_json::to_writer(bytes.writer(), line);
    bytes.put_u8(b'\n');
}

/// What a line is told of why the desk did not take it.
pub(super) fn refusal(error: desk::Error) -> Problem {
    error.into()
}
