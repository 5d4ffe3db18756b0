//! The description of the interface, made from the code that answers it.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use hyper::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use super::{articles, feeds, health, photos, pulls, validation};

#[derive(OpenApi)]
#[openapi(
    info(title = "Syndicated", description = "Articles in; valid RSS 2.0, Atom 1.0 and JSON Feed 1.1 out."),
    paths(
        articles::read::list, articles::file::post, articles::read::show, articles::file::put, articles::kill::kill, photos::upload, photos::info, feeds::list, feeds::report, pulls::list, validation::validate, health::alive, health::ready,
    ),
    modifiers(&Token)
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Made by `syndicated token new NAME --scope push`."))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The report of a feed, as the desk keeps it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub(super) struct ReportSchema {
    /// Name of the feed.
    feed: String,
    /// How many articles it shows.
    n_articles: u32,
    /// The newest change it shows.
    changed: Option<chrono::DateTime<chrono::Utc>>,
    /// Whether the newest editions are shown.
    current: bool,
    /// Articles that are kept out, and why.
    held: Vec<HeldSchema>,
    /// What the validator says of the editions.
    findings: Vec<FindingSchema>,
    /// Photos that are missing, a sentence each.
    photos: Vec<String>,
}

/// An article that is kept out of a feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Held)]
pub(super) struct HeldSchema {
    /// Its id.
    article: String,
    /// Its version.
    version: u64,
    /// Why.
    reasons: Vec<String>,
}

/// A finding of the validator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportFinding)]
pub(super) struct FindingSchema {
    /// The rule.
    rule: String,
    /// `error`, `warning` or `info`.
    level: String,
    /// `rss`, `atom` or `json`.
    format: String,
    /// The article it belongs to.
    article: Option<String>,
    /// What is wrong.
    message: String,
    /// Line.
    line: u32,
    /// Column.
    column: u32,
}

/// What the validator says of one document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Verdict)]
pub(super) struct VerdictSchema {
    /// The document.
    file: String,
    /// What makes it invalid.
    errors: Vec<PlacedSchema>,
    /// What should be better.
    warnings: Vec<PlacedSchema>,
    /// What could be better.
    infos: Vec<PlacedSchema>,
}

/// A finding with its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
pub(super) struct PlacedSchema {
    /// The rule.
    id: String,
    /// Line, from 1.
    line: u32,
    /// Column, from 1.
    column: u32,
    /// What is wrong.
    message: String,
}

/// `GET /v1/openapi.json`
pub(super) async fn show() -> Response {
    static JSON: LazyLock<String> =
        LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "public, max-age=300"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        JSON.as_str(),
    )
        .into_response()
}
