//! A web page becomes a draft (NJ-10): what it says of itself to machines is believed before what it shows to people.
//!
//! Four layers, the first that names a thing is believed: JSON-LD and microdata of schema.org (`schema`), the meta
//! elements of Open Graph and their like (`meta`), the elements of the page (`shown`). Where a later layer says
//! something else, that is a doubt for the desk. The text is the article's element (`body`).

mod body;
mod charset;
mod choose;
mod facts;
mod figures;
mod furniture;
mod identity;
mod meta;
mod moments;
mod schema;
mod shown;
mod tree;

use scraper::Html;
use url::Url;

use self::facts::Facts;
use super::Options;
use crate::article::Draft;
use crate::article::body::{BODY_MOST_BYTES, scan};

/// The most doubts of one page; more say nothing new.
const MOST_DOUBTS: usize = 40;

/// Why a page cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing in it.
    #[error("the page is empty")]
    Empty,
    /// More than a parser should be given.
    #[error("the page {0}")]
    TooMuch(String),
}

/// Reads a page. The page's own address, where it is known, is in the options.
pub fn read(bytes: &[u8], options: &Options) -> Result<Draft, Error> {
    let text = charset::decode(bytes, options.charset.as_deref());
    if text.trim().is_empty() {
        return Err(Error::Empty);
    }
    scan(&text).map_err(Error::TooMuch)?;
    let mut page = Html::parse_document(&text);
    let metas = meta::Metas::of(&page);
    let own = options.base.as_ref();
    let named = base(&page, own);
    let canonical = shown::canonical(&page, named.as_ref())
        .or_else(|| metas.address(named.as_ref()))
        .or_else(|| own.cloned());
    let mut base = named.or_else(|| canonical.clone());
    let (mut facts, mut doubts) = understood(&page, &metas, canonical.as_ref(), base.as_ref());
    if base.is_none()
        && let Some(url) = facts.url.as_deref().and_then(|url| Url::parse(url).ok())
    {
        // Only now it is known what relative addresses are relative to.
        (facts, doubts) = understood(&page, &metas, None, Some(&url));
        base = Some(url);
    }
    strange_address(&facts, options.base.as_ref(), &mut doubts);
    let found = body::read(&mut page, &mut facts, base.as_ref());
    doubts.extend(found.doubts);
    let mut draft = facts.into_draft(options.base.as_ref(), &mut doubts);
    draft.body_html = found.html;
    draft.body_text = found.text;
    draft.removed = found.removed;
    doubts.truncate(MOST_DOUBTS);
    draft.doubts = doubts;
    Ok(draft)
}

/// What all layers together say, and where they differ.
fn understood(
    page: &Html,
    metas: &meta::Metas,
    own: Option<&Url>,
    base: Option<&Url>,
) -> (Facts, Vec<String>) {
    let mut doubts = Vec::new();
    let layers = [
        schema::from_jsonld(page, own, base, &mut doubts),
        schema::from_microdata(page, own, base, &mut doubts),
        meta::facts(metas, base),
        shown::facts(page, base),
    ];
    let facts = Facts::merged(layers, &mut doubts);
    (facts, doubts)
}

/// What relative addresses of the page are relative to (HTML 4.2.3).
fn base(page: &Html, own: Option<&Url>) -> Option<Url> {
    let named = tree::first(page, "base[href]").and_then(|base| base.attr("href"));
    match named {
        Some(named) => Url::options()
            .base_url(own)
            .parse(named.trim())
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .or_else(|| own.cloned()),
        None => own.cloned(),
    }
}

/// A page that says it is another's copy is worth a look.
fn strange_address(facts: &Facts, own: Option<&Url>, doubts: &mut Vec<String>) {
    let said = facts.url.as_deref().and_then(|url| Url::parse(url).ok());
    if let (Some(said), Some(own)) = (said, own)
        && said.host_str() != own.host_str()
    {
        doubts.push(format!(
            "The page lies at {} and says its address is {said}.",
            own.host_str().unwrap_or_default()
        ));
    }
}

/// Whether bytes look like a page of HTML.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let skipped = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| &rest[end + 3..])
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|end| &rest[end + 2..])
        } else {
            None
        };
        let Some(skipped) = skipped else { break };
        rest = skipped.trim_start();
    }
    let begins = |with: &str| {
        rest.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
            && rest[with.len()..].starts_with(|c: char| c.is_whitespace() || c == '>')
    };
    begins("<!doctype html") || begins("<html") || begins("<head")
}

/// The most bytes of text that is taken from a page.
const MOST_TEXT: usize = BODY_MOST_BYTES;

#[cfg(test)]
mod tests;
