//! Plain text, numbers, media types and mail addresses.
use super::vocabulary::TAGS;
use regex::Regex;
use std::sync::LazyLock;

#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well-formed")
}

static END_TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"</(\w+)>"));
static ENTITY: LazyLock<Regex> = LazyLock::new(|| regex(r"&(#?\w+)"));
static MARKUP: LazyLock<Regex> = LazyLock::new(|| regex(r"&#[x0-9]|<[/a-zA-Z]"));
static MIME: LazyLock<Regex> = LazyLock::new(|| {
    let token = r#"[^\s()<>,;:\\"/\[\]?=]+"#;
    regex(&format!(
        r#"^{token}/{token}(\s*;\s*{token}=("(\\"|[^"])*"|{token}))*\s*$"#
    ))
});
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
        r"@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$"
    ))
});
static MAIL_INSIDE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"<[A-Za-z0-9_.'+-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*>"));
static NAMED_MAIL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(\S+@\S+?)\s*\(.*\)\s*$|^[^<>@]*<([^<>]*)>\s*$"));

/// Markup found where plain text belongs.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::validate) enum Markup {
    /// A tag or entity of HTML, as it reads.
    Html(String),
    /// Something that readers who guess will take for markup.
    Ambiguous,
}

/// Whether a text that ought to be plain holds HTML (after XML's own references are gone).
/// `hinted` says that its author wrote `&#x..;` as the RSS profile advises for `<` and `&`.
pub(in crate::validate) fn markup(text: &str, hinted: bool) -> Option<Markup> {
    if !text.contains(['<', '&']) {
        return None;
    }
    for found in END_TAG.captures_iter(text) {
        let name = found[1].to_ascii_lowercase();
        if TAGS.binary_search(&name.as_str()).is_ok() {
            return Some(Markup::Html(found[1].to_owned()));
        }
    }
    if hinted {
        return None;
    }
    let mut entity = false;
    for found in ENTITY.captures_iter(text) {
        entity = true;
        let name = &found[1];
        if name.starts_with('#')
            || is_entity(name)
            || name.bytes().any(|b| !b.is_ascii_alphabetic())
        {
            return Some(Markup::Html(format!("&{name};")));
        }
    }
    (!entity && MARKUP.is_match(text)).then_some(Markup::Ambiguous)
}

/// Whether HTML declares a character of this name.
pub(in crate::validate) fn is_entity(name: &str) -> bool {
    html5ever::data::NAMED_ENTITIES
        .get(&format!("{name};"))
        .is_some()
}

/// Whether a text holds a mail address in angle brackets.
pub(in crate::validate) fn has_mail(text: &str) -> bool {
    text.contains('@') && MAIL_INSIDE.is_match(text)
}

/// Whether a text is a media type with parameters (RFC 6838 4.2).
pub(in crate::validate) fn is_media_type(text: &str) -> bool {
    MIME.is_match(text)
}

/// The judgement on a mail address.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::validate) enum Mail {
    /// An address.
    Good,
    /// The form is right but no such host can be in public.
    Host,
    /// No address.
    Bad,
}

/// Judges a mail address (RFC 5322 `addr-spec` without quoting and comments).
pub(in crate::validate) fn mail(text: &str) -> Mail {
    if MAIL.is_match(text) {
        return Mail::Good;
    }
    let single_label = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && host.starts_with(|c: char| c.is_ascii_alphabetic())
            && (user.to_owned() + host)
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
    });
    if single_label { Mail::Host } else { Mail::Bad }
}

/// The bare address in `address (Name)` or `Name <address>`.
pub(in crate::validate) fn bare_mail(text: &str) -> &str {
    let found = NAMED_MAIL
        .captures(text)
        .and_then(|found| found.get(1).or_else(|| found.get(2)));
    found.map_or(text, |found| found.as_str())
}

/// A whole number with an optional sign, as people write it in feeds.
pub(in crate::validate) fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return None;
    }
    Some(text.parse().unwrap_or(if text.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    }))
}

/// A decimal number, optionally signed.
pub(in crate::validate) fn decimal(text: &str) -> Option<f64> {
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    if plain { text.parse().ok() } else { None }
}

/// The bytes that base64 stands for (RFC 4648 4), white space aside.
pub(in crate::validate) fn base64(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let padding = digits
        .iter()
        .rev()
        .take_while(|&&byte| byte == b'=')
        .count();
    if padding > 2 || !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for &digit in &digits[..digits.len() - padding] {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap_or_default());
        }
    }
    Some(bytes)
}
