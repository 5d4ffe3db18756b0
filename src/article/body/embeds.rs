//! Frames of other sites in a body: only of hosts on the newsroom's list, in one form, shut in a sandbox.

use std::borrow::Cow;

use url::Url;

use super::list::{REFERRER_POLICY, SANDBOX};
use super::text;

/// The address of a frame that may stay; else the sentence that says why it goes.
pub(super) fn admit(
    src: Option<&str>,
    base: Option<&Url>,
    hosts: &[String],
) -> Result<Url, String> {
    let Some(src) = src.map(str::trim).filter(|src| !src.is_empty()) else {
        return Err("A frame without an address was removed".to_owned());
    };
    let nowhere = Url::parse("https://relative.invalid/").ok();
    let base = base.cloned().or(nowhere);
    let read = Url::options().base_url(base.as_ref()).parse(src);
    let Ok(mut url) = read else {
        return Err("A frame whose address cannot be read was removed".to_owned());
    };
    // All hosts that serve frames serve them encrypted, and a frame on a page that is must be too.
    if url.scheme() == "http" && url.port().is_none() {
        let _ = url.set_scheme("https");
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    let plain = url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !plain || !hosts.iter().any(|known| known.eq_ignore_ascii_case(&host)) {
        let what = match host.as_str() {
            "" => url.scheme(),
            "relative.invalid" => "an unknown host",
            host => host,
        };
        return Err(format!(
            "A frame of {} was removed: it is not on the list of embeds",
            super::quoted(what)
        ));
    }
    Ok(url)
}

/// The attributes of a frame that stays, whatever it came with.
pub(super) fn attributes(
    src: &Url,
    title: Option<&str>,
    width: Option<&str>,
    height: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut all = vec![("src", src.to_string())];
    for (name, value) in [("title", title), ("width", width), ("height", height)] {
        if let Some(value) = value {
            all.push((name, value.to_owned()));
        }
    }
    all.extend([
        ("allowfullscreen", String::new()),
        ("loading", "lazy".to_owned()),
        ("referrerpolicy", REFERRER_POLICY.to_owned()),
        ("sandbox", SANDBOX.to_owned()),
    ]);
    all
}

/// How every frame of a sanitised body begins and ends.
const OPENING: &str = "<iframe src=\"";
const CLOSING: &str = "</iframe>";

/// A sanitised body with a link in the place of each frame, for whoever shows no frames.
pub(super) fn as_links(html: &str) -> Cow<'_, str> {
    if !html.contains("<iframe") {
        return Cow::Borrowed(html);
    }
    let mut written = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find(OPENING) {
        let (before, frame) = rest.split_at(start);
        written.push_str(before);
        let end = frame
            .find(CLOSING)
            .map_or(frame.len(), |end| end + CLOSING.len());
        let (frame, after) = frame.split_at(end);
        let in_link = written.rfind("<a ") > written.rfind("</a>");
        written.push_str(&link(frame, in_link));
        rest = after;
    }
    written.push_str(rest);
    Cow::Owned(written)
}

fn link(frame: &str, in_link: bool) -> String {
    let value = |name: &str| {
        let start = frame.find(name)? + name.len();
        let end = frame[start..].find('"')? + start;
        let value = quick_xml::escape::unescape_with(&frame[start..end], |entity| match entity {
            "nbsp" => Some(" "),
            other => quick_xml::escape::resolve_predefined_entity(other),
        });
        value.ok().map(Cow::into_owned)
    };
    let Some(src) = value(OPENING).and_then(|src| Url::parse(&src).ok()) else {
        return String::new();
    };
    let host = src.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let words = match value(" title=\"") {
        Some(title) if !title.is_empty() => format!("{title} ({host})"),
        _ => host.to_owned(),
    };
    let words = text::escape_html(&words);
    if in_link {
        return words;
    }
    format!(
        "<a href=\"{}\" rel=\"nofollow noopener\">{words}</a>",
        text::escape_html(watched(&src).as_str())
    )
}

/// Where people watch what a frame of the two large hosts plays; other frames open as they are.
fn watched(src: &Url) -> Url {
    let piece = |first: &str| {
        let mut pieces = src.path_segments()?;
        let found = pieces.next() == Some(first);
        pieces
            .next()
            .filter(|id| found && !id.is_empty() && *id != "videoseries")
    };
    let address = match src.host_str() {
        Some("www.youtube.com" | "www.youtube-nocookie.com") => {
            piece("embed").map(|id| format!("https://www.youtube.com/watch?v={id}"))
        }
        Some("player.vimeo.com") => piece("video").map(|id| format!("https://vimeo.com/{id}")),
        _ => None,
    };
    address
        .and_then(|address| Url::parse(&address).ok())
        .unwrap_or_else(|| src.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_hosts_may_be_framed() {
        let hosts = ["www.youtube.com", "player.vimeo.com"].map(str::to_owned);
        let admit = |src| admit(Some(src), None, &hosts).map(String::from);
        for (src, url) in [
            (
                "//www.youtube.com/embed/x",
                "https://www.youtube.com/embed/x",
            ),
            (
                "http://player.vimeo.com/video/1",
                "https://player.vimeo.com/video/1",
            ),
            (
                "HTTPS://WWW.YouTube.com/embed/x",
                "https://www.youtube.com/embed/x",
            ),
        ] {
            assert_eq!(admit(src).as_deref(), Ok(url));
        }
        for src in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "/embed/x",
            "https://www.youtube.com.evil.example/embed/x",
            "https://www.youtube.com@evil.example/",
            "https://www.youtube.com:8443/",
            "https://evil.example\\@www.youtube.com/",
            "https://youtube.com/",
            "ftp://www.youtube.com/",
        ] {
            assert!(admit(src).is_err(), "{src}");
        }
    }
}
