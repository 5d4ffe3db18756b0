//! Reads XMP packets (ISO 16684-1): RDF in its several spellings, and extended packets of JPEG.

use std::borrow::Cow;

use roxmltree::{Document, Node as Element, ParsingOptions};

use super::md5::md5;
use super::text::{clean, guess, xmp_date};
use super::{Alternatives, Licensor, Metadata, Place};
use crate::media::cursor::size;
use crate::media::probe::Walk;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
const CORE: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
const EXT: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";
const NOTE: &str = "http://ns.adobe.com/xmp/note/";
const EXIF: &str = "http://ns.adobe.com/exif/1.0/";

/// The largest packet that is read, in bytes.
const PACKET_BYTES: usize = 4 << 20;
/// The most XML nodes in a packet.
const NODES: u32 = 100_000;
/// The most attributes of one tag, and namespace declarations of a packet: the parser's time grows
/// with the square of either.
const ATTRIBUTES: usize = 512;
/// How deep values may be nested.
const DEPTH: u32 = 16;
/// The most items of a list.
const ITEMS: usize = 1000;

/// Reads the packet, and the extended one that belongs to it.
pub(super) fn read(walk: &Walk<'_>) -> Option<Metadata> {
    let mut value = packet(walk.xmp.as_deref()?)?;
    let guid = value.field(NOTE, "HasExtendedXMP").and_then(Value::text);
    if let Some(more) = guid
        .and_then(|guid| extended(walk, &guid))
        .and_then(|more| packet(&more))
    {
        value.fields.extend(more.fields);
    }
    Some(fields(&value))
}

/// Puts the parts of an extended packet together; its MD5 is its name.
fn extended(walk: &Walk<'_>, guid: &str) -> Option<Vec<u8>> {
    let is_ours = |name: &[u8]| name.eq_ignore_ascii_case(guid.as_bytes());
    let mut parts: Vec<_> = walk
        .xmp_more
        .iter()
        .filter(|part| is_ours(part.guid))
        .collect();
    parts.sort_by_key(|part| part.offset);
    let full = size(parts.first()?.full);
    let mut whole = Vec::new();
    for part in parts {
        if size(part.offset) == whole.len() && whole.len() + part.bytes.len() <= PACKET_BYTES {
            whole.extend_from_slice(part.bytes);
        }
    }
    let digest: String = md5(&whole)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    (whole.len() == full && is_ours(digest.as_bytes())).then_some(whole)
}

/// A value: a text, a list, or fields; with the language of its text.
#[derive(Default)]
struct Value {
    language: Option<String>,
    text: String,
    items: Vec<Self>,
    fields: Vec<(&'static str, String, Self)>,
}

/// Parses a packet into the properties of all its descriptions.
fn packet(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > PACKET_BYTES {
        return None;
    }
    let text = decoded(bytes);
    // Padding and stray zeros around the packet; control characters XML may not carry.
    let text: String = text
        .trim_matches(['\0', '\u{FEFF}', ' ', '\n', '\r', '\t'])
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect();
    if !is_modest(&text) {
        return None;
    }
    let options = ParsingOptions {
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&text, options).ok()?;
    let rdf = document
        .descendants()
        .find(|node| node.has_tag_name((RDF, "RDF")))?;
    let mut value = Value::default();
    for description in rdf
        .children()
        .filter(|node| node.has_tag_name((RDF, "Description")))
    {
        value.describe(description, 0);
    }
    Some(value)
}

/// Whether no tag has too many attributes, and the packet not too many namespace declarations.
fn is_modest(packet: &str) -> bool {
    let mut rest = packet;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((start, end)) = skipped
            .into_iter()
            .find(|(start, _)| rest.starts_with(start))
        {
            let Some(at) = rest[start.len()..].find(end) else {
                return true;
            };
            rest = &rest[start.len() + at + end.len()..];
            continue;
        }
        let mut quote = None;
        let mut n_attributes = 0;
        let end = rest.bytes().position(|byte| {
            match (quote, byte) {
                (None, b'\'' | b'"') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                (None, b'=') => n_attributes += 1,
                _ => {}
            }
            byte == b'>' && quote.is_none()
        });
        if n_attributes > ATTRIBUTES {
            return false;
        }
        let Some(end) = end else { return true };
        rest = &rest[end + 1..];
    }
    packet.matches("xmlns").take(ATTRIBUTES + 1).count() <= ATTRIBUTES
}

/// UTF-8 as a rule; UTF-16 where the zeros show it.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFE, 0xFF, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE.decode(bytes).0,
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE.decode(bytes).0,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => guess(bytes).into(),
        },
    }
}

/// The namespaces that are read; all others are passed over.
fn known(namespace: &str) -> Option<&'static str> {
    [RDF, DC, PHOTOSHOP, RIGHTS, CORE, EXT, PLUS, NOTE, EXIF]
        .into_iter()
        .find(|it| *it == namespace)
}

impl Value {
    /// A property element, a list item, or an attribute's text.
    fn of(element: Element<'_, '_>, depth: u32) -> Self {
        let mut value = Self {
            language: element.attribute((XML, "lang")).map(str::to_owned),
            ..Self::default()
        };
        if depth >= DEPTH {
            return value;
        }
        if element.attribute((RDF, "parseType")) == Some("Resource") {
            value.describe(element, depth + 1);
        } else if let Some(child) = element.children().find(Element::is_element) {
            if child.tag_name().namespace() == Some(RDF)
                && matches!(child.tag_name().name(), "Bag" | "Seq" | "Alt")
            {
                let items = child
                    .children()
                    .filter(|item| item.has_tag_name((RDF, "li")))
                    .take(ITEMS);
                value.items = items.map(|item| Self::of(item, depth + 1)).collect();
            } else if child.has_tag_name((RDF, "Description")) {
                value.describe(child, depth + 1);
            }
        } else if let Some(resource) = element.attribute((RDF, "resource")) {
            resource.clone_into(&mut value.text);
        } else {
            let texts = element.children().filter(Element::is_text);
            value.text = texts.filter_map(|node| node.text()).collect();
            value.attributes(element);
        }
        // A value with qualifiers stands in rdf:value (ISO 16684-1, 7.8).
        if let Some(at) = value
            .fields
            .iter()
            .position(|(ns, name, _)| *ns == RDF && name == "value")
        {
            value.text = value.fields.swap_remove(at).2.text;
        }
        value
    }

    /// The fields of a description: attributes and elements.
    fn describe(&mut self, element: Element<'_, '_>, depth: u32) {
        self.attributes(element);
        for child in element.children().filter(Element::is_element) {
            if let Some(namespace) = child.tag_name().namespace().and_then(known) {
                let name = child.tag_name().name().to_owned();
                self.fields
                    .push((namespace, name, Self::of(child, depth + 1)));
            }
        }
    }

    fn attributes(&mut self, element: Element<'_, '_>) {
        for attribute in element.attributes() {
            if let Some(namespace) = attribute
                .namespace()
                .and_then(known)
                .filter(|it| *it != RDF)
            {
                let value = Self {
                    text: attribute.value().to_owned(),
                    ..Self::default()
                };
                self.fields
                    .push((namespace, attribute.name().to_owned(), value));
            }
        }
    }

    fn field(&self, namespace: &str, name: &str) -> Option<&Self> {
        let mut fields = self.fields.iter();
        fields
            .find(|field| field.0 == namespace && field.1 == name)
            .map(|field| &field.2)
    }

    /// The text, or the first of a list.
    fn text(&self) -> Option<String> {
        clean(&self.text).or_else(|| self.items.iter().find_map(|item| clean(&item.text)))
    }

    /// The texts of a list; a bare text is a list of one.
    fn list(&self) -> Vec<String> {
        let items = self.items.iter().filter_map(|item| item.text());
        clean(&self.text).into_iter().chain(items).collect()
    }

    fn alternatives(&self) -> Alternatives {
        let tagged = |value: &Self| {
            let tag = value.language.as_deref().unwrap_or("x-default").to_owned();
            clean(&value.text).map(|text| (tag, text))
        };
        Alternatives(
            tagged(self)
                .into_iter()
                .chain(self.items.iter().filter_map(tagged))
                .collect(),
        )
    }
}

/// Picks the fields of a photo.
fn fields(xmp: &Value) -> Metadata {
    let text = |ns, name| xmp.field(ns, name).and_then(Value::text);
    let list = |ns, name| xmp.field(ns, name).map(Value::list).unwrap_or_default();
    let alternatives = |ns, name| {
        xmp.field(ns, name)
            .map(Value::alternatives)
            .unwrap_or_default()
    };
    let number = |name| text(EXT, name).and_then(|number| number.parse().ok());
    let structures = |ns, name| {
        xmp.field(ns, name)
            .map(|list| list.items.as_slice())
            .unwrap_or_default()
    };
    let date = |ns, name| text(ns, name).and_then(|date| xmp_date(&date));
    Metadata {
        title: alternatives(DC, "title"),
        headline: text(PHOTOSHOP, "Headline"),
        caption: alternatives(DC, "description"),
        caption_writer: text(PHOTOSHOP, "CaptionWriter"),
        creators: list(DC, "creator"),
        job_title: text(PHOTOSHOP, "AuthorsPosition"),
        credit: text(PHOTOSHOP, "Credit"),
        source: text(PHOTOSHOP, "Source"),
        copyright: alternatives(DC, "rights"),
        copyright_owners: names(structures(PLUS, "CopyrightOwner"), "CopyrightOwnerName"),
        usage_terms: alternatives(RIGHTS, "UsageTerms"),
        web_statement: text(RIGHTS, "WebStatement"),
        licensors: structures(PLUS, "Licensor").iter().map(licensor).collect(),
        instructions: text(PHOTOSHOP, "Instructions"),
        job_id: text(PHOTOSHOP, "TransmissionReference"),
        date: date(PHOTOSHOP, "DateCreated").or_else(|| date(EXIF, "DateTimeOriginal")),
        keywords: list(DC, "subject"),
        subject_codes: list(CORE, "SubjectCode"),
        scenes: list(CORE, "Scene"),
        genre: text(CORE, "IntellectualGenre"),
        city: text(PHOTOSHOP, "City"),
        sublocation: text(CORE, "Location"),
        state: text(PHOTOSHOP, "State"),
        country: text(PHOTOSHOP, "Country"),
        country_code: text(CORE, "CountryCode"),
        locations_created: structures(EXT, "LocationCreated")
            .iter()
            .map(place)
            .collect(),
        locations_shown: structures(EXT, "LocationShown").iter().map(place).collect(),
        persons: list(EXT, "PersonInImage"),
        organisations: list(EXT, "OrganisationInImageName"),
        event: alternatives(EXT, "Event"),
        alt: alternatives(CORE, "AltTextAccessibility"),
        extended_description: alternatives(CORE, "ExtDescrAccessibility"),
        digital_source_type: text(EXT, "DigitalSourceType"),
        data_mining: text(PLUS, "DataMining"),
        ai_system: text(EXT, "AISystemUsed"),
        model_release: text(PLUS, "ModelReleaseStatus"),
        property_release: text(PLUS, "PropertyReleaseStatus"),
        max_width: number("MaxAvailWidth"),
        max_height: number("MaxAvailHeight"),
    }
}

fn names(structures: &[Value], name: &str) -> Vec<String> {
    structures
        .iter()
        .filter_map(|it| it.field(PLUS, name)?.text())
        .collect()
}

fn licensor(value: &Value) -> Licensor {
    let text = |name| value.field(PLUS, name).and_then(Value::text);
    Licensor {
        name: text("LicensorName"),
        url: text("LicensorURL"),
        id: text("LicensorID"),
        email: text("LicensorEmail"),
    }
}

fn place(value: &Value) -> Place {
    let text = |name| value.field(EXT, name).and_then(Value::text);
    Place {
        world_region: text("WorldRegion"),
        country: text("CountryName"),
        country_code: text("CountryCode"),
        state: text("ProvinceState"),
        city: text("City"),
        sublocation: text("Sublocation"),
        name: text("LocationName"),
    }
}
