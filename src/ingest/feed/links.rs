//! Addresses in feeds: resolved where a base is known, left out with a doubt where they cannot be used.

use url::Url;

use crate::article::Draft;

/// What addresses of one article are resolved against, the nearest first.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Bases {
    pub(in crate::ingest) bases: Vec<Url>,
}

impl Bases {
    /// Bases that can be used, in order.
    pub(in crate::ingest) fn of<'a>(bases: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let usable = |base: &str| Url::parse(base.trim()).ok().filter(is_web);
        Self {
            bases: bases.into_iter().flatten().filter_map(usable).collect(),
        }
    }

    /// The whole address, where it leads to the web.
    pub(in crate::ingest) fn resolve(&self, raw: &str) -> Option<Url> {
        let raw = raw.trim();
        if raw.is_empty() || raw.len() > 4_096 {
            return None;
        }
        match Url::parse(raw) {
            Ok(url) => Some(url).filter(is_web),
            Err(_) => self.bases.first()?.join(raw).ok().filter(is_web),
        }
    }

    /// The whole address, or a doubt that says what was left out.
    pub(in crate::ingest) fn take(
        &self,
        raw: &str,
        what: &str,
        draft: &mut Draft,
    ) -> Option<String> {
        let url = self.resolve(raw);
        if url.is_none() && !raw.trim().is_empty() {
            let shown = super::text::cut(raw.trim(), 120);
            draft.doubts.push(format!(
                "the {what} is no address of the web and was left out: {shown}"
            ));
        }
        url.map(String::from)
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
}

/// The attributes that hold an address.
const ADDRESSES: [&str; 4] = ["href", "src", "poster", "cite"];

/// HTML with its relative addresses resolved against a base that the feed names (`xml:base`). Everything else of it
/// stays as it is; the sanitiser resolves what is left against the article's own address.
pub(in crate::ingest) fn rebased(html: &str, base: &Url) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match super::text::tag(rest) {
            Some((_, length)) if !rest.starts_with("</") => {
                rebased_tag(&rest[..length], base, &mut out);
                rest = &rest[length..];
            }
            Some((_, length)) => {
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Writes one tag with its addresses resolved.
fn rebased_tag(tag: &str, base: &Url, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find('=') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let name = before[..at]
            .trim_end()
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/'))
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let blank = after.len() - after.trim_start().len();
        out.push_str(&after[..blank]);
        rest = &after[blank..];
        let (value, end) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = rest[1..].find(quote).map_or(rest.len(), |end| end + 2);
                (rest[..end].trim_matches(quote), end)
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || c == '>')
                    .unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        match ADDRESSES
            .contains(&name.as_str())
            .then(|| resolved(value, base))
            .flatten()
        {
            Some(url) => {
                out.push('"');
                out.push_str(&crate::article::text::escape_html(&url));
                out.push('"');
            }
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// A relative address made whole; what is whole, or leads to a place on the page, stays.
fn resolved(value: &str, base: &Url) -> Option<String> {
    let value = super::text::unescape(value);
    let value = value.trim();
    if value.is_empty() || value.starts_with('#') || Url::parse(value).is_ok() {
        return None;
    }
    base.join(value).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn relative_addresses_are_made_whole() {
        let base = Url::parse("https://courier.example/2026/").unwrap();
        let html = "<p title='a=b'><a class=x href='../a?b=1&amp;c=2'>A</a> <img src=\"p.jpg\" alt=\"x>y\"><a href=https://o.example/>O</a><a href=rel>R</a><a href='#n'>N</a> 1 < 2 = 3";
        assert_eq!(
            rebased(html, &base),
            "<p title='a=b'><a class=x href=\"https://courier.example/a?b=1&amp;c=2\">A</a> <img src=\"https://courier.example/2026/p.jpg\" alt=\"x>y\"><a href=https://o.example/>O</a><a href=\"https://courier.example/2026/rel\">R</a><a href='#n'>N</a> 1 < 2 = 3"
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        let bases = Bases::of([None, Some("https://courier.example/a/")]);
        assert_eq!(
            bases.resolve("b").unwrap().as_str(),
            "https://courier.example/a/b"
        );
        for bad in [
            "javascript:alert(1)",
            "mailto:a@b.example",
            "https://u:p@c.example/",
            "",
            "http://",
        ] {
            assert!(bases.resolve(bad).is_none(), "{bad}");
        }
        assert!(Bases::default().resolve("b").is_none());
    }

    proptest! {
        #[test]
        fn nothing_panics(html in "(<|>|=|\"|'|a| |href|src|é|/|&amp;){0,50}") {
            let base = Url::parse("https://courier.example/").unwrap();
            let _ = rebased(&html, &base);
        }
    }
}
