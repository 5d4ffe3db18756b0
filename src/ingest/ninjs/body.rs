//! The body of a ninjs document: the best of several, without what an article says elsewhere.

use super::item::{Item, Kind, Phrase};
use crate::article::body::plain_text;
use crate::article::text;
use crate::article::{Complaint, Draft};

/// Chooses the body and puts it into the draft; gives the phrase that was taken.
/// `photos` are the addresses of all renditions of the photos that came beside it.
pub(super) fn read<'a>(
    item: &Item<'a>,
    photos: &[String],
    draft: &mut Draft,
) -> Option<Phrase<'a>> {
    let bodies = item.phrases(Kind::Body);
    if bodies.is_empty() {
        return None;
    }
    let html: Vec<&Phrase<'_>> = bodies
        .iter()
        .filter(|body| form(body) == Form::Html)
        .collect();
    let shows_photo = |body: &Phrase<'_>| photos.iter().any(|photo| body.value.contains(photo));
    let chosen = html
        .iter()
        .find(|body| !shows_photo(body))
        .or(html.first())
        .copied()
        .or_else(|| bodies.iter().find(|body| form(body) == Form::Text));
    let Some(chosen) = chosen else {
        let fault = "is in a form that is not read: send a body of HTML (text/html) or of plain text (text/plain)";
        let place = &bodies[0].place;
        let stands_without = draft.status.as_deref() == Some("killed")
            || !item.phrases(Kind::Description).is_empty();
        if stands_without {
            draft.doubts.push(format!("The body at {place} {fault}."));
        } else {
            draft.complaints.push(Complaint::new(place.clone(), fault));
        }
        return None;
    };
    if form(chosen) == Form::Text {
        draft.body_text = Some(chosen.value.to_owned());
        draft
            .places
            .push(("/body_text".to_owned(), chosen.place.clone()));
    } else {
        if chosen.content_type.is_none() && !chosen.role.contains("html") {
            draft.doubts.push(format!(
                "The body at {} does not say what it is; it holds markup and was read as HTML.",
                chosen.place
            ));
        }
        let headline = draft.headline.clone().unwrap_or_default();
        let mut body = without_title(chosen.value, &headline);
        if shows_photo(chosen) {
            body = without_figures(&body, photos);
            draft.doubts.push(
                "The body shows a photo that also came beside it; its figure was taken out of the body."
                    .to_owned(),
            );
        }
        draft.body_html = Some(body);
        draft
            .places
            .push(("/body_html".to_owned(), chosen.place.clone()));
    }
    Some(chosen.clone())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Text,
    Other,
}

/// What a body is: as its media type says, else its role, else its markup.
fn form(body: &Phrase<'_>) -> Form {
    if body.is_html() {
        return Form::Html;
    }
    match body.content_type.as_deref() {
        Some("text/plain") => Form::Text,
        Some(_) => Form::Other,
        None if body.role.contains("text") || body.role.contains("plain") => Form::Text,
        None if body.role.contains("xml") || body.role.contains("nitf") => Form::Other,
        None if body.value.contains("</p>") || body.value.contains("</div>") => Form::Html,
        None => Form::Text,
    }
}

/// Takes out a first heading that says the headline again.
fn without_title(html: &str, headline: &str) -> String {
    let cut = || {
        let start = html.find("<h1")?;
        let open = start + html[start..].find('>')? + 1;
        let close = open + html[open..].find("</h1>")?;
        let head_end = html.find("</head>").filter(|end| *end < start).unwrap_or(0);
        let before = plain_text(&html[head_end..start]);
        let same = text::fold(&plain_text(&html[open..close])) == text::fold(headline);
        (before.is_empty() && same && !headline.is_empty())
            .then(|| format!("{}{}", &html[..start], &html[close + "</h1>".len()..]))
    };
    cut().unwrap_or_else(|| html.to_owned())
}

/// Takes out the figures, and the pictures without one, that show one of these photos.
fn without_figures(html: &str, photos: &[String]) -> String {
    let kept = without_elements(html, "<figure", "</figure>", photos);
    without_elements(&kept, "<img", ">", photos)
}

fn without_elements(html: &str, open: &str, close: &str, photos: &[String]) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..]
            .find(close)
            .map(|end| start + end + close.len())
        else {
            break;
        };
        kept.push_str(&rest[..start]);
        let element = &rest[start..end];
        if !photos.iter().any(|photo| element.contains(photo)) {
            kept.push_str(element);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_article_says_elsewhere_leaves_the_body() {
        assert_eq!(
            without_title(
                "<html><head><title>T</title></head><body> <h1>A &amp; b</h1><p>x</p>",
                "A & B"
            ),
            "<html><head><title>T</title></head><body> <p>x</p>"
        );
        assert_eq!(
            without_title("<p>x</p><h1>A</h1>", "A"),
            "<p>x</p><h1>A</h1>"
        );
        let photos = ["https://i.example/a.jpg".to_owned()];
        assert_eq!(
            without_figures(
                "<p>1</p><figure><img src=\"https://i.example/a.jpg\"></figure><figure>b</figure><img src='https://i.example/a.jpg'/>2",
                &photos
            ),
            "<p>1</p><figure>b</figure>2"
        );
    }
}
