//! The id of an article that came as a page: the publisher's where the page names one, else made from its address.
//!
//! An id made from an address is `page-` and the first 32 hexadecimal digits of the BLAKE3 hash of the address: host
//! and path, and the query without what campaigns add to it. Scheme, port, fragment and a slash at the end do not
//! count, so the same page pushed twice is the same article. A page without an address is known by its headline and
//! date.

use url::Url;

use super::facts::Facts;
use crate::article::identity::ArticleId;

/// What campaigns add to a query.
const CAMPAIGN: &[&str] = &[
    "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ref", "ref_src",
    "smid", "ocid",
];

/// The publisher's own id.
pub(super) fn named(facts: &Facts, doubts: &mut Vec<String>) -> Option<String> {
    let named = facts.identifier.as_ref()?;
    if ArticleId::parse(named).is_ok() {
        return Some(named.clone());
    }
    doubts.push(
        "The identifier of the page is no id: it holds spaces or more than 256 bytes.".to_owned(),
    );
    None
}

/// The id made from the page; `None` where it says nothing that could make one.
pub(super) fn made(facts: &Facts, own: Option<&Url>, doubts: &mut Vec<String>) -> Option<String> {
    let said = facts.url.as_deref().and_then(|url| Url::parse(url).ok());
    if let Some(url) = said.as_ref().or(own) {
        return Some(hashed(&key(url)));
    }
    let headline = facts.headline.as_ref()?;
    doubts
        .push("The page names no address; its id was made from its headline and date.".to_owned());
    let date = facts.published.as_deref().unwrap_or_default();
    Some(hashed(&format!("{headline}\n{date}")))
}

fn hashed(key: &str) -> String {
    format!("page-{}", &blake3::hash(key.as_bytes()).to_hex()[..32])
}

/// What of an address says which page it is.
pub(super) fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let mut key = format!("{host}{}", url.path().trim_end_matches('/'));
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !CAMPAIGN.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    query.sort();
    for (name, value) in query {
        key.push_str(&format!("&{name}={value}"));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_has_the_same_key() {
        let key = |url: &str| key(&Url::parse(url).unwrap());
        assert_eq!(
            key("http://C.example:80/a/?utm_source=x&id=2#top"),
            key("https://c.example/a?id=2&fbclid=y")
        );
        assert_ne!(
            key("https://c.example/a?id=2"),
            key("https://c.example/a?id=3")
        );
        assert_ne!(key("https://c.example/a"), key("https://c.example/A"));
    }
}
