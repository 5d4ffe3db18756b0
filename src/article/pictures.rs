//! Takes pictures out of sanitised HTML: those whose rights have ended, with the figure that holds them.

use super::text;

/// The HTML without the pictures of these addresses; an address that begins with a slash is the end of one. A figure
/// with such a picture goes whole, since its caption speaks of what is not there. One pass over the text.
pub(super) fn without(html: &str, addresses: &[String]) -> String {
    let addresses: Vec<String> = addresses.iter().map(|a| text::escape_html(a)).collect();
    let mut out = String::with_capacity(html.len());
    // Where in `out` each open figure begins, and whether it goes.
    let mut figures: Vec<(usize, bool)> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let tag = tag(&rest[start..]);
        rest = &rest[start + tag.len()..];
        match name(tag) {
            "figure" => figures.push((out.len(), false)),
            "img" if is_one_of(tag, &addresses) => {
                if let Some(figure) = figures.last_mut() {
                    figure.1 = true;
                }
                continue;
            }
            "/figure" => {
                if let Some((begin, true)) = figures.pop() {
                    out.truncate(begin);
                    continue;
                }
            }
            _ => {}
        }
        out.push_str(tag);
    }
    out.push_str(rest);
    out
}

/// The tag that the text begins with; a bracket inside quotation marks does not end it.
fn tag(text: &str) -> &str {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return &text[..=at],
            _ => {}
        }
    }
    text
}

/// The name of a tag, with the slash of a closing one.
fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<').trim_end_matches('>');
    inside.split(' ').next().unwrap_or_default()
}

fn is_one_of(tag: &str, addresses: &[String]) -> bool {
    let source = tag.split(" src=\"").nth(1).unwrap_or_default();
    let source = source.split('"').next().unwrap_or_default();
    addresses.iter().any(|address| {
        source == address || (address.starts_with('/') && source.ends_with(address.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::body::Body;

    fn cut(html: &str) -> String {
        let addresses = ["/photos/a.jpg", "https://x.example/b.jpg?w=1&h=2"];
        without(html, &addresses.map(str::to_owned))
    }

    #[test]
    fn a_figure_goes_with_its_picture() {
        let figure = |src: &str| {
            format!("<figure><img alt=\"a > b\" src=\"{src}\"><figcaption>C</figcaption></figure>")
        };
        let gone = figure("https://n.example/photos/a.jpg");
        let kept = figure("https://n.example/photos/c.jpg");
        assert_eq!(
            cut(&format!("<p>1</p>{gone}<p>2</p>{kept}")),
            format!("<p>1</p><p>2</p>{kept}")
        );
        let inner = "<p>x <img src=\"https://x.example/b.jpg?w=1&amp;h=2\"> y</p>";
        assert_eq!(cut(inner), "<p>x  y</p>");
        let nested = format!("<figure>{gone}{kept}</figure>");
        assert_eq!(cut(&nested), format!("<figure>{kept}</figure>"));
    }

    proptest! {
        /// What is left is a body still, and only ever less.
        #[test]
        fn what_is_left_is_a_body(
            pieces in proptest::collection::vec(prop_oneof![
                Just("<figure>"), Just("</figure>"), Just("<img src=\"/photos/a.jpg\">"), Just("<p>"), Just("</p>"),
                Just("<img src=\"https://x.example/photos/a.jpg\" alt=\"a > &lt; b\">"), Just("é"), Just("<b>x"),
            ], 0..24),
        ) {
            if let Ok(body) = Body::from_html(&pieces.concat(), None) {
                let left = cut(body.as_html());
                prop_assert!(!left.contains("x.example/photos/a.jpg"));
                prop_assert!(left.len() <= body.as_html().len());
                let again = Body::from_html(&left, None).unwrap();
                prop_assert_eq!(text_of(again.as_html()), text_of(&left));
            }
        }
    }

    fn text_of(html: &str) -> String {
        html.split('<')
            .map(|part| part.split('>').next_back().unwrap_or_default().trim())
            .collect()
    }
}
