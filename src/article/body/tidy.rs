//! The pass before the sanitiser: says what will go, makes addresses whole, takes counters out, puts frames in form.
//!
//! It edits the tree of the parser, and the sanitiser has the last word on what it wrote: nothing is edited after.

use ego_tree::NodeId;
use html5ever::tendril::TendrilSink;
use html5ever::{LocalName, QualName, driver, ns};
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};
use url::Url;

use super::removed::{Removed, quoted};
use super::{embeds, list, pixels, srcset};

/// What the pass is told.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    /// What relative addresses are relative to.
    pub(super) base: Option<&'a Url>,
    /// Hosts whose frames stay.
    pub(super) embeds: &'a [String],
}

/// Parses a fragment as the sanitiser does.
pub(super) fn parse(html: &str) -> Html {
    let context = QualName::new(None, ns!(html), LocalName::from("div"));
    let sink = HtmlTreeSink::new(Html::new_fragment());
    driver::parse_fragment(
        sink,
        driver::ParseOpts::default(),
        context,
        Vec::new(),
        false,
    )
    .one(html)
}

/// Writes a body that only the sanitiser has still to see.
pub(super) fn tidy(html: &str, rules: Rules<'_>, removed: &mut Removed) -> String {
    let mut document = parse(html);
    let mut gone: Vec<NodeId> = Vec::new();
    let elements: Vec<NodeId> = document
        .tree
        .root()
        .descendants()
        .filter(|node| node.value().is_element())
        .map(|node| node.id())
        .collect();
    clean_texts(&mut document);
    for id in elements {
        if is_in(&document, id, &gone) {
            continue;
        }
        let Some(mut node) = document.tree.get_mut(id) else {
            continue;
        };
        let Node::Element(element) = node.value() else {
            continue;
        };
        if !keep(element, rules, removed) {
            gone.push(id);
            node.detach();
        } else if element.name() == "iframe" {
            // What stands in a frame is shown nowhere, and hides things from parsers that differ.
            while let Some(mut child) = node.first_child() {
                child.detach();
            }
        }
    }
    document.root_element().inner_html()
}

/// Takes out what XML may not carry, also where a reference named it.
fn clean_texts(document: &mut Html) {
    for value in document.tree.values_mut() {
        if let Node::Text(text) = value {
            let cleaned = super::text::clean(text);
            if cleaned != **text {
                text.text = cleaned.into();
            }
        }
    }
}

/// Whether an element lies in one that was just taken out.
fn is_in(document: &Html, id: NodeId, gone: &[NodeId]) -> bool {
    // What was taken out has no parent; what is still in the tree leads up to its root.
    if gone.is_empty() {
        return false;
    }
    let root = document.tree.root().id();
    let last = document
        .tree
        .get(id)
        .and_then(|node| node.ancestors().last())
        .map_or(id, |node| node.id());
    last != root
}

/// Puts an element in form; `false` where it goes with all that is in it.
fn keep(element: &mut Element, rules: Rules<'_>, removed: &mut Removed) -> bool {
    let tag = element.name().to_owned();
    let tag = tag.as_str();
    if list::DROPPED.contains(tag) {
        removed.note(format!("<{tag}> was removed with all that is in it"));
        return false;
    }
    if !list::TAGS.contains(tag) {
        if tag != "html" && tag != "body" {
            removed.note(format!("<{}> was taken off; its text stays", quoted(tag)));
        }
        return true;
    }
    match tag {
        "iframe" => return frame(element, rules, removed),
        "img" => {
            let src = element.attr("src").and_then(|src| resolve(src, rules.base));
            let side = |name| element.attr(name);
            if pixels::counts_readers(src.as_ref(), side("width"), side("height"), side("style")) {
                let host = src.as_ref().and_then(Url::host_str).unwrap_or("this page");
                removed.note(format!(
                    "A picture of {} that nobody sees was removed: it counts readers",
                    quoted(host)
                ));
                return false;
            }
        }
        _ => {}
    }
    attributes(element, tag, rules, removed);
    // A picture without an address is nothing; a player without controls cannot be played.
    match tag {
        "img" if element.attr("src").is_none() && element.attr("srcset").is_none() => {
            removed.note("A picture without a usable address was removed".to_owned());
            return false;
        }
        "audio" | "video" if element.attr("controls").is_none() => {
            set(element, "controls", String::new());
        }
        "a" => set(element, "rel", "nofollow noopener".to_owned()),
        _ => {}
    }
    true
}

fn frame(element: &mut Element, rules: Rules<'_>, removed: &mut Removed) -> bool {
    match embeds::admit(element.attr("src"), rules.base, rules.embeds) {
        Err(why) => {
            removed.note(why);
            false
        }
        Ok(src) => {
            let measure = |name: &str| {
                element
                    .attr(name)
                    .map(str::trim)
                    .filter(|value| list::holds("iframe", name, value))
            };
            let title = element.attr("title").map(super::text::line);
            let written = embeds::attributes(
                &src,
                title.as_deref().filter(|title| !title.is_empty()),
                measure("width"),
                measure("height"),
            );
            element.attrs.clear();
            for (name, value) in written {
                set(element, name, value);
            }
            true
        }
    }
}

/// Keeps the attributes of the list, addresses made whole.
fn attributes(element: &mut Element, tag: &str, rules: Rules<'_>, removed: &mut Removed) {
    let mut kept: Vec<(QualName, String)> = Vec::new();
    for (name, value) in &element.attrs {
        let local: &str = &name.local;
        let plain = name.ns == ns!() && name.prefix.is_none();
        if !plain || !list::allows(tag, local) {
            told(tag, local, removed);
            continue;
        }
        let written = match local {
            "href" | "src" | "cite" | "poster" => {
                resolve(value, rules.base).map(|url| url.to_string())
            }
            "srcset" => srcset::whole(value, |address| {
                resolve(address, rules.base).filter(|url| url.scheme() != "mailto")
            }),
            "width" | "height" | "colspan" | "rowspan" | "span" => {
                let value = value.trim();
                Some(value.strip_suffix("px").unwrap_or(value).to_owned())
            }
            "dir" | "scope" | "preload" | "kind" => Some(value.trim().to_ascii_lowercase()),
            _ => Some(super::text::clean(value)),
        };
        match written {
            Some(written) if list::holds(tag, local, &written) => {
                kept.push((name.clone(), written));
            }
            _ if matches!(local, "href" | "src" | "cite" | "poster" | "srcset") => {
                removed.note(format!(
                    "The address {} was removed from <{tag}>",
                    quoted(value)
                ));
            }
            _ => removed.trim(local),
        }
    }
    element.attrs = kept
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
}

/// Says that an attribute goes: by name where it does something, in one sentence with the others where not.
fn told(tag: &str, attribute: &str, removed: &mut Removed) {
    if attribute.starts_with("on")
        || matches!(attribute, "srcdoc" | "formaction" | "action" | "ping")
    {
        removed.note(format!(
            "The attribute {} was removed from <{tag}>",
            quoted(attribute)
        ));
    } else if !matches!((tag, attribute), ("a", "rel")) {
        removed.trim(attribute);
    }
}

/// An address made whole; `None` where it is not one of http, https or mailto.
fn resolve(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    let url = match Url::parse(address) {
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(address).ok()?,
        read => read.ok()?,
    };
    (url.scheme() == "mailto" || (matches!(url.scheme(), "http" | "https") && url.has_host()))
        .then_some(url)
}

fn set(element: &mut Element, name: &str, value: String) {
    let name = QualName::new(None, ns!(), LocalName::from(name));
    element.attrs.insert(name, value.into());
}
