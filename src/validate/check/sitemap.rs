//! What sitemaps ask beyond their tables.
use super::Checker;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::date::{Profile, iso};
use std::collections::HashSet;

/// The protocol's limit, and that of Google News.
const MOST_URLS: usize = 50_000;
const MOST_NEWS: usize = 1_000;
/// News older than this is not news to Google.
const NEWS_DAYS: i64 = 2;

/// Rules of a whole set of addresses.
pub(super) fn urlset(cx: &mut Checker<'_>, id: NodeId) {
    let urls = cx.children_named(id, "url");
    let mut seen = HashSet::new();
    let mut n_news = 0;
    for &url in &urls {
        if let Some(place) = cx.child(url, "loc") {
            let value = cx.text(place).into_owned();
            if !seen.insert(value.clone()) {
                cx.flag(
                    &rule::DUPLICATE_VALUE,
                    place,
                    format!("{value} stands here twice"),
                );
            }
        }
        let Some(news) = cx.child(url, "news:news") else {
            continue;
        };
        n_news += 1;
        let Some(dated) = cx.child(news, "news:publication_date") else {
            continue;
        };
        let old = iso(&cx.text(dated), Profile::W3cDtf)
            .is_ok_and(|moment| cx.document.now - moment.at > chrono::Duration::days(NEWS_DAYS));
        if old {
            cx.flag(&rule::OLD_NEWS, dated, "published more than two days ago");
        }
    }
    if urls.len() > MOST_URLS || n_news > MOST_NEWS {
        cx.flag(
            &rule::SITEMAP_TOO_LONG,
            id,
            format!("{} addresses, {n_news} of them news", urls.len()),
        );
    }
}
