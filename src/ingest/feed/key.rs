//! The publisher's id of an article that came without one of ours: made of its guid, the same every time.

use crate::article::identity::is_iri;

/// How many letters of the guid are kept for people to recognise.
const HEAD: usize = 40;
/// How many hexadecimal digits of the hash: 80 bits, so that no two articles of a newsroom share one.
const DIGITS: usize = 20;

/// The id of the article with this guid: the last piece of the guid for people, and a hash (BLAKE3) of the whole for
/// machines. A guid that is an IRI names one article everywhere; any other names one within the feed, so `scope`, the
/// name of the source, is hashed with it. A feed that is imported and pulled later gives the same ids both times.
pub fn article_id(scope: &str, guid: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    if !is_iri(guid) {
        hasher.update(scope.as_bytes());
        hasher.update(b"\n");
    }
    hasher.update(guid.as_bytes());
    let hash = hasher.finalize().to_hex();
    let head = head(guid);
    let dash = if head.is_empty() { "" } else { "-" };
    format!("{head}{dash}{}", &hash[..DIGITS])
}

/// The last piece of a guid that says something, in letters that need no escape.
fn head(guid: &str) -> String {
    let piece = guid
        .rsplit(['/', ':', '#'])
        .find(|piece| piece.bytes().any(|b| b.is_ascii_alphanumeric()))
        .unwrap_or_default();
    let mut head = String::with_capacity(HEAD);
    for c in piece.chars() {
        if head.len() >= HEAD {
            break;
        }
        if c.is_ascii_alphanumeric() {
            head.push(c.to_ascii_lowercase());
        } else if !head.is_empty() && !head.ends_with('-') {
            head.push('-');
        }
    }
    head.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::identity::ArticleId;

    #[test]
    fn an_id_is_made_of_the_guid_and_stays() {
        let id = article_id("courier", "https://courier.example/2026/11/harbour-opens/");
        assert_eq!(
            id,
            article_id("other", "https://courier.example/2026/11/harbour-opens/")
        );
        assert!(id.starts_with("harbour-opens-") && id.len() == 34, "{id}");
        assert_ne!(article_id("a", "12345"), article_id("b", "12345"));
        assert!(article_id("a", "https://x.example/?p=12").starts_with("p-12-"));
        assert_eq!(article_id("a", "…").len(), DIGITS);
    }

    proptest! {
        #[test]
        fn every_guid_gives_an_id(guid in "\\PC{1,300}") {
            prop_assert!(ArticleId::parse(&article_id("source", &guid)).is_ok());
        }
    }
}
