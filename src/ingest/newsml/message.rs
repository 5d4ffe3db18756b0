//! What a document holds: one text, the pictures and sound beside it, the package that joins them. Anything else is refused.

use roxmltree::Node;

use super::Reading;
use super::concept::word;
use crate::ingest::NoArticle;
use crate::ingest::kept::of_element;
use crate::ingest::xml::{attr, child, children};

/// The items of a document.
pub(super) struct Parts<'a, 'i> {
    /// The one text item.
    pub(super) text: Node<'a, 'i>,
    /// Picture items.
    pub(super) pictures: Vec<Node<'a, 'i>>,
    /// Audio and video items.
    pub(super) sounds: Vec<Node<'a, 'i>>,
    /// What packages refer to, in their order.
    pub(super) refs: Vec<Node<'a, 'i>>,
}

/// What a `newsItem` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Text,
    Picture,
    Sound,
    Other,
}

/// Sorts the items of a document.
pub(super) fn sort<'a, 'i: 'a>(root: Node<'a, 'i>) -> Result<Parts<'a, 'i>, NoArticle> {
    let items: Vec<Node<'a, 'i>> = match root.tag_name().name() {
        "newsMessage" => children(root, "itemSet")
            .flat_map(|set| set.children().filter(Node::is_element))
            .collect(),
        "NewsML" => {
            return Err(NoArticle::at(
                root,
                "the document is NewsML 1, which is not read; send NewsML-G2 (2.x), NITF or ninjs",
            ));
        }
        _ => vec![root],
    };
    let (mut texts, mut pictures, mut sounds, mut refs) = (vec![], vec![], vec![], vec![]);
    let mut refused = None;
    for item in items {
        match item.tag_name().name() {
            "newsItem" => match class(item) {
                Class::Text => texts.push(item),
                Class::Picture => pictures.push(item),
                Class::Sound => sounds.push(item),
                Class::Other => refused = refused.or(Some(item)),
            },
            "packageItem" => refs.extend(
                item.descendants()
                    .filter(|node| node.is_element() && node.tag_name().name() == "itemRef"),
            ),
            _ => refused = refused.or(Some(item)),
        }
    }
    match texts.as_slice() {
        [text] => Ok(Parts {
            text: *text,
            pictures,
            sounds,
            refs,
        }),
        [] => Err(no_text(root, refused, &pictures)),
        [_, second, ..] => Err(NoArticle::at(
            *second,
            &format!(
                "the message holds {} text items, and one push is one article; send them apart, or together as lines of /v1/articles:bulk",
                texts.len()
            ),
        )),
    }
}

/// Why a document without a text item is no article.
fn no_text(
    root: Node<'_, '_>,
    refused: Option<Node<'_, '_>>,
    pictures: &[Node<'_, '_>],
) -> NoArticle {
    if let Some(item) = refused {
        let what = match item.tag_name().name() {
            "conceptItem" => "a concept",
            "knowledgeItem" => "a list of concepts",
            "planningItem" => "a plan of coverage",
            "catalogItem" => "a catalog",
            "newsItem" => "an item of another class",
            _ => "something unknown",
        };
        return NoArticle::at(
            item,
            &format!("a {} is {what} and no article", item.tag_name().name()),
        );
    }
    if let Some(picture) = pictures.first() {
        return NoArticle::at(
            *picture,
            "a picture without a text is no article; send it in one message with its text, or to /v1/photos",
        );
    }
    if root.tag_name().name() == "packageItem" {
        return NoArticle::at(
            root,
            "a package only refers to items; send a newsMessage that carries them",
        );
    }
    NoArticle::at(root, "the document holds no text item")
}

/// The class as stated; where that is silent the content decides.
fn class(item: Node<'_, '_>) -> Class {
    let stated = child(item, "itemMeta")
        .and_then(|meta| child(meta, "itemClass"))
        .and_then(word)
        .unwrap_or_default();
    match stated.as_str() {
        "text" => Class::Text,
        "picture" | "graphic" | "photo" | "image" | "still" => Class::Picture,
        "audio" | "video" => Class::Sound,
        _ => {
            let inline = child(item, "contentSet").is_some_and(|set| {
                child(set, "inlineXML").is_some() || child(set, "inlineData").is_some()
            });
            if inline { Class::Text } else { Class::Other }
        }
    }
}

/// Keeps what the envelope says.
pub(super) fn header(root: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let Some(header) = child(root, "header") else {
        return;
    };
    for node in header.children().filter(Node::is_element) {
        if !matches!(node.tag_name().name(), "catalogRef" | "catalog") {
            reading.kept.add(
                &format!("header.{}", node.tag_name().name()),
                of_element(node),
            );
        }
    }
}

/// The identity of an item.
pub(super) fn guid<'a>(item: Node<'a, '_>) -> Option<&'a str> {
    attr(item, "guid")
}
