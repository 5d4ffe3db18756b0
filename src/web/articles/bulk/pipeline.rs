//! From lines to results: read, understood, filed and told side by side, a group of lines at a time, in order.
//!
//! Each stage hands groups to the next through a channel of one, so that what is in memory is bounded, and a reader
//! who takes no results stops the reading of the body. A group is closed when it is full or when the next stage has
//! nothing to do: a lone line is filed at once, and a flood in large groups that share a commit.

use std::sync::Arc;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::lines::{Line, Splitter};
use super::results::{Tally, refusal};
use crate::article::Draft;
use crate::desk::{Intake, Underway};
use crate::ingest::{Format, Options};
use crate::web::problem::Problem;
use crate::web::{Web, intake};

/// The most lines of one group.
const MOST_LINES: usize = 256;
/// A group is full from so many bytes on.
const FULL_BYTES: usize = 1024 * 1024;
/// How long `Prefer: wait` waits at most.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(60);

/// What a stream is told of.
pub(super) struct Stream {
    pub(super) web: Arc<Web>,
    /// The token's name.
    pub(super) source: String,
    /// The most bytes of one line.
    pub(super) most_bytes: usize,
    /// Whether to answer the end only when the feeds show it.
    pub(super) waits: bool,
}

/// A line that was read.
struct Understood {
    number: u64,
    draft: Result<Box<Draft>, Problem>,
}

/// A group that is being filed.
struct Filing {
    /// Each line's number and id, and why it did not come so far as to be filed.
    lines: Vec<(u64, Option<String>, Option<Problem>)>,
    group: Underway,
}

type Understanding = JoinHandle<Vec<Understood>>;

impl Stream {
    /// Takes in a body whose first piece was read already, and tells results until all is done or nobody listens.
    pub(super) async fn run(self, first: Option<Bytes>, body: Body, results: mpsc::Sender<Bytes>) {
        let intake = Intake::new(Arc::clone(&self.web.desk), self.source.clone());
        let (to_file, understood) = mpsc::channel(1);
        let (to_tell, filed) = mpsc::channel(1);
        let mut tally = Tally::default();
        let (broken, (), ()) = tokio::join!(
            self.read(first, body, to_file),
            file(&intake, understood, to_tell),
            tell(&intake, filed, &mut tally, &results),
        );
        let shown = match self.waits {
            true => {
                let shown = self.web.desk.wait_shown(tally.ticket());
                Some(tokio::time::timeout(LONGEST_WAIT, shown).await.is_ok())
            }
            false => None,
        };
        // Where nobody listens any more there is nobody to be told.
        let _ = results.send(tally.end(broken, shown)).await;
    }

    /// Reads the body; says where and why it was not read to its end.
    async fn read(
        &self,
        first: Option<Bytes>,
        mut body: Body,
        groups: mpsc::Sender<Understanding>,
    ) -> Option<String> {
        let mut splitter = Splitter::new(self.most_bytes);
        splitter.feed(first.unwrap_or_default());
        let (mut group, mut n_bytes) = (Vec::new(), 0);
        let mut ended = false;
        loop {
            while group.len() < MOST_LINES && n_bytes < FULL_BYTES {
                let next = splitter.next_line();
                let next = next.or_else(|| ended.then(|| splitter.last_line()).flatten());
                let Some(line) = next else { break };
                n_bytes += line.bytes.as_ref().map_or(0, Bytes::len);
                group.push(line);
            }
            let full = group.len() == MOST_LINES || n_bytes >= FULL_BYTES;
            if ended && group.is_empty() {
                return None;
            }
            if !self.web.is_ready() {
                return Some(
                    "The server is stopping. What was answered is on record; send the rest again."
                        .to_owned(),
                );
            }
            tokio::select! {
                biased;
                frame = body.frame(), if !ended && !full => match frame {
                    None => ended = true,
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            splitter.feed(data);
                        }
                    }
                    Some(Err(_)) => {
                        let broken = broke_off(&splitter, &group);
                        self.hand_on(&groups, group).await;
                        return Some(broken);
                    }
                },
                permit = groups.reserve(), if !group.is_empty() => {
                    let Ok(permit) = permit else {
                        return Some("The results were no longer read.".to_owned());
                    };
                    n_bytes = 0;
                    permit.send(self.understand(std::mem::take(&mut group)));
                }
            }
        }
    }

    async fn hand_on(&self, groups: &mpsc::Sender<Understanding>, group: Vec<Line>) {
        if !group.is_empty() {
            // Where the next stage is gone there is nobody to be told.
            let _ = groups.send(self.understand(group)).await;
        }
    }

    /// Reads the lines of a group on a thread that may block.
    fn understand(&self, lines: Vec<Line>) -> Understanding {
        let rules = self.web.desk.rules.load_full();
        let most_bytes = self.most_bytes;
        tokio::task::spawn_blocking(move || {
            let options = Options {
                outlets: rules.outlets.clone(),
                ..Options::default()
            };
            let read = |line: Line| Understood {
                number: line.number,
                draft: read_line(line.bytes.as_ref(), most_bytes, &options).map(Box::new),
            };
            lines.into_iter().map(read).collect()
        })
    }
}

/// Where a body broke off.
fn broke_off(splitter: &Splitter, group: &[Line]) -> String {
    let last = group.last().map(|line| line.number);
    match (splitter.broken_line(), last) {
        (Some(line), _) => format!(
            "The body broke off or came too slowly in line {line}, which was not read. What was answered is on record."
        ),
        (None, Some(line)) => {
            format!("The body broke off after line {line}. What was answered is on record.")
        }
        (None, None) => {
            "The body broke off between two lines. What was answered is on record.".to_owned()
        }
    }
}

/// Reads one line as a push of JSON is read.
fn read_line(
    bytes: Option<&Bytes>,
    most_bytes: usize,
    options: &Options,
) -> Result<Draft, Problem> {
    let Some(bytes) = bytes else {
        return Err(Problem::new(
            "payload-too-large",
            format!("A line may have at most {most_bytes} bytes."),
        ));
    };
    let format = Format::of("application/json", bytes).ok_or_else(|| {
        Problem::new(
            "unsupported-media-type",
            "The line is no JSON that is taken here.",
        )
    })?;
    Ok(intake::settle(
        format,
        intake::read_as(format, bytes, options)?,
    ))
}

/// Files groups in their order; one is decided while another goes to the disk.
async fn file(
    intake: &Intake,
    mut understood: mpsc::Receiver<Understanding>,
    filings: mpsc::Sender<Filing>,
) {
    while let Some(group) = understood.recv().await {
        // A panic in a reader of bytes is a fault of ours; the stream ends without its last line.
        let Ok(group) = group.await else { return };
        let mut lines = Vec::with_capacity(group.len());
        let mut drafts = Vec::with_capacity(group.len());
        for line in group {
            match line.draft {
                Ok(draft) => {
                    lines.push((line.number, draft.id.clone(), None));
                    drafts.push(*draft);
                }
                Err(problem) => lines.push((line.number, None, Some(problem))),
            }
        }
        let group = intake.begin(drafts);
        if filings.send(Filing { lines, group }).await.is_err() {
            return;
        }
    }
}

/// Tells the results of groups in their order.
async fn tell(
    intake: &Intake,
    mut filed: mpsc::Receiver<Filing>,
    tally: &mut Tally,
    results: &mpsc::Sender<Bytes>,
) {
    while let Some(Filing { lines, group }) = filed.recv().await {
        let mut outcomes = intake.finish(group).await.into_iter();
        let mut bytes = BytesMut::new();
        for (line, id, problem) in lines {
            let outcome = match problem {
                Some(problem) => Err(problem),
                None => outcomes.next().map_or_else(
                    || Err(Problem::internal(&"a line has no outcome")),
                    |outcome| outcome.map_err(refusal),
                ),
            };
            tally.write(line, id, outcome, &mut bytes);
        }
        if results.send(bytes.freeze()).await.is_err() {
            return;
        }
    }
}
