//! `syndicated import`: takes in a feed with its archive, an export of WordPress, or a file of records, once.

mod input;
mod send;
mod state;

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use self::input::{Input, Piece};
use self::send::{Sender, Sent};
use self::state::Progress;
use super::{AWAY, DONE, REFUSED, WRONG, answer, load, tell};
use crate::article::byline::Outlets;
use crate::article::reading::Context;
use crate::article::{Article, Draft};
use crate::clock::{Clock, SystemClock};
use crate::ingest::{feed, record};

/// What `import` is told.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A feed, an export of WordPress (WXR) or a file of records, one a line; a file or an address.
    input: String,
    /// What it is; found out where missing.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Name of the source: part of the ids of articles whose guid is no URI. The name of a later `[[pull]]`, if any.
    #[arg(long, default_value = "import")]
    name: String,
    /// Section of all its articles.
    #[arg(long)]
    section: Option<String>,
    /// A tag that all its articles get.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Language of articles that name none (BCP 47).
    #[arg(long)]
    language: Option<String>,
    /// At most so many archives and next pages of a feed are followed.
    #[arg(long, default_value_t = 500)]
    pages: usize,
    /// Where progress is kept, so that an import that was cut off goes on; beside the input where missing.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Show what would be sent, and what would be refused, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// One line of JSON an article, and one for all at the end.
    #[arg(long)]
    json: bool,
    /// Address of the server.
    #[arg(long, env = "SYNDICATED_URL", default_value = "http://127.0.0.1:8080")]
    server: String,
    /// The token.
    #[arg(long, env = "SYNDICATED_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

/// What an input can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// What WordPress exports.
    Wxr,
    /// Records, one a line.
    Records,
}

/// What became of the articles so far.
#[derive(Debug, Default)]
struct Tally {
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    skipped: u64,
}

pub(super) async fn run(config: &Path, import: Import) -> u8 {
    // Without a configuration the well-known agencies are still known.
    let outlets = if config.exists() {
        match load(config) {
            Ok(loaded) => Outlets::default().with(loaded.config.newsroom.outlets.iter().cloned()),
            Err(code) => return code,
        }
    } else {
        Outlets::default()
    };
    let input = match input::read(&import, &outlets).await {
        Ok(input) => input,
        Err((code, why)) => {
            tell(&format!("error: {}: {why}", import.input));
            return code;
        }
    };
    for note in &input.notes {
        tell(&format!("note: {note}"));
    }
    if import.dry_run {
        return show(&import, &input, &outlets);
    }
    let Some(token) = import.token.clone() else {
        tell(
            "error: an import needs --token (or SYNDICATED_TOKEN); `syndicated token new NAME --scope push` makes one",
        );
        return WRONG;
    };
    let sender = match Sender::new(&import.server, &token) {
        Ok(sender) => sender,
        Err(code) => return code,
    };
    let mut progress = match Progress::open(&import) {
        Ok(progress) => progress,
        Err(why) => {
            tell(&format!("error: {why}"));
            return AWAY;
        }
    };
    send_all(&import, input, &sender, &mut progress).await
}

/// An import under way.
struct Sending<'a> {
    import: &'a Import,
    bar: ProgressBar,
    tally: Tally,
    progress: &'a mut Progress,
}

/// Sends what was not sent before, some at a time, and notes what is done.
async fn send_all(import: &Import, input: Input, sender: &Sender, progress: &mut Progress) -> u8 {
    let total = u64::try_from(input.pieces.len()).unwrap_or(u64::MAX);
    let mut sending = Sending {
        import,
        bar: bar(total),
        tally: Tally::default(),
        progress,
    };
    let mut waiting = sending.set_aside(input.pieces).into_iter();
    let mut code = DONE;
    while code == DONE {
        let some: Vec<Piece> = waiting.by_ref().take(send::SIDE_BY_SIDE).collect();
        if some.is_empty() {
            break;
        }
        let work = some.iter().map(|piece| sender.send(piece));
        let answers = futures_util::future::join_all(work).await;
        for (piece, sent) in some.iter().zip(answers) {
            sending.bar.inc(1);
            // The others of the same moment are noted all the same.
            if let Err(stop) = sending.note(piece, sent) {
                code = stop;
            }
        }
    }
    sending.finish(code)
}

impl Sending<'_> {
    /// Takes out what was sent before, and what cannot be sent.
    fn set_aside(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let mut waiting = Vec::with_capacity(pieces.len());
        for piece in pieces {
            if self.progress.is_done(&piece) {
                self.tally.skipped += 1;
            } else if piece.complaints.is_empty() {
                waiting.push(piece);
                continue;
            } else {
                self.tally.refused += 1;
                self.told(&piece, "refused", &piece.complaints);
            }
            self.bar.inc(1);
        }
        waiting
    }

    /// Counts, tells and keeps what became of one article; the error ends the import with its exit code.
    fn note(&mut self, piece: &Piece, sent: Sent) -> Result<(), u8> {
        let word = match sent {
            Sent::Created => {
                self.tally.created += 1;
                "created"
            }
            Sent::Updated => {
                self.tally.updated += 1;
                "updated"
            }
            Sent::Unchanged => {
                self.tally.unchanged += 1;
                "unchanged"
            }
            Sent::Refused(reasons) => {
                self.tally.refused += 1;
                self.told(piece, "refused", &reasons);
                return Ok(());
            }
            Sent::Stop(code, why) => {
                self.bar.suspend(|| {
                    tell(&format!("error: {why}; the same command goes on from here"));
                });
                return Err(code);
            }
        };
        self.told(piece, word, &[]);
        self.progress.done(piece).map_err(|why| {
            self.bar.suspend(|| tell(&format!("error: {why}")));
            AWAY
        })
    }

    /// Tells of one article: a line of JSON where that is asked for, else only what was refused.
    fn told(&self, piece: &Piece, word: &str, reasons: &[String]) {
        if self.import.json {
            let line = json!({
                "id": piece.id, "guid": piece.record.get("guid"), "headline": piece.record.get("headline"),
                "outcome": word, "errors": reasons, "doubts": piece.doubts,
            });
            self.bar.suspend(|| answer(&line.to_string()));
        } else if word == "refused" {
            let line = format!("refused: {}: {}", piece.name(), reasons.join("; "));
            self.bar.suspend(|| tell(&line));
        }
    }

    fn finish(self, code: u8) -> u8 {
        self.bar.finish_and_clear();
        let Tally {
            created,
            updated,
            unchanged,
            refused,
            skipped,
        } = self.tally;
        if self.import.json {
            let all = json!({
                "created": created, "updated": updated, "unchanged": unchanged, "refused": refused,
                "done_before": skipped, "complete": code == DONE,
            });
            answer(&all.to_string());
        } else {
            answer(&format!(
                "{created} created, {updated} updated, {unchanged} unchanged, {refused} refused, {skipped} done before"
            ));
        }
        if code != DONE {
            return code;
        }
        if refused > 0 {
            return REFUSED;
        }
        self.progress.finish();
        DONE
    }
}

fn bar(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}");
    let bar = ProgressBar::new(total);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Shows what would be sent, and what would be refused.
fn show(import: &Import, input: &Input, outlets: &Outlets) -> u8 {
    let mut n_refused = 0;
    for piece in &input.pieces {
        let mut reasons = piece.complaints.clone();
        if reasons.is_empty() {
            reasons = faults(piece, outlets);
        }
        n_refused += usize::from(!reasons.is_empty());
        if import.json {
            let line = json!({
                "id": piece.id, "record": piece.record, "errors": reasons, "doubts": piece.doubts,
            });
            answer(&line.to_string());
            continue;
        }
        let word = |key: &str| {
            let word = piece.record.get(key).and_then(Value::as_str);
            word.unwrap_or("-").to_owned()
        };
        answer(&format!(
            "{}  {}  {}",
            word("published"),
            word("guid"),
            word("headline")
        ));
        for doubt in &piece.doubts {
            tell(&format!("doubt: {}: {doubt}", piece.name()));
        }
        if !reasons.is_empty() {
            tell(&format!(
                "would be refused: {}: {}",
                piece.name(),
                reasons.join("; ")
            ));
        }
    }
    if n_refused == 0 { DONE } else { REFUSED }
}

/// What the server would complain of.
fn faults(piece: &Piece, outlets: &Outlets) -> Vec<String> {
    let mut draft = record::draft(&piece.record);
    // Photos that were uploaded are known to the server only.
    draft.photos.retain(|photo| photo.url.is_some());
    let context = Context {
        embeds: &[],
        now: SystemClock.now(),
        authority: "newsroom.example",
        source: "dry-run",
        language: Some("en"),
        outlets,
        previous: None,
    };
    let complaints = Article::from_draft(draft, &context)
        .err()
        .unwrap_or_default();
    let told = complaints.into_iter();
    told.map(|complaint| format!("{} {}", complaint.pointer, complaint.detail))
        .collect()
}

/// Lays what the command line says over a draft, and makes the piece of it that is sent.
fn piece(import: &Import, mut draft: Draft) -> Piece {
    if import.section.is_some() {
        draft.section.clone_from(&import.section);
    }
    for tag in &import.tags {
        if !draft.tags.contains(tag) {
            draft.tags.push(tag.clone());
        }
    }
    if draft.language.is_none() {
        draft.language.clone_from(&import.language);
    }
    feed::hold_until_dated(&mut draft, SystemClock.now());
    let complaints = draft.complaints.iter();
    Piece {
        id: draft.id.clone().unwrap_or_default(),
        complaints: complaints
            .map(|complaint| format!("{} {}", complaint.pointer, complaint.detail))
            .collect(),
        doubts: draft.doubts.clone(),
        record: record::write(&draft),
    }
}
