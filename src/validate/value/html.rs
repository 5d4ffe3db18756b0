//! HTML in content, read whole by html5ever's tokenizer: what is unsafe, broken or relative.
use super::vocabulary::{ATTRIBUTES, OPTIONAL_END, RISKY_TAGS, TAGS, VOID_TAGS};
use super::{css, lists, uri};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// What is wrong in a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::validate) struct Flaw {
    /// The line within the piece, from 0.
    pub(in crate::validate) line: usize,
    /// What kind of flaw.
    pub(in crate::validate) kind: Kind,
    /// The element, attribute, style or address.
    pub(in crate::validate) what: String,
}

/// The kinds of flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Kind {
    /// An element that loads or runs something.
    RiskyTag,
    /// An attribute that runs something or is unknown.
    RiskyAttribute,
    /// A style that is not known to be harmless.
    Style,
    /// An address that runs something.
    Script,
    /// An element HTML does not have.
    UnknownTag,
    /// Tags that do not match.
    Structure,
    /// An address that means nothing outside its page.
    Relative,
    /// An address with a character that no address may hold.
    Address,
    /// An image without an `alt` text.
    NoAlt,
}

/// More of one kind than this says nothing new.
const MAX_FLAWS: usize = 64;
/// Deeper nesting than this is an attack on readers; the scan goes on without the stack.
const MAX_OPEN: usize = 512;

/// Reads a fragment of HTML to its end, whatever is wrong on the way.
pub(in crate::validate) fn flaws(html: &str) -> Vec<Flaw> {
    if !html.contains(['<', '&']) {
        return Vec::new();
    }
    let sink = Sink::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // Scripts are never run, so each pause is simply passed over.
    while let html5ever::TokenizerResult::Script(()) = tokenizer.feed(&input) {}
    tokenizer.end();
    let mut state = tokenizer.sink.state.into_inner();
    if html.contains("<?") && html.to_ascii_lowercase().contains("<?import ") {
        state.add(0, Kind::RiskyTag, "?import");
    }
    state.finish();
    state.flaws
}

#[derive(Default)]
struct Sink {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    flaws: Vec<Flaw>,
    open: Vec<(String, usize)>,
    foreign: usize,
    broken: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let line = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let mut state = self.state.borrow_mut();
        let tag = match token {
            Token::TagToken(tag) => tag,
            // The tokenizer names its own states, which tell nobody anything.
            Token::ParseError(message) => {
                let what = if message.contains("EOF") {
                    "it ends inside a tag"
                } else {
                    "a slip in its syntax"
                };
                state.structure(line, what);
                return TokenSinkResult::Continue;
            }
            _ => return TokenSinkResult::Continue,
        };
        match tag.kind {
            TagKind::StartTag => state.start(&tag, line),
            TagKind::EndTag => {
                state.end(&tag.name, line);
                TokenSinkResult::Continue
            }
        }
    }
}

impl State {
    fn add(&mut self, line: usize, kind: Kind, what: &str) {
        if self.flaws.len() < MAX_FLAWS {
            self.flaws.push(Flaw {
                line,
                kind,
                what: what.to_owned(),
            });
        }
    }

    fn start(&mut self, tag: &Tag, line: usize) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if matches!(name, "svg" | "math") && !tag.self_closing {
            self.foreign += 1;
        }
        if self.foreign == 0 {
            if TAGS.binary_search(&name).is_err() {
                self.add(line, Kind::UnknownTag, name);
            } else if RISKY_TAGS.binary_search(&name).is_ok() {
                self.add(line, Kind::RiskyTag, name);
            }
        } else if matches!(name, "script" | "foreignobject" | "handler") {
            self.add(line, Kind::RiskyTag, name);
        }
        for attr in &tag.attrs {
            self.attribute(name, &attr.name.local, &attr.value, line);
        }
        if name == "img" && !tag.attrs.iter().any(|attr| &*attr.name.local == "alt") {
            self.add(line, Kind::NoAlt, name);
        }
        let void = VOID_TAGS.binary_search(&name).is_ok() || (self.foreign > 0 && tag.self_closing);
        if !void && self.open.len() < MAX_OPEN {
            self.open.push((name.to_owned(), line));
        }
        // In SVG and MathML these are ordinary elements, so what is in them is markup.
        match name {
            _ if self.foreign > 0 => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn attribute(&mut self, tag: &str, name: &str, value: &str, line: usize) {
        let known = || {
            ATTRIBUTES.binary_search(&name).is_ok()
                || name.starts_with("data-")
                || name.starts_with("aria-")
        };
        if name == "style" {
            for danger in css::dangers(value) {
                self.add(line, Kind::Style, &danger);
            }
        } else if name.starts_with("on") || matches!(name, "srcdoc" | "formaction") {
            self.add(line, Kind::RiskyAttribute, name);
        } else if self.foreign > 0 {
            if !matches!(name, "xmlns" | "xml:lang")
                && !name.starts_with("xlink")
                && !name.starts_with("xmlns:")
            {
                let known = lists::SVG_ATTRIBUTES
                    .iter()
                    .chain(lists::MATHML_ATTRIBUTES.iter());
                if !known.copied().any(|known| known.eq_ignore_ascii_case(name)) {
                    self.add(line, Kind::RiskyAttribute, name);
                }
            }
        } else if !known() && !matches!(name, "xml:lang" | "xmlns") {
            self.add(line, Kind::RiskyAttribute, name);
        }
        if runs_script(name, value) {
            self.add(line, Kind::Script, value.trim());
        } else if matches!((tag, name), ("a", "href") | ("img", "src")) {
            self.address(value.trim(), line);
        }
    }

    fn address(&mut self, value: &str, line: usize) {
        if value.is_empty() || uri::scheme(value).is_some() {
            return;
        }
        match uri::check(
            value,
            uri::Wanted {
                whole: false,
                iri: true,
            },
        ) {
            Err(uri::Fault::Character(_)) => self.add(line, Kind::Address, value),
            _ => self.add(line, Kind::Relative, value),
        }
    }

    fn end(&mut self, name: &str, line: usize) {
        if matches!(name, "svg" | "math") {
            self.foreign = self.foreign.saturating_sub(1);
        }
        // `</p>` and `</br>` make an element of their own where none is open (HTML 13.2.6.4.7).
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else {
            if VOID_TAGS.binary_search(&name).is_ok() || TAGS.binary_search(&name).is_ok() {
                self.structure(line, &format!("</{name}>"));
            }
            return;
        };
        let crossed = self.open[at + 1..]
            .iter()
            .find(|(open, _)| !may_stay_open(open))
            .cloned();
        if let Some((crossed, _)) = crossed {
            self.structure(line, &format!("</{name}> inside <{crossed}>"));
        }
        self.open.truncate(at);
    }

    fn finish(&mut self) {
        let left = self
            .open
            .iter()
            .find(|(open, _)| !may_stay_open(open))
            .cloned();
        if let Some((left, line)) = left {
            self.structure(line, &format!("<{left}> is never closed"));
        }
    }

    /// Only the first: what follows is mostly its consequence.
    fn structure(&mut self, line: usize, what: &str) {
        if !std::mem::replace(&mut self.broken, true) {
            self.add(line, Kind::Structure, what);
        }
    }
}

fn may_stay_open(name: &str) -> bool {
    OPTIONAL_END.binary_search(&name).is_ok()
}

/// Whether HTML has or had such an element.
pub(in crate::validate) fn is_tag(name: &str) -> bool {
    TAGS.binary_search(&name).is_ok()
}

/// Whether an element loads, runs or restyles things.
pub(in crate::validate) fn is_risky(name: &str) -> bool {
    RISKY_TAGS.binary_search(&name).is_ok()
}

/// Whether an address runs a script when it is followed (white space and case do not hide it).
pub(in crate::validate) fn runs_script(name: &str, value: &str) -> bool {
    let takes_address = matches!(
        name,
        "href"
            | "src"
            | "action"
            | "formaction"
            | "data"
            | "poster"
            | "background"
            | "cite"
            | "xlink:href"
            | "srcset"
    );
    if !takes_address {
        return false;
    }
    let bare: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(16)
        .collect();
    let bare = bare.to_ascii_lowercase();
    [
        "javascript:",
        "vbscript:",
        "livescript:",
        "data:text/html",
        "data:text/xml",
    ]
    .iter()
    .any(|s| bare.starts_with(s))
}
