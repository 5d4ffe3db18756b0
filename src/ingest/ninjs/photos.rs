//! Associations and renditions: pictures become photos, recordings become media.

use super::item::{Item, Kind, Phrase, essence};
use crate::article::Draft;
use crate::article::byline::AuthorKind;
use crate::article::draft::{DraftMedium, DraftPhoto};
use crate::article::photo::{CreditRole, PhotoCredit};

/// The most objects of associations that are looked at.
const MOST: usize = 256;
/// The most addresses that the body is searched for.
const MOST_ADDRESSES: usize = 64;
/// Above this a rendition is for the press, not for the web, and a smaller one is taken where there is one.
const LARGEST_BYTES: f64 = 10_485_760.0;
const WIDEST: f64 = 4_096.0;

/// Puts the photos and recordings of an item into the draft, its own and those of its associations.
/// Gives the addresses of all renditions of the photos.
pub(super) fn read(item: &Item<'_>, draft: &mut Draft) -> Vec<String> {
    let mut reader = Reader {
        article_embargo: item.owned("embargoedUntil"),
        draft,
        addresses: Vec::new(),
        n_seen: 0,
    };
    match item.text("type") {
        Some("picture" | "graphic") => reader.picture(item, ""),
        Some("audio" | "video") => reader.recording(item),
        _ => {}
    }
    reader.associations(item);
    reader.addresses
}

struct Reader<'d> {
    article_embargo: Option<String>,
    draft: &'d mut Draft,
    addresses: Vec<String>,
    n_seen: usize,
}

impl Reader<'_> {
    fn associations(&mut self, item: &Item<'_>) {
        for (name, association) in item.named("associations") {
            self.n_seen += 1;
            if self.n_seen > MOST + 1 {
                return;
            }
            if self.n_seen > MOST {
                self.draft.doubts.push(format!(
                    "There are more than {MOST} associations; those after them were left aside."
                ));
                return;
            }
            if let Some(why) = self.withheld(&association) {
                self.draft
                    .doubts
                    .push(format!("{} was left aside: {why}.", association.place));
                continue;
            }
            match association.text("type") {
                Some("audio" | "video") => self.recording(&association),
                Some("picture" | "graphic") => self.picture(&association, &name),
                None if !pictures(&association).is_empty() => self.picture(&association, &name),
                // A text of its own is another article; a package of pictures is looked into.
                Some("text" | "event" | "planning") => {}
                _ => self.associations(&association),
            }
        }
    }

    /// Why an association may not be shown.
    fn withheld(&self, association: &Item<'_>) -> Option<String> {
        if let Some(status @ ("withheld" | "canceled")) = association.text("pubStatus") {
            return Some(format!("it is {status}"));
        }
        let embargo = association.text("embargoedUntil")?;
        let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        let lifted = self.article_embargo.as_deref().and_then(moment);
        let held = match moment(embargo) {
            Some(embargo) => lifted.is_none_or(|lifted| lifted < embargo),
            None => true,
        };
        held.then(|| format!("it is embargoed until {embargo}, longer than the article"))
    }

    fn picture(&mut self, item: &Item<'_>, name: &str) {
        let pictures = pictures(item);
        let room = MOST_ADDRESSES - self.addresses.len();
        let addresses = pictures.iter().filter_map(|picture| picture.owned("href"));
        self.addresses.extend(addresses.take(room));
        let Some(best) = best(&pictures) else {
            self.draft.doubts.push(format!(
                "The picture{} has no rendition with a public address; it was left aside.",
                if item.place.is_empty() {
                    String::new()
                } else {
                    format!(" {}", item.place)
                }
            ));
            return;
        };
        let n = self.draft.photos.len();
        let photo = self.photo(item, best, name);
        let place = format!("/photos/{n}");
        self.draft.places.push((place.clone(), item.place.clone()));
        self.draft
            .places
            .push((format!("{place}/url"), best.pointer("href")));
        self.draft.photos.push(photo);
    }

    fn photo(&self, item: &Item<'_>, best: &Item<'_>, name: &str) -> DraftPhoto {
        let descriptions = item.phrases(Kind::Description);
        let with_role = |roles: &[&str]| {
            descriptions
                .iter()
                .find(|phrase| roles.contains(&phrase.role.as_str()))
                .and_then(Phrase::plain)
        };
        let alt = with_role(&["alt", "alttext", "alt_text", "altText"]);
        let line = with_role(&["creditline", "credit_line", "credit"]);
        let caption = with_role(&["caption"])
            .or_else(|| with_role(&["text", "main", ""]))
            .or_else(|| {
                let other = descriptions
                    .iter()
                    .find(|phrase| !is_beside_caption(&phrase.role));
                other.and_then(Phrase::plain)
            });
        let credits = credits(item);
        let by = item.owned("by");
        let (credit, photographer) = match (line, by) {
            (Some(line), by) => (Some(line), by.filter(|_| credits.is_empty())),
            (None, Some(by)) => (Some(with_source(item, by)), None),
            (None, None) => (source(item), None),
        };
        let lead = [
            "lead",
            "main",
            "mainpic",
            "mainpicture",
            "featuremedia",
            "featureimage",
        ];
        let is_lead = |word: &str| lead.contains(&word.to_lowercase().as_str());
        let leads = (is_lead(name) || item.text("rel").is_some_and(is_lead))
            && !self
                .draft
                .photos
                .iter()
                .any(|photo| photo.lead == Some(true));
        DraftPhoto {
            url: best.owned("href"),
            caption,
            credit,
            photographer,
            credits,
            alt,
            rights: rights(item),
            focus: focus(best),
            lead: leads.then_some(true),
            ..DraftPhoto::default()
        }
    }

    fn recording(&mut self, item: &Item<'_>) {
        let kind = item.text("type").unwrap_or_default().to_owned();
        let renditions: Vec<Item<'_>> = public(item)
            .into_iter()
            .filter(|rendition| media_type(rendition).is_some_and(|found| found.starts_with(&kind)))
            .collect();
        // What plays everywhere comes first, then what is largest.
        let plays = |rendition: &Item<'_>| {
            let found = media_type(rendition).unwrap_or_default();
            matches!(found.as_str(), "audio/mpeg" | "audio/mp4" | "video/mp4")
        };
        let best = renditions.iter().enumerate().max_by_key(|(n, rendition)| {
            (
                plays(rendition),
                rendition.whole("sizeInBytes").unwrap_or_default(),
                std::cmp::Reverse(*n),
            )
        });
        let Some((_, best)) = best else {
            self.draft.doubts.push(format!(
                "The {kind}{} has no rendition with a public address and a media type; it was left aside.",
                if item.place.is_empty() { String::new() } else { format!(" {}", item.place) }
            ));
            return;
        };
        let n = self.draft.media.len();
        self.draft
            .places
            .push((format!("/media/{n}"), best.place.clone()));
        let headline = item.phrases(Kind::Headline).first().and_then(Phrase::plain);
        self.draft.media.push(DraftMedium {
            url: best.owned("href"),
            media_type: media_type(best),
            size_bytes: best.whole("sizeInBytes"),
            duration_seconds: best.whole("duration"),
            title: headline.or_else(|| item.owned("title")),
        });
    }
}

/// Roles of descriptions that are no caption.
fn is_beside_caption(role: &str) -> bool {
    role.contains("credit") || role.starts_with("alt") || role.starts_with("syndicated")
}

/// The renditions at public addresses.
fn public<'a>(item: &Item<'a>) -> Vec<Item<'a>> {
    item.named("renditions")
        .into_iter()
        .map(|(_, rendition)| rendition)
        .filter(|rendition| {
            rendition
                .text("href")
                .is_some_and(|href| href.starts_with("http://") || href.starts_with("https://"))
        })
        .collect()
}

fn media_type(rendition: &Item<'_>) -> Option<String> {
    rendition.text("contentType").map(essence)
}

/// The renditions that are pictures, as far as they say.
fn pictures<'a>(item: &Item<'a>) -> Vec<Item<'a>> {
    let is_picture = |rendition: &Item<'_>| match media_type(rendition) {
        Some(found) => found.starts_with("image/") && found != "image/svg+xml",
        None => rendition.text("href").is_some_and(|href| {
            let path = href
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_lowercase();
            [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"]
                .iter()
                .any(|ending| path.ends_with(ending))
        }),
    };
    public(item).into_iter().filter(is_picture).collect()
}

/// The best rendition for the web: no watermark, not too large, then the most pixels, then the first.
fn best<'r, 'a>(pictures: &'r [Item<'a>]) -> Option<&'r Item<'a>> {
    let is_marked = |picture: &Item<'_>| {
        ["name", "title", "href"].iter().any(|key| {
            picture
                .text(key)
                .is_some_and(|text| text.to_lowercase().contains("watermark"))
        })
    };
    let fits = |picture: &Item<'_>| {
        picture
            .number("sizeInBytes")
            .is_none_or(|size| size <= LARGEST_BYTES)
            && picture.number("width").is_none_or(|width| width <= WIDEST)
    };
    let is_small = |picture: &Item<'_>| {
        let name = picture.text("name").unwrap_or_default().to_lowercase();
        let from_place = picture
            .place
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        ["thumb", "small", "preview"]
            .iter()
            .any(|small| name.contains(small) || from_place.contains(small))
    };
    pictures
        .iter()
        .enumerate()
        .max_by_key(|(n, picture)| {
            let pixels = picture
                .whole("width")
                .zip(picture.whole("height"))
                .map_or(0, |(width, height)| width.saturating_mul(height));
            // Of those that are too large, the smallest.
            let size = if fits(picture) {
                pixels
            } else {
                u64::MAX - pixels
            };
            (
                !is_marked(picture),
                fits(picture),
                size,
                !is_small(picture),
                std::cmp::Reverse(*n),
            )
        })
        .map(|(_, picture)| picture)
}

/// The point that must stay in view: ninjs says it in pixels.
fn focus(rendition: &Item<'_>) -> Option<(f64, f64)> {
    let poi = rendition.get("poi")?;
    let share = |axis: &str, of: &str| {
        let length = rendition.number(of).filter(|length| *length > 0.0)?;
        let at = poi.get(axis)?.as_f64()? / length;
        (0.0..=1.0).contains(&at).then_some(at)
    };
    Some((share("x", "width")?, share("y", "height")?))
}

/// `Jane Doe` and the source `AP` are credited as `Jane Doe/AP`.
fn with_source(item: &Item<'_>, by: String) -> String {
    match source(item) {
        Some(source) if !by.to_lowercase().contains(&source.to_lowercase()) => {
            format!("{by}/{source}")
        }
        _ => by,
    }
}

fn source(item: &Item<'_>) -> Option<String> {
    item.list("infoSources")
        .first()
        .and_then(|source| source.owned("name"))
}

/// The notice, else who holds the copyright.
pub(super) fn rights(item: &Item<'_>) -> Option<String> {
    item.owned("copyrightNotice")
        .or_else(|| Some(format!("© {}", item.text("copyrightHolder")?)))
}

/// Whom the document names for what they did for the picture.
fn credits(item: &Item<'_>) -> Vec<PhotoCredit> {
    let mut credits: Vec<PhotoCredit> = Vec::new();
    for (role, rel) in [
        (CreditRole::Photographer, "photographer"),
        (CreditRole::Provider, "provider"),
        (CreditRole::Distributor, "distributor"),
    ] {
        for (kind, list) in [
            (AuthorKind::Person, "people"),
            (AuthorKind::Organisation, "organisations"),
        ] {
            let named = item.list(list).into_iter().filter_map(|party| {
                let name = party.owned("name")?;
                (party.text("rel") == Some(rel)).then_some(PhotoCredit { name, kind, role })
            });
            credits.extend(named);
        }
    }
    credits
}
