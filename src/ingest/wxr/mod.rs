//! What WordPress exports (WXR 1.0 to 1.2): posts become drafts that keep their guids, so that no reader sees one twice.

mod paragraphs;

use std::collections::HashMap;

use url::Url;

use super::feed::decode::decode;
use super::feed::item::{self, Words};
use super::feed::links::{Bases, rebased};
use super::feed::names::Space;
use super::feed::tree::{self, Element, Taken};
use super::feed::{Error, Read, people, text};
use crate::article::Draft;
use crate::article::draft::DraftPhoto;

/// The most bytes of an export.
pub const MOST_BYTES: usize = 512 << 20;

/// A site as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Site {
    /// Its title.
    pub title: Option<String>,
    /// The page it belongs to.
    pub home: Option<String>,
    /// Its posts, in its order.
    pub drafts: Vec<Draft>,
    /// What is to be told of the export as a whole, a sentence each.
    pub notes: Vec<String>,
}

/// A file in the media library.
#[derive(Debug, Default)]
struct Attachment {
    url: String,
    caption: String,
    alt: String,
}

/// What stands beside the posts.
#[derive(Debug, Default)]
struct Library {
    attachments: HashMap<String, Attachment>,
    /// Names by login.
    authors: HashMap<String, String>,
    language: Option<String>,
    home: Option<String>,
}

/// Whether a document is an export of WordPress, by its first kilobytes.
pub fn is_export(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8_192)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.contains("<rss") && head.contains("wordpress.org/export/")
}

/// Reads an export. Attachments and authors may stand anywhere in it, so it is read twice.
///
/// # Errors
/// Where the bytes are no export at all. What is wrong with a post stands in the complaints of its draft.
pub fn read(bytes: &[u8], read: &Read<'_>) -> Result<Site, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    if !is_export(bytes) {
        return Err(Error::NotAFeed("it is no export of WordPress".to_owned()));
    }
    let decoded = decode(bytes, read.media_type);
    let text = decoded
        .text
        .trim_start_matches(['\u{feff}', ' ', '\t', '\n']);
    let mut library = Library::default();
    let root = tree::parse(text, |item| {
        library.attach(&item);
        Taken::UsedUp
    })?;
    let mut site = Site::default();
    let channel = root.first(Space::Rss, "channel").unwrap_or(&root);
    library.know(channel);
    site.title = channel.said(Space::Rss, "title");
    site.home.clone_from(&library.home);
    let mut skipped: HashMap<String, usize> = HashMap::new();
    tree::parse(text, |item| {
        match post(&item, &library, read) {
            Ok(draft) => site.drafts.push(draft),
            Err(kind) => *skipped.entry(kind).or_default() += 1,
        }
        Taken::UsedUp
    })?;
    let mut told: Vec<(String, usize)> = skipped
        .into_iter()
        .filter(|(kind, _)| kind != "attachment")
        .collect();
    told.sort();
    let told = told
        .into_iter()
        .map(|(kind, n)| format!("left out, of the kind {kind}: {n}"));
    site.notes.extend(told);
    site.notes.extend(decoded.doubt);
    Ok(site)
}

impl Library {
    fn attach(&mut self, item: &Element) {
        let wp = |name: &str| item.said(Space::WordPress, name);
        if wp("post_type").as_deref() != Some("attachment") {
            return;
        }
        let (Some(id), Some(url)) = (wp("post_id"), wp("attachment_url")) else {
            return;
        };
        let caption = item.said(Space::Excerpt, "encoded").unwrap_or_default();
        let attachment = Attachment {
            url,
            caption: text::plain(&caption),
            alt: meta(item, "_wp_attachment_image_alt").unwrap_or_default(),
        };
        self.attachments.insert(id, attachment);
    }

    fn know(&mut self, channel: &Element) {
        for author in channel.all(Space::WordPress, "author") {
            let said = |name: &str| author.said(Space::WordPress, name);
            if let (Some(login), Some(name)) = (said("author_login"), said("author_display_name")) {
                self.authors.insert(login, text::plain(&name));
            }
        }
        self.language = channel.said(Space::Rss, "language");
        self.home = channel.said(Space::Rss, "link");
    }
}

/// A value that WordPress or one of its plugins keeps beside a post.
fn meta(item: &Element, key: &str) -> Option<String> {
    item.all(Space::WordPress, "postmeta")
        .find(|meta| meta.said(Space::WordPress, "meta_key").as_deref() == Some(key))
        .and_then(|meta| meta.said(Space::WordPress, "meta_value"))
}

/// Reads a post; what is none, or must not go out, is left out under the name of its kind.
fn post(item: &Element, library: &Library, read: &Read<'_>) -> Result<Draft, String> {
    let wp = |name: &str| item.said(Space::WordPress, name).unwrap_or_default();
    let kind = wp("post_type");
    if kind != "post" {
        return Err(if kind.is_empty() {
            "item".to_owned()
        } else {
            kind
        });
    }
    let status = wp("status");
    if !matches!(status.as_str(), "publish" | "draft" | "future") {
        return Err(format!("post ({status})"));
    }
    let mut draft = Draft::default();
    let bases = Bases::of([library.home.as_deref()]);
    let link = item.said(Space::Rss, "link");
    let guid = item.first(Space::Rss, "guid").map(|guid| {
        let says_no = guid.attribute("isPermaLink") == Some("false");
        (guid.own_text(), !says_no)
    });
    item::linked(link.as_deref(), &bases, &mut draft);
    item::identified(guid, link.as_deref(), read, &mut draft);
    words(item, library, &mut draft);
    dates(item, &status, &mut draft);
    if !wp("post_password").is_empty() {
        draft.status = Some("withheld".to_owned());
        draft
            .doubts
            .push("the post has a password and is withheld".to_owned());
    }
    let login = item.said(Space::Dc, "creator").unwrap_or_default();
    let name = library.authors.get(&login).cloned().unwrap_or(login);
    let names: Vec<String> = Some(name)
        .filter(|name| !name.is_empty())
        .into_iter()
        .collect();
    people::credit(&mut draft, &names, read.outlets);
    labels(item, &mut draft);
    item::language(library.language.as_deref(), &mut draft);
    photo(item, library, &bases, &mut draft);
    Ok(draft)
}

fn words(item: &Element, library: &Library, draft: &mut Draft) {
    let content = item.said(Space::Content, "encoded").map(|content| {
        let (html, left_out) = paragraphs::read(&content);
        if !left_out.is_empty() {
            draft
                .doubts
                .push(format!("shortcodes were left out: {}", left_out.join(", ")));
        }
        match library
            .home
            .as_deref()
            .and_then(|home| Url::parse(home).ok())
        {
            // The page's own address would do, but drafts have none that leads anywhere.
            Some(home) => rebased(&html, &home),
            None => html,
        }
    });
    let words = Words {
        title: item.said(Space::Rss, "title"),
        description: item.said(Space::Excerpt, "encoded"),
        content,
    };
    item::words(words, None, draft);
}

/// Dates are in UTC; a date of zeros is none. What is to come is under embargo until then.
fn dates(item: &Element, status: &str, draft: &mut Draft) {
    let utc = |name: &str| {
        let date = item.said(Space::WordPress, name)?;
        (!date.starts_with("0000")).then(|| format!("{date}Z"))
    };
    let published = utc("post_date_gmt").or_else(|| {
        let date = item.said(Space::Rss, "pubDate");
        date.filter(|date| !date.contains("-0001"))
    });
    item::dated(
        published.as_deref(),
        utc("post_modified_gmt").as_deref(),
        draft,
    );
    match status {
        "draft" => draft.status = Some("withheld".to_owned()),
        "future" => {
            draft.embargo.clone_from(&draft.published);
            draft.updated = None;
        }
        _ => {}
    }
}

/// The first category is the section, the others and the tags are tags; the category of those that have none is none.
fn labels(item: &Element, draft: &mut Draft) {
    let mut categories = 0;
    for category in item.all(Space::Rss, "category") {
        let name = text::plain(&category.text());
        match category.attribute("domain") {
            Some("category") if category.attribute("nicename") == Some("uncategorized") => {}
            Some("category") => {
                categories += 1;
                if draft.section.is_none() && name.chars().count() <= 200 {
                    draft.section = Some(name).filter(|name| !name.is_empty());
                } else {
                    item::label(None, "", &category.text(), draft);
                }
            }
            Some("post_tag") => item::label(None, "", &category.text(), draft),
            _ => {}
        }
    }
    if categories > 1 {
        draft.doubts.push(format!(
            "the first of {categories} categories was taken for the section"
        ));
    }
}

fn photo(item: &Element, library: &Library, bases: &Bases, draft: &mut Draft) {
    let Some(id) = meta(item, "_thumbnail_id") else {
        return;
    };
    let Some(attachment) = library.attachments.get(&id) else {
        draft
            .doubts
            .push(format!("the featured image {id} is not in the export"));
        return;
    };
    let Some(url) = bases.take(&attachment.url, "address of the featured image", draft) else {
        return;
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    draft.photos.push(DraftPhoto {
        url: Some(url),
        caption: some(&attachment.caption),
        alt: some(&attachment.alt),
        lead: Some(true),
        ..DraftPhoto::default()
    });
}

#[cfg(test)]
mod tests;
