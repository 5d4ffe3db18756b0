//! One article in the words of schema.org.

use serde_json::{Map, Value};
use url::Url;

use super::super::facts::Facts;
use super::super::{MOST_TEXT, identity, meta, tree};
use super::graph::{Graph, Object, is_article, types};
use super::{people, photos};
use crate::article::draft::DraftSubject;
use crate::article::text;

/// The most tags and the most subjects.
const MOST: usize = 100;
/// The most bytes of what is kept beside the fields.
const MOST_EXTRAS: usize = 16 * 1024;
/// What has a field, or is nobody's concern.
const TAKEN: &[&str] = &[
    "@id",
    "@context",
    "headline",
    "name",
    "alternativeHeadline",
    "description",
    "abstract",
    "articleBody",
    "text",
    "datePublished",
    "dateModified",
    "expires",
    "author",
    "creator",
    "contributor",
    "editor",
    "translator",
    "publisher",
    "sourceOrganization",
    "provider",
    "articleSection",
    "keywords",
    "about",
    "inLanguage",
    "url",
    "mainEntityOfPage",
    "image",
    "primaryImageOfPage",
    "thumbnailUrl",
    "video",
    "audio",
    "associatedMedia",
    "isAccessibleForFree",
    "dateline",
    "identifier",
    "copyrightNotice",
    "copyrightHolder",
    "copyrightYear",
    "license",
    "usageInfo",
    "correction",
    "speakable",
    "hasPart",
    "isPartOf",
    "comment",
    "commentCount",
    "interactionStatistic",
    "potentialAction",
    "wordCount",
];

/// Whether an article says that it lies at an address.
pub(super) fn is_at(graph: &Graph, article: &Object, own: &Url, base: Option<&Url>) -> bool {
    let key = identity::key(own);
    addresses(graph, article, base)
        .iter()
        .any(|url| identity::key(url) == key)
}

/// The first of the addresses an article says it lies at.
pub(super) fn address(graph: &Graph, article: &Object, base: Option<&Url>) -> Option<Url> {
    addresses(graph, article, base).into_iter().next()
}

/// Where an article says it lies.
fn addresses(graph: &Graph, article: &Object, base: Option<&Url>) -> Vec<Url> {
    let named = [
        graph.raw(article, "mainEntityOfPage"),
        graph.raw(article, "url"),
        article
            .get("@id")
            .and_then(Value::as_str)
            .map(str::to_owned),
    ];
    let whole = named.into_iter().flatten().filter_map(|text| {
        // `#article` behind an address names a part of the description, not of the page.
        let mut url = tree::whole(&text, base)?;
        url.set_fragment(None);
        Some(url)
    });
    whole.collect()
}

/// Reads an article.
pub(super) fn read(graph: &Graph, article: &Object, base: Option<&Url>, facts: &mut Facts) {
    facts.headline = graph
        .text(article, "headline")
        .or_else(|| graph.text(article, "name"));
    facts.subheadline = graph.text(article, "alternativeHeadline");
    facts.summary = graph
        .text(article, "description")
        .or_else(|| graph.text(article, "abstract"));
    facts.text = body(graph, article);
    facts.published = moment(graph, article, "datePublished", facts);
    facts.updated = moment(graph, article, "dateModified", facts);
    facts.expires = moment(graph, article, "expires", facts);
    people::authors(graph, article, base, facts);
    facts.contributors = people::contributors(graph, article, base);
    facts.publisher = people::publisher(graph, article, base);
    labels(graph, article, facts);
    facts.language = language(graph, article);
    facts.url = address(graph, article, base).map(String::from);
    facts.photos = photos::photos(graph, article, base, &mut facts.doubts);
    facts.media = photos::media(graph, article, base);
    facts.access = access(graph, article);
    facts.dateline = graph.text(article, "dateline");
    facts.identifier = identifier(graph, article);
    facts.rights = rights(graph, article);
    facts.usage_terms = graph
        .raw(article, "usageInfo")
        .or_else(|| graph.raw(article, "license"));
    facts.correction = graph.objects(article, "correction").first().map_or_else(
        || graph.text(article, "correction"),
        |correction| graph.text(correction, "text"),
    );
    if types(article).contains(&"AdvertiserContentArticle") {
        facts
            .doubts
            .push("The page says that it is paid content (AdvertiserContentArticle).".to_owned());
    }
    facts.extras = extras(article);
}

fn moment(graph: &Graph, article: &Object, key: &str, facts: &mut Facts) -> Option<String> {
    let text = graph.raw(article, key)?;
    facts.moment(key, &text)
}

/// The text, paragraphs kept.
fn body(graph: &Graph, article: &Object) -> Option<String> {
    let body = graph
        .raw(article, "articleBody")
        .or_else(|| graph.raw(article, "text"))?;
    (body.len() <= MOST_TEXT).then(|| text::clean(&body))
}

/// Section, tags and subjects.
fn labels(graph: &Graph, article: &Object, facts: &mut Facts) {
    let mut sections = graph.texts(article, "articleSection").into_iter();
    facts.section = sections.next();
    let mut tags: Vec<String> = sections.collect();
    for value in graph.values(article, "keywords") {
        match value {
            Value::Object(term)
                if term.contains_key("termCode") || term.contains_key("inDefinedTermSet") =>
            {
                facts.subjects.extend(subject(graph, term));
            }
            Value::String(words) => tags.extend(words.split([',', ';']).filter_map(tree::plain)),
            other => tags.extend(graph.words(other)),
        }
    }
    for thing in graph.objects(article, "about") {
        facts.subjects.extend(subject(graph, thing));
    }
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(text::fold(tag)));
    tags.truncate(MOST);
    facts.tags = tags;
    facts.subjects.truncate(MOST);
}

fn subject(graph: &Graph, thing: &Object) -> Option<DraftSubject> {
    let name = graph.text(thing, "name")?;
    Some(DraftSubject {
        scheme: graph
            .raw(thing, "inDefinedTermSet")
            .filter(|scheme| Url::parse(scheme).is_ok()),
        code: graph
            .text(thing, "termCode")
            .or_else(|| graph.raw(thing, "sameAs")),
        name: Some(name),
    })
}

fn language(graph: &Graph, article: &Object) -> Option<String> {
    let named = graph
        .values(article, "inLanguage")
        .into_iter()
        .find_map(|value| match value {
            Value::String(tag) => Some(tag.trim().to_owned()),
            Value::Object(language) => graph.text(language, "alternateName"),
            _ => None,
        })?;
    let tag = named.replace('_', "-");
    meta::is_language(&tag).then_some(tag)
}

/// `isAccessibleForFree`, as a boolean or as one of the spellings of one.
fn access(graph: &Graph, article: &Object) -> Option<&'static str> {
    let said = graph
        .values(article, "isAccessibleForFree")
        .into_iter()
        .find_map(|value| match value {
            Value::Bool(free) => Some(*free),
            Value::String(word) => match word
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "true" | "yes" => Some(true),
                "false" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        })?;
    Some(if said { "free" } else { "subscriber" })
}

/// The publisher's own id: words, or a `PropertyValue`. An address is the page's, not an id.
fn identifier(graph: &Graph, article: &Object) -> Option<String> {
    graph
        .values(article, "identifier")
        .into_iter()
        .find_map(|value| {
            let words = match value {
                Value::Object(property) if !property.contains_key("@value") => {
                    graph.text(property, "value")
                }
                other => graph.words(other),
            };
            words.filter(|words| !words.contains("://"))
        })
}

fn rights(graph: &Graph, article: &Object) -> Option<String> {
    if let Some(notice) = graph.text(article, "copyrightNotice") {
        return Some(notice);
    }
    let holder = graph.text(article, "copyrightHolder")?;
    Some(match graph.text(article, "copyrightYear") {
        Some(year) => format!("© {year} {holder}"),
        None => format!("© {holder}"),
    })
}

/// What has no field, as it stands, if it is not too much.
fn extras(article: &Object) -> Map<String, Value> {
    let kept: Map<String, Value> = article
        .iter()
        .filter(|(key, _)| !TAKEN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let size = serde_json::to_string(&kept).map_or(usize::MAX, |text| text.len());
    if size <= MOST_EXTRAS && is_article(article) {
        kept
    } else {
        Map::new()
    }
}
