//! Reads what a photo says about itself: headline, caption, creators, credit, rights, alt text.
//!
//! XMP, IIM and EXIF are read by bounded readers of our own and put together by the rule of the
//! Metadata Working Group: XMP before IIM before EXIF, but IIM first where its digest shows that
//! it was written last by a program that knows no XMP.

use super::probe;

mod exif;
mod iim;
mod md5;
mod merge;
mod text;
mod xmp;

/// A text in one or more languages (XMP "language alternative").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alternatives(Vec<(String, String)>);

impl Alternatives {
    /// The text in this language, else in its main language, else the default, else the first.
    #[must_use]
    pub fn text(&self, language: &str) -> Option<&str> {
        let main = |tag: &str| {
            tag.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let find = |fits: &dyn Fn(&str) -> bool| self.0.iter().find(|(tag, _)| fits(tag));
        find(&|tag| tag.eq_ignore_ascii_case(language))
            .or_else(|| find(&|tag| main(tag) == main(language)))
            .or_else(|| find(&|tag| tag == "x-default"))
            .or_else(|| self.0.first())
            .map(|(_, text)| text.as_str())
    }

    /// A text in no certain language.
    fn only(text: Option<String>) -> Self {
        Self(
            text.into_iter()
                .map(|text| ("x-default".to_owned(), text))
                .collect(),
        )
    }

    /// Every language tag (`x-default` is one) with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A place, from wide to narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Part of the world.
    pub world_region: Option<String>,
    /// Country, as printed.
    pub country: Option<String>,
    /// Country, as an ISO 3166 code.
    pub country_code: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// City.
    pub city: Option<String>,
    /// A place in the city.
    pub sublocation: Option<String>,
    /// The place's own name.
    pub name: Option<String>,
}

/// Who grants a licence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Licensor {
    /// Name.
    pub name: Option<String>,
    /// Where a licence is had.
    pub url: Option<String>,
    /// Identifier.
    pub id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

/// What a photo says about itself (IPTC Photo Metadata Standard 2025.1). Texts are as written:
/// neither trusted nor escaped, only freed of control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// A short name of the picture.
    pub title: Alternatives,
    /// What a reader sees above it.
    pub headline: Option<String>,
    /// The caption.
    pub caption: Alternatives,
    /// Who wrote the caption.
    pub caption_writer: Option<String>,
    /// Who made the picture, in order.
    pub creators: Vec<String>,
    /// The first creator's job.
    pub job_title: Option<String>,
    /// The credit line.
    pub credit: Option<String>,
    /// Who supplied it.
    pub source: Option<String>,
    /// The copyright notice.
    pub copyright: Alternatives,
    /// Who owns the copyright.
    pub copyright_owners: Vec<String>,
    /// What a licence allows.
    pub usage_terms: Alternatives,
    /// A page about the rights.
    pub web_statement: Option<String>,
    /// Who grants a licence.
    pub licensors: Vec<Licensor>,
    /// Notes for the desk. Not for publication.
    pub instructions: Option<String>,
    /// The job's number at its agency.
    pub job_id: Option<String>,
    /// When the picture was made, in ISO 8601 as far as it is known: `2026`, `2026-11-22`,
    /// `2026-11-22T18:05:00+02:00`. Never a date of publication.
    pub date: Option<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// IPTC subject codes of eight digits.
    pub subject_codes: Vec<String>,
    /// IPTC scene codes.
    pub scenes: Vec<String>,
    /// The kind of journalism.
    pub genre: Option<String>,
    /// City.
    pub city: Option<String>,
    /// A place in the city.
    pub sublocation: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country, as printed.
    pub country: Option<String>,
    /// Country, as an ISO 3166 code.
    pub country_code: Option<String>,
    /// Where the camera stood.
    pub locations_created: Vec<Place>,
    /// Where what is seen is.
    pub locations_shown: Vec<Place>,
    /// Persons seen.
    pub persons: Vec<String>,
    /// Organisations seen.
    pub organisations: Vec<String>,
    /// The event.
    pub event: Alternatives,
    /// For those who cannot see it, in short.
    pub alt: Alternatives,
    /// For those who cannot see it, at length.
    pub extended_description: Alternatives,
    /// How it came to be (IPTC digital source type URI), such as by algorithm.
    pub digital_source_type: Option<String>,
    /// Whether machines may be trained with it (PLUS data mining URI).
    pub data_mining: Option<String>,
    /// The generative system that made it.
    pub ai_system: Option<String>,
    /// Whether the persons seen agreed (PLUS URI).
    pub model_release: Option<String>,
    /// Whether the owners of what is seen agreed (PLUS URI).
    pub property_release: Option<String>,
    /// The largest width that can be had.
    pub max_width: Option<u32>,
    /// The largest height that can be had.
    pub max_height: Option<u32>,
}

/// Reads the metadata of a photo. What cannot be read is absent: bad metadata never costs a photo.
#[must_use]
pub fn metadata(bytes: &[u8]) -> Metadata {
    let Ok(walk) = probe::walk_any(bytes) else {
        return Metadata::default();
    };
    let xmp = xmp::read(&walk).unwrap_or_default();
    let exif = walk.exif.map(exif::read).unwrap_or_default();
    let resources = iim::Resources::read(&walk.resources);
    let iim = resources.iim().map(iim::read).unwrap_or_default();
    let is_iim_newer = resources.is_iim_newer();
    merge::merge(xmp, iim, exif, is_iim_newer)
}

#[cfg(test)]
mod tests;
