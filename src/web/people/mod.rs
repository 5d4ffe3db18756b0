//! The pages for people: what they show is gathered here, how they look is left to `pages`.

mod gather;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue,
    LOCATION, VARY,
};
use hyper::{HeaderMap, StatusCode, Uri};

use self::gather::{authors, card, correction, photos, teasers};
use super::conditional::{self, Decision, Variant};
use super::negotiate::Coding;
use super::pages::{self, ArticleView, FeedCard, FeedView, GoneView, IndexView, NavLink, Photo};
use super::problem::Problem;
use super::{Web, routes};
use crate::article::Article;
use crate::article::status::Status;
use crate::desk;
use crate::feed::Site;
use crate::store::{self, Filed};

/// How many headlines the front page shows.
const MOST_LATEST: u32 = 12;
/// Why an article is gone whose rights have ended.
const RIGHTS_ENDED: &str = "The rights to show this article have ended.";

/// `GET /`
pub(super) async fn index(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let rules = web.desk.rules.load_full();
    let now = web.desk.clock.now();
    let everything = crate::feed::select::Selection {
        limit: MOST_LATEST,
        ..Default::default()
    };
    let found = web.desk.store.newest(&everything, now).await?;
    let articles = as_shown(found.articles, now);
    let latest = teasers(&web, &rules.site, articles).await?;
    let reports = web.desk.reports().await?;
    let feeds = rules
        .feeds
        .values()
        .map(|feed| card(&rules.site, feed, reports.get(&feed.definition.name)))
        .collect();
    let view = IndexView { feeds, latest };
    Ok(tagged_page(
        &headers,
        pages::index(&site(&web), &view),
        "Accept-Encoding",
    ))
}

/// `GET /feeds/{name}` for a browser.
pub(super) async fn feed(web: &Web, name: &str, headers: &HeaderMap) -> Response {
    match feed_page(web, name).await {
        Ok(Some(html)) => tagged_page(headers, html, "Accept, Accept-Encoding"),
        Ok(None) => Problem::new("not-found", "There is no feed of this name.").into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn feed_page(web: &Web, name: &str) -> Result<Option<String>, store::Error> {
    let rules = web.desk.rules.load_full();
    let Some(feed) = rules.feeds.get(name) else {
        return Ok(None);
    };
    let now = web.desk.clock.now();
    let found = web.desk.store.newest(&feed.selection, now).await?;
    let articles = as_shown(found.articles, now);
    let items = teasers(web, &rules.site, articles).await?;
    let shown = card(&rules.site, feed, None);
    let hub = rules.site.hub.clone().filter(|_| feed.definition.hub);
    let view = FeedView {
        title: shown.title,
        description: shown.description,
        language: shown.language,
        links: shown.links,
        hub,
        updated: items.iter().map(|item| item.updated).max(),
        items,
    };
    Ok(Some(pages::feed(&site(web), &view)))
}

/// `GET /articles/{id}`: the page, or 410 with the reason.
pub(super) async fn article(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let filed = match desk::find(&web.desk, &id).await {
        Ok(filed) => filed,
        Err(desk::Error::NotFound | desk::Error::Purged) => {
            return Ok(routes::not_found(&web, &uri, &headers));
        }
        Err(error) => return Err(error.into()),
    };
    let now = web.desk.clock.now();
    if let Some(view) = gone(&filed, now) {
        return Ok(page(StatusCode::GONE, pages::gone(&site(&web), &view)));
    }
    let article = filed.article.as_shown(now);
    // Whether a name stands for anything is told only of what everybody may see.
    if !article.is_public(now) {
        return Ok(routes::not_found(&web, &uri, &headers));
    }
    let rules = web.desk.rules.load_full();
    if article.id.as_str() != id {
        let address = HeaderValue::from_str(&rules.site.article_page(&article))
            .map_err(|error| Problem::internal(&error))?;
        return Ok((StatusCode::PERMANENT_REDIRECT, [(LOCATION, address)]).into_response());
    }
    let photos = photos(&web, &rules.site, &article).await?;
    let feeds = rules
        .feeds
        .values()
        .filter(|feed| feed.selection.takes(&article))
        .map(|feed| card(&rules.site, feed, None))
        .collect();
    let view = view(&rules.site, article, photos, feeds);
    Ok(tagged_page(
        &headers,
        pages::article(&site(&web), &view),
        "Accept-Encoding",
    ))
}

/// What readers are told of an article that they could see and may not see any more (HT-15).
fn gone(filed: &Filed, now: DateTime<Utc>) -> Option<GoneView> {
    let article = &filed.article;
    if article.status == Status::Killed && article.was_public {
        return Some(GoneView {
            reason: article.kill_note.clone(),
            killed: article.killed.unwrap_or(filed.filed),
        });
    }
    let ended = article.rights_end.filter(|end| *end <= now)?;
    let was_seen = article.status == Status::Usable && article.has_been_public(now);
    was_seen.then(|| GoneView {
        reason: Some(RIGHTS_ENDED.to_owned()),
        killed: ended,
    })
}

/// The articles without the photos that may not be shown any more.
fn as_shown(articles: Vec<Article>, now: DateTime<Utc>) -> Vec<Article> {
    articles
        .into_iter()
        .map(|article| article.as_shown(now))
        .collect()
}

fn view(site: &Site, article: Article, photos: Vec<Photo>, feeds: Vec<FeedCard>) -> ArticleView {
    ArticleView {
        page: site.article_page(&article),
        corrections: correction(&article).into_iter().collect(),
        summary: article.abstract_text(),
        authors: authors(&article),
        language: article
            .language
            .clone()
            .unwrap_or_else(|| site.language.clone()),
        body_html: article
            .body
            .as_ref()
            .map(|body| body.as_html_without_frames().into_owned())
            .unwrap_or_default(),
        url: article.url,
        headline: article.headline,
        subheadline: article.subheadline,
        section: article.section,
        byline: article.byline,
        dateline: article.dateline,
        published: article.published,
        updated: article.updated,
        photos,
        wire_source: article.wire_source.map(|source| pages::WireSource {
            name: source.name,
            url: source.url,
        }),
        rights: article.rights,
        tags: article.tags,
        feeds,
    }
}

/// `GET /problems/`
pub(super) async fn problems(State(web): State<Arc<Web>>) -> Response {
    page(StatusCode::OK, pages::problems(&site(&web)))
}

/// `GET /problems/{slug}`: what happened and what to do.
pub(super) async fn problem(
    State(web): State<Arc<Web>>,
    Path(slug): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match pages::problem_page(&slug) {
        Some(problem) => page(StatusCode::OK, pages::problem(&site(&web), problem)),
        None => routes::not_found(&web, &uri, &headers),
    }
}

/// `GET /assets/{file}`
pub(super) async fn asset(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = pages::asset(uri.path()) else {
        return routes::not_found(&web, &uri, &headers);
    };
    (
        [
            (CONTENT_TYPE, asset.media_type),
            (CACHE_CONTROL, pages::ASSET_CACHE_CONTROL),
        ],
        asset.body,
    )
        .into_response()
}

/// Whether the client would rather see a page.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// What every page shares.
pub(super) fn site(web: &Web) -> pages::Site {
    let rules = web.desk.rules.load();
    let settings = web.settings.load();
    let nav = rules
        .feeds
        .values()
        .map(|feed| NavLink {
            title: feed.definition.title.clone(),
            url: rules.site.feed_page(&feed.definition.name),
        })
        .collect();
    let rights = rules
        .feeds
        .values()
        .find_map(|feed| feed.definition.copyright.clone());
    pages::Site {
        title: rules.site.title.clone(),
        description: settings.newsroom.description.clone(),
        language: rules.site.language.clone(),
        public_url: rules.site.public_url.clone(),
        icon: None,
        rights,
        feeds: nav,
    }
}

/// A page that is not kept.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    let head: [(HeaderName, &'static str); 3] = [
        (CONTENT_TYPE, pages::PAGE_MEDIA_TYPE),
        (CONTENT_SECURITY_POLICY, pages::CONTENT_SECURITY_POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    (status, head, html).into_response()
}

/// A page with a tag from its bytes, or 304.
fn tagged_page(headers: &HeaderMap, html: String, vary: &'static str) -> Response {
    let etag = format!("\"{}\"", &blake3::hash(html.as_bytes()).to_hex()[..32]);
    let variants = [Variant {
        coding: Coding::Identity,
        etag: &etag,
    }];
    let unchanged = matches!(
        conditional::decide(headers, &variants, None),
        Decision::NotModified(_)
    );
    // A 304 repeats the policy of its 200: browsers take the newer header over the one they kept.
    let policy = [(CONTENT_SECURITY_POLICY, pages::CONTENT_SECURITY_POLICY)];
    let mut response = if unchanged {
        (StatusCode::NOT_MODIFIED, policy, Body::empty()).into_response()
    } else {
        page(StatusCode::OK, html)
    };
    let head = response.headers_mut();
    head.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=0, must-revalidate"),
    );
    head.insert(VARY, HeaderValue::from_static(vary));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        head.insert(ETAG, etag);
    }
    response
}
