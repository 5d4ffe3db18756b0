//! `/metrics`: what the program counts, for Prometheus and its like (`OpenMetrics` text).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use super::listener::value;
use super::openapi::{NeedsStore, NeedsToken};
use super::problem::Problem;
use super::{Web, auth};
use crate::figures::Figures;
use crate::store::Scope;

/// `GET /metrics`. Behind a token even on this machine: behind a proxy everybody comes from this machine.
#[utoipa::path(get, path = "/metrics", tag = "running", security(("token" = [])), responses(
    (status = 200, description = "OpenMetrics text.", body = String, content_type = "application/openmetrics-text"),
    NeedsToken, NeedsStore,
))]
pub(super) async fn show(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let mut registry = Registry::with_prefix("syndicated");
    counted(&mut registry, &web.desk.figures);
    connections(&mut registry, &web);
    state(&mut registry, &web).await?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|error| Problem::internal(&error))?;
    let head = [
        (
            CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((head, text).into_response())
}

fn counted(registry: &mut Registry, figures: &Figures) {
    let Figures {
        polls_sent,
        polls_not_modified,
        requests,
        pushes,
        editions,
        photos,
        commits,
    } = figures;
    registry.register(
        "polls_sent",
        "Polls answered 200 from memory",
        polls_sent.clone(),
    );
    registry.register(
        "polls_not_modified",
        "Polls answered 304 from memory",
        polls_not_modified.clone(),
    );
    registry.register(
        "requests_routed",
        "Requests other than polls, by route and class of status",
        requests.clone(),
    );
    registry.register("pushes", "Articles pushed, by outcome", pushes.clone());
    registry.register("editions", "New editions, by format", editions.clone());
    registry.register(
        "photos",
        "Photos asked for from outside, by outcome",
        photos.clone(),
    );
    registry.register(
        "commit_seconds",
        "Seconds until a filing was durable",
        commits.clone(),
    );
}

/// What the listener counts.
fn connections(registry: &mut Registry, web: &Web) {
    let listener = &web.counters;
    for (name, help, counter) in [
        (
            "connections_accepted",
            "Connections taken",
            &listener.accepted,
        ),
        (
            "connections_refused",
            "Connections turned away because too many were open",
            &listener.refused,
        ),
        (
            "connections_timed_out",
            "Connections closed because somebody was too slow",
            &listener.timed_out,
        ),
        (
            "requests",
            "Well-formed requests, polls included",
            &listener.requests,
        ),
        (
            "requests_malformed",
            "Requests the listener itself refused",
            &listener.bad_requests,
        ),
        ("panics", "Panics of handlers", &listener.panics),
        (
            "accept_errors",
            "Failures of accept",
            &listener.accept_errors,
        ),
    ] {
        registry.register(name, help, ConstCounter::new(value(counter)));
    }
    registry.register(
        "connections_open",
        "Connections open now",
        ConstGauge::new(whole(value(&listener.open))),
    );
}

/// What is on record at this moment.
async fn state(registry: &mut Registry, web: &Web) -> Result<(), Problem> {
    let (desk, store) = (&web.desk, &web.desk.store);
    for (name, help, n) in [
        (
            "jobs_due",
            "Jobs that wait or run",
            store.n_due(desk.clock.now()).await?,
        ),
        ("jobs_failed", "Jobs put aside", store.n_failed().await?),
        ("articles", "Articles on record", store.n_articles().await?),
    ] {
        registry.register(name, help, ConstGauge::new(whole(n)));
    }
    let (held, behind) = (
        Family::<[(&'static str, String); 1], Gauge>::default(),
        Family::<[(&'static str, String); 1], Gauge>::default(),
    );
    for (feed, report) in desk.reports().await? {
        let labels = [("feed", feed)];
        let n_held = i64::try_from(report.held.len()).unwrap_or(i64::MAX);
        held.get_or_create(&labels).set(n_held);
        behind
            .get_or_create(&labels)
            .set(i64::from(!report.current));
    }
    registry.register("articles_held", "Articles kept out, by feed", held);
    registry.register(
        "feed_behind",
        "1 where an older edition stays because the new one would be invalid",
        behind,
    );
    Ok(())
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
