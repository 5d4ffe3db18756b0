//! The description of the interface, made from the code that answers it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use hyper::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as Described, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};

use super::problem::{Fault, ProblemBody};
use super::{articles, feeds, health, metrics, photos, pulls, validation};

#[derive(OpenApi)]
#[openapi(
    info(title = "Syndicated", description = "Articles in; valid RSS 2.0, Atom 1.0 and JSON Feed 1.1 out."),
    paths(
        articles::read::list, articles::file::post, articles::read::show, articles::file::put, articles::kill::kill, articles::bulk::bulk, articles::aliases::show, articles::aliases::declare, articles::trail::show, photos::upload, photos::info, feeds::list, feeds::report, pulls::list, validation::validate, metrics::show, health::alive, health::ready,
    ),
    components(schemas(ProblemBody, Fault)),
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

/// Names the problems that several actions answer with, each group once.
macro_rules! problems {
    ($($(#[$doc:meta])* $group:ident: $($status:literal $text:literal),+;)+) => {$(
        $(#[$doc])*
        pub(super) struct $group;

        impl IntoResponses for $group {
            fn responses() -> BTreeMap<String, RefOr<Described>> {
                BTreeMap::from([$(($status.to_owned(), problem($text))),+])
            }
        }
    )+};
}

problems! {
    /// What is behind a token.
    NeedsToken: "401" "No good token.", "403" "The token lacks the scope.";
    /// What reads a body or parameters.
    ReadsRequest: "400" "The body or a parameter could not be read.";
    /// What takes a body in.
    ReadsBody: "413" "Too large.";
    /// What reads a record, an order or a photo.
    ReadsRecord: "422" "It was read and has faults; each is named.";
    /// What is about one thing by name.
    NamesOne: "404" "There is nothing of this name.";
    /// What may be asked conditionally.
    HasCondition: "412" "The condition does not hold.";
    /// What files an article.
    FilesArticle: "409" "A newer version is on record.", "410" "The article was killed.", "415" "Not a form of push.";
    /// What is open to everybody and costs something.
    IsRationed: "429" "Too many requests from this address; `Retry-After` says how long to wait.";
    /// What asks the store.
    NeedsStore: "503" "The store is away, or there is too much to do; `Retry-After` says how long to wait.";
}

fn problem(text: &str) -> RefOr<Described> {
    let schema = Ref::from_schema_name("ProblemBody");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let described = ResponseBuilder::new()
        .description(text)
        .content("application/problem+json", content);
    described.build().into()
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
