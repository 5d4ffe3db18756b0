//! What a page shows to people: title and headline, who signs, its language and its lasting address.

use scraper::Html;
use url::Url;

use super::facts::Facts;
use super::{meta, tree};

/// Words longer than this are no byline.
const LONGEST_BYLINE: usize = 200;

/// What the elements say.
pub(super) fn facts(page: &Html, base: Option<&Url>) -> Facts {
    let mut facts = Facts::of("page itself");
    facts.headline = headline(page);
    facts.byline = byline(page);
    facts.language = tree::first(page, "html[lang], html[xml\\:lang]")
        .and_then(|html| html.attr("lang").or_else(|| html.attr("xml:lang")))
        .map(|language| language.trim().replace('_', "-"))
        .filter(|language| meta::is_language(language));
    facts.url = canonical(page, base).map(String::from);
    facts
}

/// `<link rel=canonical>` (RFC 6596).
pub(super) fn canonical(page: &Html, base: Option<&Url>) -> Option<Url> {
    let link = tree::first(page, "link[rel~=canonical i][href]")?;
    tree::whole(link.attr("href")?, base)
}

/// The headline people see; else the title of the window without the paper's name.
fn headline(page: &Html) -> Option<String> {
    let shown = ["article h1", "main h1", "h1"].iter().find_map(|selector| {
        tree::all(page, selector)
            .into_iter()
            .take(20)
            .map(|h1| tree::words(*h1))
            .find(|words| !words.is_empty())
    });
    shown.or_else(|| {
        let title = tree::words(*tree::first(page, "head title")?);
        let paper = title.rfind([' ', '|']).and_then(|_| {
            [" | ", " – ", " — ", " - ", " :: "]
                .iter()
                .filter_map(|dash| title.rfind(dash))
                .max()
        });
        let words = paper.map_or(title.as_str(), |at| &title[..at]).trim();
        (!words.is_empty()).then(|| words.to_owned())
    })
}

fn byline(page: &Html) -> Option<String> {
    let signed = tree::all(
        page,
        "[rel~=author], [itemprop~=author], .byline, .p-author, address.author",
    )
    .into_iter()
    .take(20)
    .map(|element| tree::words(*element))
    .find(|words| !words.is_empty() && words.len() <= LONGEST_BYLINE)?;
    Some(signed)
}
