//! Judges single values and says what is wrong with them.
use super::{Checker, Note};
use crate::validate::Rule;
use crate::validate::catalogue as rule;
use crate::validate::schema::Kind;
use crate::validate::tree::NodeId;
use crate::validate::value::date::{self, Profile};
use crate::validate::value::html;
use crate::validate::value::language::is_language;
use crate::validate::value::text::{self, Mail, Markup};
use crate::validate::value::uri::{self, Wanted};

/// Where a value stands: what a note about it names.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) start: usize,
    pub(super) element: String,
    pub(super) parent: String,
    pub(super) attr: Option<String>,
    /// Whether the source around it writes `&#x`, as the RSS profile advises.
    pub(super) hinted: bool,
}

impl At {
    /// A note about the value.
    pub(super) fn note(&self, rule: &'static Rule, value: &str) -> Note {
        let note = Note::at(rule, self.start)
            .element(self.element.clone())
            .parent(self.parent.clone());
        let note = note.value(value);
        match &self.attr {
            Some(attr) => note.attr(attr.clone()),
            None => note,
        }
    }
}

impl Checker<'_> {
    /// Where an element's own text stands.
    pub(super) fn at_element(&self, id: NodeId) -> At {
        At {
            start: self.tree.node(id).start,
            element: self.name(id),
            parent: self.parent_name(id),
            attr: None,
            hinted: self.tree.raw(id).contains("&#x"),
        }
    }

    /// Where an attribute's value stands. As the W3C has it, the attribute is then the element.
    pub(super) fn at_attribute(&self, id: NodeId, name: &str) -> At {
        let start = self
            .tree
            .attr(id, name)
            .map_or_else(|| self.tree.node(id).start, |attr| attr.start);
        At {
            start,
            element: name.to_owned(),
            parent: self.name(id),
            attr: Some(name.to_owned()),
            hinted: false,
        }
    }

    /// Judges an element's text.
    pub(super) fn value_of_element(&mut self, id: NodeId, kind: Kind, text: &str) {
        let at = self.at_element(id);
        self.value(&at, kind, text);
        if matches!(kind, Kind::Identifier | Kind::IriReference) {
            self.same_document(id, &at, text);
        }
    }

    /// Judges an attribute's value.
    pub(super) fn value_of_attribute(&mut self, id: NodeId, name: &str, kind: Kind) {
        let tree = self.tree;
        let Some(attr) = tree.attr(id, name) else {
            return;
        };
        let mut at = self.at_attribute(id, name);
        if matches!(kind, Kind::Word(..) | Kind::MediaType) {
            at.element = self.name(id);
            at.parent = self.parent_name(id);
        }
        self.value(&at, kind, &attr.value);
    }

    /// Judges one value.
    pub(super) fn value(&mut self, at: &At, kind: Kind, value: &str) {
        const ANY: Wanted = Wanted {
            whole: false,
            iri: false,
        };
        const ANY_IRI: Wanted = Wanted {
            whole: false,
            iri: true,
        };
        const WHOLE: Wanted = Wanted {
            whole: true,
            iri: false,
        };
        const WHOLE_IRI: Wanted = Wanted {
            whole: true,
            iri: true,
        };
        match kind {
            Kind::Plain => self.plain(at, value, &rule::CONTAINS_HTML),
            Kind::Short(most) => self.short(at, value, most),
            // In RSS 0.91 a description is plain text.
            Kind::Html if self.format == super::Format::Rss && self.version == "0.91" => {
                self.plain(at, value, &rule::CONTAINS_HTML);
            }
            Kind::Html => self.html(at, value),
            Kind::Reference => self.address(at, value, &rule::INVALID_LINK, ANY),
            Kind::IriReference => self.address(at, value, &rule::INVALID_IRI, ANY_IRI),
            Kind::UriAttribute => self.address(at, value, &rule::INVALID_URI_ATTRIBUTE, ANY_IRI),
            Kind::Uri => self.address(at, value, &rule::INVALID_FULL_LINK, WHOLE),
            Kind::Iri => self.address(at, value, &rule::INVALID_FULL_LINK, WHOLE_IRI),
            Kind::Identifier => self.identifier(at, value),
            Kind::HttpUrl => self.http_url(at, value),
            Kind::Date(profile, future) => self.iso_date(at, value, profile, future),
            Kind::Rfc822 => self.rfc822_date(at, value),
            Kind::Mail => self.mail(at, value),
            Kind::AddrSpec => self.bare_mail(at, value, value, &rule::INVALID_ADDR_SPEC),
            Kind::NamedMail => self.named_mail(at, value),
            kind => self.simple(at, kind, value),
        }
    }

    /// Judges a value that is right or wrong and nothing between.
    fn simple(&mut self, at: &At, kind: Kind, value: &str) {
        let (right, rule) = match kind {
            Kind::Language => (is_language(value), &rule::INVALID_LANGUAGE),
            Kind::MediaType => (text::is_media_type(value), &rule::INVALID_MIME_TYPE),
            Kind::Number(low, high, rule) => {
                let fits = text::integer(value).is_some_and(|n| (low..=high).contains(&n));
                (fits, rule)
            }
            Kind::Decimal(low, high, rule) => (
                text::decimal(value).is_some_and(|n| (low..=high).contains(&n)),
                rule,
            ),
            Kind::Word(words, rule) => (words.contains(&value), rule),
            Kind::AnyCaseWord(words, rule) => {
                (words.contains(&value.to_ascii_lowercase().as_str()), rule)
            }
            Kind::Form(is_right, rule) => (is_right(value), rule),
            _ => return,
        };
        if !right {
            let message = format!("\"{}\": {}", super::cut(value, 80), rule.why);
            self.add(at.note(rule, value).say(message));
        }
    }

    /// Text that must not hold markup.
    pub(super) fn plain(&mut self, at: &At, value: &str, rule: &'static Rule) {
        match text::markup(value, at.hinted) {
            Some(Markup::Html(found)) => {
                let shown = if found.starts_with('&') {
                    found.clone()
                } else {
                    format!("</{found}>")
                };
                let message = format!("{shown} in <{}>, which is plain text", at.element);
                self.add(at.note(rule, &found).say(message));
            }
            Some(Markup::Ambiguous)
                if self.format == super::Format::Rss && self.version.starts_with("2.") =>
            {
                let message = format!("< or & in <{}> may be taken for markup", at.element);
                self.add(at.note(&rule::CHARACTER_DATA, value).say(message));
            }
            Some(Markup::Ambiguous) | None => {}
        }
    }

    fn short(&mut self, at: &At, value: &str, most: usize) {
        let length = value.chars().count();
        if length > most {
            let message = format!("{length} characters, at most {most} may be there");
            self.add(at.note(&rule::TOO_LONG, value).say(message));
        }
        self.plain(at, value, &rule::CONTAINS_HTML);
    }

    /// Judges an address; `general` is the rule for what has no rule of its own.
    pub(super) fn address(&mut self, at: &At, value: &str, general: &'static Rule, wanted: Wanted) {
        if html::runs_script("href", value) {
            let note = at.note(&rule::SCRIPT_LINK, value);
            self.add(note.say(format!(
                "this address runs a script: {}",
                super::cut(value, 60)
            )));
        }
        let Err(fault) = uri::check(value, wanted) else {
            return;
        };
        let shown = super::cut(value, 80);
        let (rule, message) = match fault {
            uri::Fault::Empty => (general, "no address is given".to_owned()),
            uri::Fault::Character(c) => (
                &rule::INVALID_URI_CHAR,
                format!("{c:?} may not stand in an address: {shown}"),
            ),
            uri::Fault::NotAscii => (
                &rule::URI_NOT_IRI,
                format!("{shown} must be percent-encoded here"),
            ),
            uri::Fault::Escape => (
                general,
                format!("% without two hexadecimal digits in {shown}"),
            ),
            uri::Fault::Relative => (general, format!("{shown} is not a whole address")),
            uri::Fault::Host => (general, format!("{shown} names no host that can be")),
            uri::Fault::Port => (general, format!("the port of {shown} is none")),
            uri::Fault::Tag => (&rule::INVALID_TAG, format!("{shown} is no tag URI")),
            uri::Fault::Urn => (&rule::INVALID_URN, format!("{shown} is no URN")),
            uri::Fault::Uuid => (&rule::INVALID_UUID, format!("{shown} holds no UUID")),
            uri::Fault::Scheme(scheme) => (
                &rule::SCHEME_NOT_IANA_REGISTERED,
                format!("the scheme {scheme} is not registered"),
            ),
        };
        self.add(at.note(rule, value).say(message));
    }

    /// A permanent identifier: whole, and in the form that compares character by character.
    fn identifier(&mut self, at: &At, value: &str) {
        let wanted = Wanted {
            whole: true,
            iri: true,
        };
        let before = self.notes.len();
        self.address(at, value, &rule::INVALID_FULL_LINK, wanted);
        if self.notes.len() == before {
            let canonical = uri::canonical(value);
            if canonical != value {
                let message = format!("{value} would compare equal as {canonical}");
                self.add(at.note(&rule::NON_CANONICAL_URI, value).say(message));
            }
        }
    }

    fn http_url(&mut self, at: &At, value: &str) {
        let web = uri::scheme(value)
            .is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"));
        let host = value.split_once("://").map_or("", |(_, rest)| {
            rest.split(['/', '?', '#']).next().unwrap_or_default()
        });
        let public = host.contains('.') || host.starts_with('[') || host.starts_with("localhost");
        let fault = uri::check(
            value,
            Wanted {
                whole: true,
                iri: false,
            },
        );
        if !web || !public || fault.is_err() {
            let message = format!(
                "\"{}\" is no address of http or https",
                super::cut(value, 80)
            );
            self.add(at.note(&rule::INVALID_URL_ATTRIBUTE, value).say(message));
        }
    }

    pub(super) fn iso_date(&mut self, at: &At, value: &str, profile: Profile, future: bool) {
        let rule = match profile {
            Profile::Rfc3339 => &rule::INVALID_RFC3339_DATE,
            Profile::W3cDtf => &rule::INVALID_W3CDTF_DATE,
            Profile::Iso8601 => &rule::INVALID_ISO8601_DATE_TIME,
        };
        match date::iso(value, profile) {
            Ok(moment) if !future => self.plausible(at, value, moment),
            Ok(_) => {}
            Err(fault) => self.add(at.note(rule, value).say(date_fault(value, fault))),
        }
    }

    fn rfc822_date(&mut self, at: &At, value: &str) {
        match date::rfc822(value) {
            Ok(moment) if moment.plain => self.plausible(at, value, moment),
            Ok(_) => {
                let message = format!("\"{value}\" is written as few readers expect");
                self.add(
                    at.note(&rule::PROBLEMATICAL_RFC822_DATE, value)
                        .say(message),
                );
            }
            Err(date::Fault::Weekday) => {
                let message = format!("\"{value}\" names the wrong day of the week");
                self.add(at.note(&rule::INCORRECT_DOW, value).say(message));
            }
            Err(fault) => self.add(
                at.note(&rule::INVALID_RFC2822_DATE, value)
                    .say(date_fault(value, fault)),
            ),
        }
    }

    fn plausible(&mut self, at: &At, value: &str, moment: date::Moment) {
        if date::is_implausible(moment.at, self.document.now) {
            let message = format!("\"{value}\" is in the future or long before there were feeds");
            self.add(at.note(&rule::IMPLAUSIBLE_DATE, value).say(message));
        }
    }

    fn mail(&mut self, at: &At, value: &str) {
        self.plain(at, value, &rule::CONTAINS_HTML);
        self.bare_mail(at, value, text::bare_mail(value), &rule::INVALID_CONTACT);
    }

    /// Judges an address without a name.
    pub(super) fn bare_mail(&mut self, at: &At, value: &str, bare: &str, rule: &'static Rule) {
        match text::mail(bare) {
            Mail::Good => {}
            Mail::Host => self.add(
                at.note(&rule::UNKNOWN_HOST, value)
                    .say(format!("{bare}: no such host is public")),
            ),
            Mail::Bad => self.add(
                at.note(rule, value)
                    .say(format!("\"{}\" is no mail address", super::cut(value, 80))),
            ),
        }
    }

    /// `lawyer@boyer.net (Lawyer Boyer)` (RSS 2.0 `author`, RSS profile).
    fn named_mail(&mut self, at: &At, value: &str) {
        // RFC 6068 2: in a mailto address the rest is escaped, and header fields may follow.
        let escaped = value.strip_prefix("mailto:");
        let decoded = escaped.map(|rest| {
            let address = rest.split('?').next().unwrap_or_default();
            percent_encoding::percent_decode_str(address).decode_utf8_lossy()
        });
        let value = decoded.as_deref().unwrap_or(value);
        let has_mail = value.find('@').is_some_and(|at| at > 0);
        if has_mail && !value.ends_with(')') {
            let bare = text::bare_mail(value);
            if value.contains(' ') {
                let message = format!("\"{value}\" is not written as address (name)");
                self.add(at.note(&rule::EMAIL_FORMAT, value).say(message));
            } else {
                let message = format!("\"{value}\" gives no name");
                self.add(at.note(&rule::MISSING_REAL_NAME, value).say(message));
            }
            if text::mail(bare) == Mail::Bad && !value.contains(' ') {
                self.bare_mail(at, value, bare, &rule::INVALID_CONTACT);
            }
            return;
        }
        self.mail(at, value);
    }
}

fn date_fault(value: &str, fault: date::Fault) -> String {
    match fault {
        date::Fault::Form => format!(
            "\"{}\" has not the form of such a date",
            super::cut(value, 80)
        ),
        date::Fault::Range => format!("\"{value}\" names a day, time or zone that does not exist"),
        date::Fault::Weekday => format!("\"{value}\" names the wrong day of the week"),
    }
}
