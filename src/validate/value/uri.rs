//! URIs, URNs and tag URIs: RFC 3986, 3987, 8141 and 4151.
use super::lists::SCHEMES;
use regex::Regex;
use std::net::Ipv6Addr;
use std::sync::LazyLock;

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::validate) enum Fault {
    /// Nothing there.
    Empty,
    /// A character no URI may hold unescaped.
    Character(char),
    /// A character outside ASCII where a URI, not an IRI, is asked for.
    NotAscii,
    /// `%` without two hexadecimal digits.
    Escape,
    /// No scheme where a whole address is asked for.
    Relative,
    /// A scheme of hosts without a host, or with one that cannot be.
    Host,
    /// A port that is no port.
    Port,
    /// Not a tag URI.
    Tag,
    /// Not a URN.
    Urn,
    /// `urn:uuid:` without a UUID.
    Uuid,
    /// A scheme that is not registered: only questionable.
    Scheme(String),
}

/// What a place asks of the address in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct Wanted {
    /// Whether a relative reference will not do.
    pub(in crate::validate) whole: bool,
    /// Whether characters outside ASCII are welcome (RFC 3987).
    pub(in crate::validate) iri: bool,
}

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^tag:([a-zA-Z0-9._-]+@)?[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*",
        r",([0-9]{4})(-([0-9]{2})(-([0-9]{2}))?)?:",
        r"([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$"
    ))
});
static URN: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^(?i:urn):[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]:",
        r"([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*(#.*)?$"
    ))
});
static UUID: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:urn:uuid):[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    )
});

#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well-formed")
}

/// Judges an address.
pub(in crate::validate) fn check(value: &str, wanted: Wanted) -> Result<(), Fault> {
    if value.is_empty() {
        return if wanted.whole {
            Err(Fault::Empty)
        } else {
            Ok(())
        };
    }
    let scheme = scheme(value).map(str::to_ascii_lowercase);
    match scheme.as_deref() {
        Some("tag") => return check_tag(value),
        Some("urn") => return check_urn(value),
        _ => {}
    }
    check_characters(value, wanted.iri)?;
    let Some(scheme) = scheme else {
        return if wanted.whole {
            Err(Fault::Relative)
        } else {
            check_relative(value)
        };
    };
    let rest = &value[scheme.len() + 1..];
    if matches!(
        scheme.as_str(),
        "http" | "https" | "ftp" | "ftps" | "ws" | "wss"
    ) {
        return check_authority(rest.strip_prefix("//").ok_or(Fault::Host)?);
    }
    if rest.is_empty() {
        return Err(if wanted.whole {
            Fault::Relative
        } else {
            Fault::Host
        });
    }
    if SCHEMES.binary_search(&scheme.as_str()).is_err() {
        return Err(Fault::Scheme(scheme));
    }
    Ok(())
}

/// The scheme of an address, if it has one (RFC 3986 3.1).
pub(in crate::validate) fn scheme(value: &str) -> Option<&str> {
    let (scheme, _) = value.split_once(':')?;
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let goes_on = scheme
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (starts && goes_on).then_some(scheme)
}

fn check_tag(value: &str) -> Result<(), Fault> {
    if !TAG.is_match(value) {
        return Err(Fault::Tag);
    }
    // RFC 4151 2.1: the date is a real one, month and day in their ranges.
    let date = value
        .split(',')
        .nth(1)
        .and_then(|rest| rest.split(':').next())
        .unwrap_or_default();
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let mut next = || parts.next().flatten();
    let year = next()
        .and_then(|year| i32::try_from(year).ok())
        .unwrap_or(1);
    let (month, day) = (next().unwrap_or(1), next().unwrap_or(1));
    chrono::NaiveDate::from_ymd_opt(year, month, day)
        .map(drop)
        .ok_or(Fault::Tag)
}

fn check_urn(value: &str) -> Result<(), Fault> {
    let is_uuid = value
        .get(..9)
        .is_some_and(|head| head.eq_ignore_ascii_case("urn:uuid:"));
    if is_uuid {
        return if UUID.is_match(value) {
            Ok(())
        } else {
            Err(Fault::Uuid)
        };
    }
    if URN.is_match(value) {
        Ok(())
    } else {
        Err(Fault::Urn)
    }
}

fn check_characters(value: &str, iri: bool) -> Result<(), Fault> {
    for c in value.chars() {
        if c.is_ascii() {
            if c.is_ascii_control()
                || matches!(
                    c,
                    ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'
                )
            {
                return Err(Fault::Character(c));
            }
        } else if c.is_whitespace() || c.is_control() {
            return Err(Fault::Character(c));
        } else if !iri {
            return Err(Fault::NotAscii);
        }
    }
    let bytes = value.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let hex = |n: usize| bytes.get(at + n).is_some_and(u8::is_ascii_hexdigit);
        if byte == b'%' && !(hex(1) && hex(2)) {
            return Err(Fault::Escape);
        }
    }
    Ok(())
}

fn check_relative(value: &str) -> Result<(), Fault> {
    match value.strip_prefix("//") {
        Some(rest) => check_authority(rest),
        // RFC 3986 4.2: a colon in the first segment of a relative path would read as a scheme.
        None if value
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|first| first.contains(':')) =>
        {
            Err(Fault::Host)
        }
        None => Ok(()),
    }
}

/// What follows `//`: user, host and port (RFC 3986 3.2).
fn check_authority(rest: &str) -> Result<(), Fault> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if rest[end..].contains(['[', ']']) {
        return Err(Fault::Character('['));
    }
    let host_port = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = if let Some(literal) = host_port.strip_prefix('[') {
        let (address, after) = literal.split_once(']').ok_or(Fault::Host)?;
        if address.parse::<Ipv6Addr>().is_err() && !address.starts_with(['v', 'V']) {
            return Err(Fault::Host);
        }
        (address, after.strip_prefix(':'))
    } else {
        match host_port.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host_port, None),
        }
    };
    if let Some(port) = port
        && !port.is_empty()
        && port.parse::<u16>().is_err()
    {
        return Err(Fault::Port);
    }
    if host.is_empty() || host.contains('[') || host.starts_with('.') || host.contains("..") {
        return Err(Fault::Host);
    }
    Ok(())
}

/// The canonical form of a URI: two URIs are the same if theirs are (RFC 3986 6.2.2, 6.2.3).
pub(in crate::validate) fn canonical(value: &str) -> String {
    let Some(scheme) = scheme(value) else {
        return value.to_owned();
    };
    let lower = scheme.to_ascii_lowercase();
    let rest = &value[scheme.len() + 1..];
    let cut = rest.find(['?', '#']).unwrap_or(rest.len());
    let (hierarchy, tail) = rest.split_at(cut);
    let tail = normal_escapes(tail);
    let Some(hierarchy) = hierarchy.strip_prefix("//") else {
        return format!("{lower}:{}{tail}", normal_escapes(hierarchy));
    };
    let slash = hierarchy.find('/').unwrap_or(hierarchy.len());
    let (authority, path) = hierarchy.split_at(slash);
    let (user, host) = authority
        .rsplit_once('@')
        .map_or((None, authority), |(u, h)| (Some(u), h));
    let mut host = host.to_ascii_lowercase();
    let default = match lower.as_str() {
        "http" => ":80",
        "https" => ":443",
        "ftp" => ":21",
        _ => ":",
    };
    for suffix in [default, ":"] {
        if let Some(bare) = host.strip_suffix(suffix) {
            host = bare.to_owned();
        }
    }
    let user = user
        .filter(|user| !matches!(*user, "" | ":"))
        .map_or(String::new(), |user| format!("{user}@"));
    let path = remove_dots(&normal_escapes(path));
    format!("{lower}://{user}{host}{path}{tail}")
}

/// Escapes of unreserved characters undone, the others in capitals.
fn normal_escapes(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let code = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(code) if code.is_ascii_alphanumeric() || b"-._~".contains(&code) => out.push(code),
            Some(code) => out.extend(format!("%{code:02X}").into_bytes()),
            None => {
                out.push(bytes[at]);
                at += 1;
                continue;
            }
        }
        at += 3;
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// RFC 3986 5.2.4, and an empty path after a host is `/`.
fn remove_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (at, segment) in segments.iter().enumerate() {
        let last = at + 1 == segments.len();
        match *segment {
            "." if last => kept.push(""),
            "." => {}
            ".." => {
                kept.pop();
                if last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}", kept.join("/"))
}
