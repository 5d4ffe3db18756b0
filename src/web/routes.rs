//! Every route on one screen, and what all replies have in common.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{HeaderMap, Method, StatusCode, Uri};

use super::pages;
use super::problem::Problem;
use super::{Web, articles, feeds, health, metrics, openapi, people, photos, pulls, validation};

/// The routes. Polls of feeds are answered before them, from memory ([`super::poll`]).
pub fn routes(web: Arc<Web>) -> Router {
    Router::new()
        // For people.
        .route("/", get(people::index))
        .route("/articles/{id}", get(people::article))
        .route("/problems/", get(people::problems))
        .route("/problems/{slug}", get(people::problem))
        .route("/assets/{file}", get(people::asset))
        // For readers.
        .route("/feeds/{name}", get(feeds::show))
        .route("/photos/{name}", get(photos::show::show))
        // For publishers, behind a token.
        .route(
            "/v1/articles",
            get(articles::read::list).post(articles::file::post),
        )
        .route(
            "/v1/articles/{id}",
            get(articles::read::show).put(articles::file::put),
        )
        .route("/v1/articles:bulk", post(articles::bulk::bulk))
        .route("/v1/articles/{id}/kill", post(articles::kill::kill))
        .route(
            "/v1/articles/{id}/aliases",
            get(articles::aliases::show).post(articles::aliases::declare),
        )
        .route("/v1/articles/{id}/trail", get(articles::trail::show))
        .route("/v1/photos", post(photos::upload))
        .route("/v1/photos/{name}", get(photos::info))
        .route("/v1/feeds", get(feeds::list))
        .route("/v1/feeds/{name}/report", get(feeds::report))
        .route("/v1/pulls", get(pulls::list))
        // For everybody.
        .route("/v1/validate", post(validation::validate))
        .route("/v1/openapi.json", get(openapi::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        // For whoever watches over it, behind a token.
        .route("/metrics", get(metrics::show))
        .fallback(elsewhere)
        .method_not_allowed_fallback(wrong_method)
        // Every reader of a body has limits of its own, from the configuration.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(common_headers))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), count))
        .with_state(web)
}

/// Counts the request by its route; addresses that are none count as one.
async fn count(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("elsewhere", MatchedPath::as_str);
    let status = response.status().as_u16();
    web.desk.figures.answered(route, status);
    response
}

/// Sets what every reply carries unless the route said otherwise (security.md, Replies).
async fn common_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults: [(HeaderName, &'static str); 3] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    for (name, value) in defaults {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Addresses that are not ours: a feed's old address leads to it (HT-15), the rest is not found.
async fn elsewhere(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    let rules = web.desk.rules.load();
    let moved = rules.feeds.values().find(|feed| {
        feed.definition
            .redirect_from
            .iter()
            .any(|path| path == uri.path())
    });
    if let Some(feed) = moved {
        let format = feeds::format_of_old_path(uri.path());
        let address = rules.site.feed_url(&feed.definition.name, format);
        if let Ok(address) = HeaderValue::from_str(&address) {
            return (StatusCode::PERMANENT_REDIRECT, [(LOCATION, address)]).into_response();
        }
    }
    not_found(&web, &uri, &headers)
}

/// 404: a page for browsers, a problem for programs.
pub(super) fn not_found(web: &Web, uri: &Uri, headers: &HeaderMap) -> Response {
    if people::wants_html(headers) && !uri.path().starts_with("/v1/") {
        return people::page(StatusCode::NOT_FOUND, pages::not_found(&people::site(web)));
    }
    Problem::new("not-found", "There is nothing at this address.").into_response()
}

/// A request whose work was cut off because the program stops.
pub fn cut_off() -> Response {
    Problem::unavailable(&"the program is stopping").into_response()
}

async fn wrong_method(method: Method) -> Response {
    Problem::new(
        "method-not-allowed",
        format!("This address does not take {method}; “Allow” names what it takes."),
    )
    .into_response()
}
