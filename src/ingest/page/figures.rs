//! Figures of the text become photos, with caption and credit apart; what was taken leaves the text.

use ego_tree::NodeId;
use scraper::{ElementRef, Html};
use url::Url;

use super::tree;
use crate::article::draft::DraftPhoto;
use crate::article::text;

/// The most photos of one page.
const MOST: usize = 32;
/// Where a caption keeps its credit.
const CREDIT: &str = "[itemprop~=creditText], [itemprop~=copyrightHolder], [class*=credit i], [class*=copyright i], \
    [class*=photographer i], [class*=photo-by i], [class*=source i], figcaption small, figcaption cite";

/// Takes the figures in these elements that show one picture each. A photo that is known already gains what the figure
/// says of it. Gives the figures that were taken.
pub(super) fn take(
    page: &Html,
    roots: &[NodeId],
    base: Option<&Url>,
    photos: &mut Vec<DraftPhoto>,
) -> Vec<NodeId> {
    let mut taken = Vec::new();
    let mut n_photos = photos.len();
    for figure in tree::all(page, "figure") {
        let inside = figure.ancestors().any(|above| roots.contains(&above.id()));
        if !inside {
            continue;
        }
        let Some(photo) = read(figure, base) else {
            continue;
        };
        let key = photo.url.as_deref().map(same_picture);
        let known = photos
            .iter_mut()
            .find(|known| known.url.as_deref().map(same_picture) == key);
        match known {
            Some(known) => {
                known.caption = known.caption.take().or(photo.caption);
                known.alt = known.alt.take().or(photo.alt);
                if known.photographer.is_none() {
                    known.credit = known.credit.take().or(photo.credit);
                }
            }
            None if n_photos < MOST => {
                n_photos += 1;
                photos.push(photo);
            }
            None => continue,
        }
        taken.push(figure.id());
    }
    taken
}

/// A figure as a photo; `None` where it shows none, several, or something else.
fn read(figure: ElementRef<'_>, base: Option<&Url>) -> Option<DraftPhoto> {
    if tree::within(
        figure,
        "iframe, video, audio, table, pre, blockquote, figure",
    )
    .is_some()
    {
        return None;
    }
    let mut addresses = scraper::Selector::parse("img")
        .ok()
        .map(|images| {
            figure
                .select(&images)
                .filter_map(|image| Some((address(image, base)?, image)))
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    addresses.dedup_by(|a, b| a.0 == b.0);
    let [(url, image)] = addresses.as_slice() else {
        return None;
    };
    let credit_element = tree::within(figure, CREDIT);
    let credit = credit_element
        .map(|element| tree::words(*element))
        .filter(|words| !words.is_empty());
    let caption = tree::within(figure, "figcaption, [itemprop~=caption]").map(|caption| {
        let words = tree::words(*caption);
        match &credit {
            Some(credit) => without(&words, credit),
            None => words,
        }
    });
    let alt = image.attr("alt").map(text::line);
    Some(DraftPhoto {
        url: Some(url.to_string()),
        caption: caption.filter(|caption| !caption.is_empty()),
        credit,
        alt: alt.filter(|alt| !alt.is_empty()),
        ..DraftPhoto::default()
    })
}

/// A caption without the credit that stands in it.
fn without(words: &str, credit: &str) -> String {
    let Some(at) = words.rfind(credit) else {
        return words.to_owned();
    };
    text::line(&format!("{} {}", &words[..at], &words[at + credit.len()..]))
}

/// Where a picture is: the largest it offers, or where scripts would put it once it is in sight.
pub(super) fn address(image: ElementRef<'_>, base: Option<&Url>) -> Option<Url> {
    let real = |name: &str| {
        image
            .attr(name)
            .filter(|src| !src.trim().is_empty() && !src.trim_start().starts_with("data:"))
            .and_then(|src| tree::whole(src, base))
    };
    ["data-src", "data-lazy-src", "data-original", "src"]
        .iter()
        .find_map(|name| real(name))
        .or_else(|| {
            let srcset = image.attr("srcset").or_else(|| image.attr("data-srcset"))?;
            let first = srcset.split_ascii_whitespace().next()?;
            tree::whole(first.trim_end_matches(','), base)
        })
}

/// What two addresses of one picture in two sizes share: no query, and no size at the end of the name.
fn same_picture(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let Some((stem, ending)) = bare.rsplit_once('.') else {
        return bare.to_owned();
    };
    let sized = stem.rsplit_once('-').filter(|(_, size)| {
        size.split_once('x').is_some_and(|(width, height)| {
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits(width) && digits(height)
        })
    });
    format!("{}.{ending}", sized.map_or(stem, |(stem, _)| stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_picture_in_two_sizes_is_one() {
        let a = same_picture("https://i.example/a/quay-1024x768.jpg?w=3");
        assert_eq!(a, same_picture("http://i.example/a/quay.jpg"));
        assert_ne!(a, same_picture("https://i.example/a/quay-2.jpg"));
    }
}
