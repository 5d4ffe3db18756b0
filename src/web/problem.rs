//! What went wrong, as RFC 9457 says it: one type, one page for each, all faults at once.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::problem_page;
use crate::article::complaint::Complaint;
use crate::article::moment::exact;
use crate::{desk, store};

/// A problem to be told. The address of its page is relative to the host that was asked (RFC 9457 section 3.1.1).
#[derive(Debug, Clone)]
pub struct Problem {
    slug: &'static str,
    detail: String,
    errors: Vec<Complaint>,
    retry_after_seconds: Option<u32>,
}

/// A problem as it is sent: `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Address of a page that says what happened and what to do.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time.
    pub detail: String,
    /// Every fault of the record, by JSON pointer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// One fault of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer to the place (RFC 6901).
    pub pointer: String,
    /// What is wrong there.
    pub detail: String,
}

impl Problem {
    /// A problem of a kind that has a page.
    pub fn new(slug: &'static str, detail: impl Into<String>) -> Self {
        Self {
            slug,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// A fault of ours or of the machine: the cause goes to the log, not to the client.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!("a request failed: {cause}");
        Self::new(
            "internal",
            "The request could not be carried out; the cause is in the log.",
        )
    }

    /// Away for a moment.
    pub fn unavailable(cause: &dyn std::fmt::Display) -> Self {
        tracing::warn!("a request was turned away: {cause}");
        let away = Self::new(
            "unavailable",
            "The store does not answer just now. What was acknowledged is kept; please try again.",
        );
        Self {
            retry_after_seconds: Some(5),
            ..away
        }
    }

    /// Too many requests from one address; it may go on after so many seconds.
    pub fn too_often(seconds: u32) -> Self {
        let detail = format!("Too many of these came from your address; go on in {seconds} s.");
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new("too-many-requests", detail)
        }
    }

    /// Too much to do for everybody.
    pub fn busy() -> Self {
        Self {
            retry_after_seconds: Some(5),
            ..Self::new(
                "unavailable",
                "There is too much to do just now; please try again.",
            )
        }
    }

    /// A record with faults.
    pub fn invalid(errors: Vec<Complaint>) -> Self {
        let unknown = !errors.is_empty()
            && errors
                .iter()
                .all(|error| error.detail.starts_with("is not a key of the record"));
        let slug = if unknown {
            "unknown-field"
        } else {
            "invalid-record"
        };
        let detail = match errors.as_slice() {
            [one] if one.pointer.is_empty() => format!("The record {}.", one.detail),
            [one] => format!("{} {}.", one.pointer, one.detail),
            many => format!(
                "The record has {} faults; each is named in “errors”.",
                many.len()
            ),
        };
        Self {
            errors,
            ..Self::new(slug, detail)
        }
    }
}

impl From<desk::Error> for Problem {
    fn from(error: desk::Error) -> Self {
        match error {
            desk::Error::Invalid(complaints) => Self::invalid(complaints),
            desk::Error::Older {
                newest,
                moment: Some(moment),
            } => Self::new(
                "version-conflict",
                format!(
                    "Version {newest} is on record, last sent with “updated” {}; what is not later changes nothing. Send a later “updated”, a “version”, or “If-Match: \"v{newest}\"”.",
                    exact(moment)
                ),
            ),
            desk::Error::Older {
                newest,
                moment: None,
            } => Self::new(
                "version-conflict",
                format!(
                    "Version {newest} is on record; an older version, or the same number with other words, changes nothing. To change that version, send “If-Match: \"v{newest}\"”."
                ),
            ),
            desk::Error::Precondition { newest } => {
                let on_record = newest.map_or_else(
                    || "There is no such article.".to_owned(),
                    |newest| format!("Version {newest} is on record."),
                );
                Self::new("precondition-failed", on_record)
            }
            desk::Error::Killed => Self::new(
                "gone",
                "The article was killed and stays so; what replaces it needs an id of its own.",
            ),
            desk::Error::Purged => Self::new(
                "gone",
                "The article left the record by retention; what replaces it needs an id of its own.",
            ),
            desk::Error::NameTaken { name, by } => Self::new(
                "name-taken",
                format!(
                    "“{name}” stands for the article “{by}”. If they are one, file under that id, or declare it: POST /v1/articles/ID/aliases."
                ),
            ),
            desk::Error::NotFound => Self::new("not-found", "There is no article with this id."),
            desk::Error::Contended => Self {
                retry_after_seconds: Some(1),
                ..Self::new(
                    "unavailable",
                    "The article is being changed by too many at once; please try again.",
                )
            },
            desk::Error::Photo(why) => Self::new(
                "invalid-record",
                format!("The photo cannot be taken: {why}."),
            ),
            desk::Error::Shelf(why) | desk::Error::Cut(why) => Self::unavailable(&why),
            desk::Error::Store(error) => error.into(),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(why) => Self::unavailable(&why),
            error @ (store::Error::Damaged { .. } | store::Error::Unusable(_)) => {
                Self::internal(&error)
            }
        }
    }
}

impl Problem {
    /// Asks to be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after_seconds: Some(seconds),
            ..self
        }
    }

    /// Whether the fault is ours or the machine's: trying again later may help.
    pub fn is_ours(&self) -> bool {
        problem_page(self.slug).is_none_or(|page| page.status >= 500)
    }

    /// The problem as it is sent or written.
    pub fn into_body(self) -> ProblemBody {
        let page = problem_page(self.slug);
        let errors = self
            .errors
            .into_iter()
            .map(|complaint| Fault {
                pointer: complaint.pointer,
                detail: complaint.detail,
            })
            .collect();
        ProblemBody {
            kind: format!("/problems/{}", self.slug),
            title: page.map_or("", |page| page.title).to_owned(),
            status: page.map_or(500, |page| page.status),
            detail: self.detail,
            errors,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after_seconds = self.retry_after_seconds;
        let body = self.into_body();
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, serde_json::to_vec(&body).unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"syndicated\""),
            );
        }
        response
    }
}
