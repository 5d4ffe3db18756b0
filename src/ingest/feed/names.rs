//! The vocabularies of feeds: which namespace, or which common prefix that nobody declared, stands for which.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Space {
    /// None, and every namespace that RSS ever had.
    Rss,
    Atom,
    Content,
    Dc,
    DcTerms,
    Media,
    Itunes,
    Syndication,
    /// Tombstones (RFC 6721).
    Deleted,
    Xhtml,
    Rdf,
    Xml,
    Feedburner,
    /// What WordPress exports.
    WordPress,
    /// Excerpts in what WordPress exports.
    Excerpt,
    Other,
}

/// Beginnings of namespaces, in lower case and without their scheme; feeds differ in case, slashes and `www`.
const NAMESPACES: &[(&str, Space)] = &[
    ("www.w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/ns#", Space::Atom),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/rss/1.0", Space::Rss),
    ("purl.org/net/rss1.1#", Space::Rss),
    ("purl.org/net/rss1.1/", Space::Other),
    ("my.netscape.com/rdf/simple/0.9", Space::Rss),
    ("channel.netscape.com/rdf/simple/0.9", Space::Rss),
    ("backend.userland.com/rss", Space::Rss),
    ("blogs.law.harvard.edu/tech/rss", Space::Rss),
    ("cyber.law.harvard.edu/rss", Space::Rss),
    ("www.rssboard.org/rss-specification", Space::Rss),
    ("purl.org/dc/elements/1.", Space::Dc),
    ("purl.org/dc/terms", Space::DcTerms),
    ("search.yahoo.com/mrss", Space::Media),
    ("www.rssboard.org/media-rss", Space::Media),
    ("video.search.yahoo.com/mrss", Space::Media),
    ("www.itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("purl.org/atompub/tombstones/1.0", Space::Deleted),
    ("www.w3.org/1999/xhtml", Space::Xhtml),
    ("www.w3.org/1999/02/22-rdf-syntax-ns#", Space::Rdf),
    ("www.w3.org/xml/1998/namespace", Space::Xml),
    ("rssnamespace.org/feedburner/ext/1.0", Space::Feedburner),
    ("wordpress.org/export/1.", Space::WordPress),
];

/// The vocabulary of a namespace.
pub(in crate::ingest) fn of_namespace(name: &str) -> Space {
    let name = name.trim().to_ascii_lowercase();
    if name.is_empty() {
        return Space::Rss;
    }
    let bare = name
        .strip_prefix("http://")
        .or_else(|| name.strip_prefix("https://"))
        .unwrap_or(&name);
    if bare.starts_with("wordpress.org/export/") && bare.trim_end_matches('/').ends_with("excerpt")
    {
        return Space::Excerpt;
    }
    let found = NAMESPACES.iter().find(|(begin, _)| bare.starts_with(begin));
    found.map_or(Space::Other, |(_, space)| *space)
}

/// The vocabulary that everybody means by a prefix, for feeds that forgot to declare it.
pub(in crate::ingest) fn of_prefix(prefix: &str) -> Space {
    match prefix {
        "" | "rss" => Space::Rss,
        "atom" | "atom10" | "a10" => Space::Atom,
        "content" => Space::Content,
        "dc" => Space::Dc,
        "dcterms" => Space::DcTerms,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "sy" => Space::Syndication,
        "at" => Space::Deleted,
        "xhtml" => Space::Xhtml,
        "rdf" => Space::Rdf,
        "xml" => Space::Xml,
        "feedburner" => Space::Feedburner,
        "wp" => Space::WordPress,
        "excerpt" => Space::Excerpt,
        _ => Space::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_known_in_their_spellings() {
        for (name, space) in [
            ("http://www.w3.org/2005/Atom", Space::Atom),
            ("https://www.w3.org/2005/Atom/", Space::Atom),
            ("http://purl.org/rss/1.0/", Space::Rss),
            ("http://purl.org/rss/1.0/modules/content/", Space::Content),
            ("http://purl.org/rss/1.0/modules/slash/", Space::Other),
            ("http://search.yahoo.com/mrss", Space::Media),
            ("http://wordpress.org/export/1.2/", Space::WordPress),
            ("http://wordpress.org/export/1.2/excerpt/", Space::Excerpt),
            ("urn:something", Space::Other),
            ("", Space::Rss),
        ] {
            assert_eq!(of_namespace(name), space, "{name}");
        }
    }
}
