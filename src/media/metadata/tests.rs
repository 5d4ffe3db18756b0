//! What is read from photos that other programs wrote, and what exiftool reads from the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::{any, prop, proptest};
use serde_json::Value as Json;

use super::md5::md5;
use super::{Alternatives, Licensor, Metadata, metadata};

fn golden(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name),
    )
    .unwrap()
}

fn read(name: &str) -> Metadata {
    metadata(&golden(&format!("photo-metadata/{name}")))
}

/// A JPEG with segments put in after its start.
fn jpeg_with(segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let photo = golden("photos/baseline.jpg");
    let mut bytes = photo[..2].to_vec();
    for (marker, body) in segments {
        bytes.extend([0xFF, *marker]);
        bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend(body);
    }
    bytes.extend(&photo[2..]);
    bytes
}

fn jpeg_with_xmp(packet: &[u8]) -> Vec<u8> {
    jpeg_with(&[(0xE1, [b"http://ns.adobe.com/xap/1.0/\0", packet].concat())])
}

/// A packet with these properties in its one description.
fn packet(attributes: &str, properties: &str) -> String {
    format!(
        "<?xpacket begin='\u{FEFF}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
         <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='' \
         xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
         xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/' \
         xmlns:n='http://ns.adobe.com/xmp/note/' {attributes}>{properties}</r:Description></r:RDF></x:xmpmeta>\
         <?xpacket end='w'?>   \n"
    )
}

/// One image resource of the list in APP13.
fn resource(id: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = [&b"8BIM"[..], &id.to_be_bytes(), &[3], b"odd"].concat();
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

fn dataset(number: u8, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap().to_be_bytes();
    [&[0x1C, 2, number][..], &length, value].concat()
}

fn photoshop(list: &[u8]) -> (u8, Vec<u8>) {
    (0xED, [b"Photoshop 3.0\0", list].concat())
}

#[test]
fn xmp_is_read_from_every_format() {
    for name in [
        "xmp.jpg",
        "xmp.png",
        "xmp-compressed.png",
        "xmp.gif",
        "xmp.webp",
        "xmp.avif",
    ] {
        let found = read(name);
        assert_eq!(
            found.headline.as_deref(),
            Some("Flood at the Żuraw"),
            "{name}"
        );
        assert_eq!(found.caption.text("en"), Some("Water in the streets, 2026"));
        assert_eq!(
            found.caption.text("de-AT"),
            Some("Wasser in den Straßen, 2026")
        );
        assert_eq!(found.creators, ["Ana Núñez", "Li Wei"]);
        assert_eq!(found.credit.as_deref(), Some("City Desk/Agency & Co."));
        assert_eq!(found.source.as_deref(), Some("Agency"));
        assert_eq!(found.copyright.text("en"), Some("© 2026 Agency"));
        assert_eq!(found.usage_terms.text("en"), Some("Editorial use only"));
        assert_eq!(
            found.web_statement.as_deref(),
            Some("https://agency.example/rights")
        );
        assert_eq!(found.alt.text("en"), Some("A street under water"));
        assert_eq!(
            found.extended_description.text("en"),
            Some("A street under water; two people in a boat")
        );
        assert_eq!(found.keywords, ["flood", "rain, heavy"]);
        assert_eq!(
            (found.city.as_deref(), found.country_code.as_deref()),
            (Some("Gdańsk"), Some("POL"))
        );
        assert_eq!(found.date.as_deref(), Some("2026-11-20T07:15:00+01:00"));
        assert_eq!(
            found.digital_source_type.as_deref(),
            Some("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")
        );
        let licensor = Licensor {
            name: Some("Agency".to_owned()),
            url: Some("https://agency.example/buy".to_owned()),
            ..Licensor::default()
        };
        assert_eq!(found.licensors, [licensor]);
        assert_eq!(found.persons, ["Ola Nowak"]);
    }
}

#[test]
fn iim_keeps_repeats_and_honours_charsets() {
    for name in ["iim-utf8.jpg", "iim-unmarked-utf8.jpg", "iim.png"] {
        let found = read(name);
        assert_eq!(found.headline.as_deref(), Some("Pożar w Łodzi"), "{name}");
        assert_eq!(found.caption.text("pl"), Some("Dym nad miastem"));
        assert_eq!(found.creators, ["Ewa Żak", "Jan Kos"]);
        assert_eq!(found.keywords, ["fire", "smoke"]);
        assert_eq!(found.copyright.text("pl"), Some("© PAP"));
        assert_eq!(found.date.as_deref(), Some("2026-11-20T07:15:00+01:00"));
        assert_eq!(found.subject_codes, ["03000000"]);
        assert_eq!(found.genre.as_deref(), Some("Background"));
    }
    let found = read("iim-unmarked-latin1.jpg");
    assert_eq!(found.caption.text("fr"), Some("Café à Genève – « été »"));
    assert_eq!(found.creators, ["Zoë Müller"]);
}

#[test]
fn exif_is_read_last() {
    let found = read("exif.jpg");
    assert_eq!(found.caption.text("de"), Some("Schnee auf dem Säntis"));
    assert_eq!(found.creators, ["Ann One", "Bob Two"]);
    assert_eq!(found.copyright.text("en"), Some("Ann One"));
    assert_eq!(found.date.as_deref(), Some("2026-01-02T03:04:05+01:00"));
    for name in ["exif.png", "exif.webp", "exif.avif"] {
        let found = read(name);
        assert_eq!(found.caption.text("en"), Some("Snow"), "{name}");
        assert_eq!(found.creators, ["Ann One"]);
    }
}

#[test]
fn the_digest_says_which_was_written_last() {
    let in_step = read("in-step.jpg");
    assert_eq!(in_step.caption.text("en"), Some("Old caption"));
    let newer = read("iim-newer.jpg");
    assert_eq!(newer.caption.text("en"), Some("New caption"));
    assert_eq!(newer.credit.as_deref(), Some("Old credit"));
    assert_eq!(newer.headline.as_deref(), Some("A headline of the XMP"));
}

#[test]
fn an_iim_text_that_was_cut_does_not_replace_the_whole_one() {
    let xmp = packet(
        "photoshop:Credit='A very long credit line of an agency'",
        "<d:title>Whole</d:title>",
    );
    let iim = [
        dataset(110, b"A very long credit line of an ag"),
        dataset(5, b"Other"),
    ]
    .concat();
    let list = [resource(0x0404, &iim), resource(0x0425, &[7; 16])].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", xmp.as_bytes()].concat();
    let found = metadata(&jpeg_with(&[photoshop(&list), (0xE1, xmp)]));
    assert_eq!(
        found.credit.as_deref(),
        Some("A very long credit line of an agency")
    );
    assert_eq!(found.title.text("en"), Some("Other"));
}

#[test]
fn a_resource_list_may_run_over_segments() {
    let iim = [dataset(105, b"Headline"), dataset(120, &[b'x'; 500])].concat();
    let list = [resource(0x03ED, &[0; 7]), resource(0x0404, &iim)].concat();
    for at in 0..list.len() {
        let found = metadata(&jpeg_with(&[
            photoshop(&list[..at]),
            photoshop(&list[at..]),
        ]));
        assert_eq!(found.headline.as_deref(), Some("Headline"), "{at}");
        assert_eq!(found.caption.text("en").unwrap().len(), 500);
    }
    // Cut off, it keeps what it has.
    let iim = [
        dataset(105, b"Headline"),
        dataset(120, b"cut")[..6].to_vec(),
    ]
    .concat();
    let found = metadata(&jpeg_with(&[photoshop(&resource(0x0404, &iim))]));
    assert_eq!(found.headline.as_deref(), Some("Headline"));
}

#[test]
fn every_spelling_of_rdf_is_read() {
    let cases = [
        ("photoshop:Credit='A &amp; B'", ""),
        ("", "<photoshop:Credit>A &amp; B</photoshop:Credit>"),
        (
            "",
            "<photoshop:Credit> <![CDATA[A & B]]>\n</photoshop:Credit>",
        ),
        ("", "<photoshop:Credit r:resource='A &amp; B'/>"),
        (
            "",
            "<photoshop:Credit r:parseType='Resource'><r:value>A &#38; B</r:value><e:q>x</e:q></photoshop:Credit>",
        ),
        (
            "",
            "<photoshop:Credit><r:Description><r:value>A &#x26; B</r:value></r:Description></photoshop:Credit>",
        ),
        (
            "",
            "<photoshop:Credit><r:Alt><r:li xml:lang='x-default'>A &amp; B</r:li></r:Alt></photoshop:Credit>",
        ),
        (
            "",
            "<photoshop:Credit>A <!-- and -->&amp; B</photoshop:Credit>",
        ),
    ];
    for (attributes, properties) in cases {
        let text = packet(attributes, properties);
        let found = metadata(&jpeg_with_xmp(text.as_bytes()));
        assert_eq!(found.credit.as_deref(), Some("A & B"), "{text}");
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(metadata(&jpeg_with_xmp(&utf16)).credit, found.credit);
        let padded = [text.as_bytes(), &[0; 9]].concat();
        assert_eq!(metadata(&jpeg_with_xmp(&padded)).credit, found.credit);
    }
    let person = "<plus:Licensor><r:Seq><r:li><r:Description plus:LicensorName='One'/></r:li>\
                  <r:li plus:LicensorName='Two'/></r:Seq></plus:Licensor><d:creator>Solo</d:creator>";
    let found = metadata(&jpeg_with_xmp(packet("", person).as_bytes()));
    let names: Vec<_> = found
        .licensors
        .iter()
        .map(|it| it.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["One", "Two"]);
    assert_eq!(found.creators, ["Solo"]);
}

#[test]
fn an_extended_packet_is_put_together() {
    let more = packet(
        "",
        &format!("<d:description>{}</d:description>", "long ".repeat(20_000)),
    );
    let guid: String = md5(more.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let main = packet(
        &format!("n:HasExtendedXMP='{guid}'"),
        "<d:title>Main</d:title>",
    );
    let full = u32::try_from(more.len()).unwrap().to_be_bytes();
    let mut parts: Vec<_> = more.as_bytes().chunks(60_000).enumerate().collect();
    parts.reverse();
    let mut segments = vec![(
        0xE1,
        [b"http://ns.adobe.com/xap/1.0/\0", main.as_bytes()].concat(),
    )];
    for (n, part) in parts {
        let offset = u32::try_from(n * 60_000).unwrap().to_be_bytes();
        let body = [
            &b"http://ns.adobe.com/xmp/extension/\0"[..],
            guid.as_bytes(),
            &full,
            &offset,
            part,
        ];
        segments.push((0xE1, body.concat()));
    }
    let found = metadata(&jpeg_with(&segments));
    assert_eq!(found.title.text("en"), Some("Main"));
    assert!(found.caption.text("en").unwrap().len() > 60_000);
    // With a part missing or changed, the main packet stands alone.
    segments.pop();
    let found = metadata(&jpeg_with(&segments));
    assert_eq!(found.title.text("en"), Some("Main"));
    assert!(found.caption.is_empty());
}

#[test]
fn hostile_packets_cost_little() {
    let deep = format!("{}{}", "<d:x>".repeat(4000), "</d:x>".repeat(4000));
    let many = "<d:subject>x</d:subject>".repeat(2600);
    let items = format!(
        "<d:subject><r:Bag>{}</r:Bag></d:subject>",
        "<r:li>x</r:li>".repeat(4000)
    );
    let attributes = (0..2500).fold(String::new(), |all, n| all + &format!(" photoshop:a{n}=''"));
    for text in [
        packet("", &deep),
        packet("", &many),
        packet(&attributes, ""),
    ] {
        drop(metadata(&jpeg_with_xmp(text.as_bytes())));
    }
    assert_eq!(
        metadata(&jpeg_with_xmp(packet("", &items).as_bytes()))
            .keywords
            .len(),
        1000
    );
    let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>".to_owned()
        + &packet("", "<d:title>&b;</d:title>");
    assert_eq!(
        metadata(&jpeg_with_xmp(bomb.as_bytes())),
        Metadata::default()
    );
    for broken in ["", "<", "<x:xmpmeta", "<r:RDF>", "\0\0\0", "<a/><b/>"] {
        assert_eq!(
            metadata(&jpeg_with_xmp(broken.as_bytes())),
            Metadata::default()
        );
    }
}

/// A `WebP` with this packet: there it may be as long as the file.
fn webp_with_xmp(packet: &[u8]) -> Vec<u8> {
    let photo = golden("photos/lossy.webp");
    let mut canvas = vec![4, 0, 0, 0, 15, 0, 0, 8, 0, 0];
    let mut body = b"WEBP".to_vec();
    for (kind, data) in [(b"VP8X", &mut canvas), (b"XMP ", &mut packet.to_vec())] {
        body.extend(kind);
        body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        data.resize(data.len().next_multiple_of(2), b' ');
        body.extend(&*data);
    }
    body.extend(&photo[12..]);
    [
        b"RIFF",
        &u32::try_from(body.len()).unwrap().to_le_bytes()[..],
        &body,
    ]
    .concat()
}

#[test]
fn long_hostile_packets_cost_little() {
    let found = metadata(&webp_with_xmp(
        packet("photoshop:Credit='PA'", "").as_bytes(),
    ));
    assert_eq!(found.credit.as_deref(), Some("PA"));
    let deep = format!("{}{}", "<d:x>".repeat(90_000), "</d:x>".repeat(90_000));
    let deep_values = "<d:subject r:parseType='Resource'>".repeat(40_000);
    let deep_values = deep_values + &"</d:subject>".repeat(40_000);
    let names = |n, of: &str| {
        (0..n).fold(String::new(), |all, n| {
            all + " " + &of.replace('N', &n.to_string())
        })
    };
    let attributes = names(80_000, "photoshop:aN=''");
    let namespaces = names(60_000, "xmlns:aN='urn:N'");
    let nested = names(20_000, "<d:x xmlns:aN='urn:N'>") + &"</d:x>".repeat(20_000);
    let many = "<d:subject>x</d:subject>".repeat(140_000);
    let entities = format!("<d:title>{}</d:title>", "&amp;".repeat(700_000));
    for (what, text) in [
        ("deep", packet("", &deep)),
        ("deep values", packet("", &deep_values)),
        ("attributes", packet(&attributes, "")),
        ("namespaces", packet(&namespaces, "")),
        ("nested namespaces", packet("", &nested)),
        ("many", packet("", &many)),
        ("entities", packet("", &entities)),
    ] {
        let bytes = webp_with_xmp(text.as_bytes());
        let started = std::time::Instant::now();
        drop(metadata(&bytes));
        assert!(
            started.elapsed().as_secs() < 10,
            "{what} took {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn a_language_is_chosen() {
    let texts = [
        ("x-default", "none"),
        ("en-US", "american"),
        ("pt-BR", "brazilian"),
    ];
    let texts = Alternatives(
        texts
            .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
            .to_vec(),
    );
    for (language, text) in [
        ("en-us", "american"),
        ("en", "american"),
        ("pt-PT", "brazilian"),
        ("uk", "none"),
    ] {
        assert_eq!(texts.text(language), Some(text));
    }
    assert_eq!(Alternatives::default().text("en"), None);
}

/// The values exiftool reads under a name, as texts.
fn told(json: &Json, name: &str) -> Vec<String> {
    let text = |value: &Json| match value {
        Json::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match &json[name] {
        Json::Null => Vec::new(),
        Json::Array(list) => list.iter().map(text).collect(),
        value => vec![text(value)],
    }
}

/// Fields of one text, by exiftool's names.
fn singles(found: &Metadata) -> [(&'static str, &Option<String>); 16] {
    [
        ("XMP-photoshop:Headline", &found.headline),
        ("XMP-photoshop:CaptionWriter", &found.caption_writer),
        ("XMP-photoshop:AuthorsPosition", &found.job_title),
        ("XMP-photoshop:Credit", &found.credit),
        ("XMP-photoshop:Source", &found.source),
        ("XMP-xmpRights:WebStatement", &found.web_statement),
        ("XMP-photoshop:Instructions", &found.instructions),
        ("XMP-photoshop:TransmissionReference", &found.job_id),
        ("XMP-photoshop:DateCreated", &found.date),
        ("XMP-iptcCore:IntellectualGenre", &found.genre),
        ("XMP-photoshop:City", &found.city),
        ("XMP-iptcCore:Location", &found.sublocation),
        ("XMP-photoshop:State", &found.state),
        ("XMP-photoshop:Country", &found.country),
        ("XMP-iptcCore:CountryCode", &found.country_code),
        ("XMP-iptcExt:DigitalSourceType", &found.digital_source_type),
    ]
}

/// Fields of one text in several languages.
fn languages(found: &Metadata) -> [(&'static str, &Alternatives); 7] {
    [
        ("XMP-dc:Title", &found.title),
        ("XMP-dc:Description", &found.caption),
        ("XMP-dc:Rights", &found.copyright),
        ("XMP-xmpRights:UsageTerms", &found.usage_terms),
        ("XMP-iptcExt:Event", &found.event),
        ("XMP-iptcCore:AltTextAccessibility", &found.alt),
        (
            "XMP-iptcCore:ExtDescrAccessibility",
            &found.extended_description,
        ),
    ]
}

/// Fields of several texts.
fn lists(found: &Metadata) -> [(&'static str, &Vec<String>); 6] {
    [
        ("XMP-dc:Creator", &found.creators),
        ("XMP-dc:Subject", &found.keywords),
        ("XMP-iptcCore:SubjectCode", &found.subject_codes),
        ("XMP-iptcCore:Scene", &found.scenes),
        ("XMP-iptcExt:PersonInImage", &found.persons),
        ("XMP-iptcExt:OrganisationInImageName", &found.organisations),
    ]
}

/// All of them, as exiftool writes them.
fn plain(found: &Metadata) -> Vec<(&'static str, Vec<String>)> {
    let exiftool_date = |text: &String| text.replacen('-', ":", 2).replace('T', " ");
    let mut all: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, text) in singles(found) {
        let is_date = name.ends_with("DateCreated");
        let text = text.iter().map(|it| {
            if is_date {
                exiftool_date(it)
            } else {
                it.clone()
            }
        });
        all.push((name, text.collect()));
    }
    for (name, texts) in languages(found) {
        all.push((
            name,
            texts
                .text("x-default")
                .map(str::to_owned)
                .into_iter()
                .collect(),
        ));
    }
    all.extend(lists(found).map(|(name, list)| (name, list.clone())));
    let sides = [
        ("XMP-iptcExt:MaxAvailWidth", found.max_width),
        ("XMP-iptcExt:MaxAvailHeight", found.max_height),
    ];
    for (name, side) in sides {
        all.push((name, side.map(|it| it.to_string()).into_iter().collect()));
    }
    all
}

/// Compares what we read with what exiftool reads in XMP, field by field; how many it had.
fn compare(found: &Metadata, json: &Json, path: &Path) -> usize {
    let structures =
        |values: Vec<Option<&String>>| values.into_iter().flatten().cloned().collect::<Vec<_>>();
    let inner = |name: &str, key: &str| -> Vec<String> {
        json[name]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|it| told(it, key))
            .collect()
    };
    let mut n_fields = 0;
    for (name, ours) in plain(found) {
        let theirs = told(json, name);
        assert_eq!(ours, theirs, "{name} of {}", path.display());
        n_fields += usize::from(!theirs.is_empty());
    }
    let places =
        |list: &[super::Place]| structures(list.iter().map(|it| it.city.as_ref()).collect());
    let licensors = |pick: fn(&Licensor) -> Option<&String>| {
        structures(found.licensors.iter().map(pick).collect())
    };
    for (name, key, ours) in [
        (
            "XMP-plus:Licensor",
            "LicensorName",
            licensors(|it| it.name.as_ref()),
        ),
        (
            "XMP-plus:Licensor",
            "LicensorURL",
            licensors(|it| it.url.as_ref()),
        ),
        (
            "XMP-plus:CopyrightOwner",
            "CopyrightOwnerName",
            found.copyright_owners.clone(),
        ),
        (
            "XMP-iptcExt:LocationCreated",
            "City",
            places(&found.locations_created),
        ),
        (
            "XMP-iptcExt:LocationShown",
            "City",
            places(&found.locations_shown),
        ),
    ] {
        assert_eq!(ours, inner(name, key), "{name} of {}", path.display());
    }
    n_fields
}

#[test]
fn exiftool_reads_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = root.join("tests/golden/photo-metadata");
    let ours = [
        "xmp.jpg",
        "xmp.png",
        "xmp-compressed.png",
        "xmp.gif",
        "xmp.webp",
        "xmp.avif",
    ];
    let mut paths: Vec<PathBuf> = ours.map(|name| golden.join(name)).to_vec();
    let corpora = root.join("../shared/corpora/photos");
    match fs::read_dir(&corpora) {
        Ok(entries) => paths.extend(entries.map(|entry| entry.unwrap().path())),
        Err(_) => println!("skipped the IPTC reference photos: they are not there"),
    }
    for path in paths {
        let run = Command::new("exiftool")
            .args(["-j", "-G1", "-struct"])
            .arg(&path)
            .output();
        let Ok(output) = run else {
            println!("skipped: no exiftool");
            return;
        };
        let json: Json = serde_json::from_slice(&output.stdout).unwrap();
        let n_fields = compare(&metadata(&fs::read(&path).unwrap()), &json[0], &path);
        assert!(n_fields >= 15, "{n_fields} fields in {}", path.display());
    }
}

/// The fields IIM has, by exiftool's names.
fn iim_fields(found: &Metadata) -> Vec<(&'static str, Vec<String>)> {
    let names = [
        ("XMP-dc:Title", "ObjectName"),
        ("XMP-photoshop:Headline", "Headline"),
        ("XMP-dc:Description", "Caption-Abstract"),
        ("XMP-photoshop:CaptionWriter", "Writer-Editor"),
        ("XMP-dc:Creator", "By-line"),
        ("XMP-photoshop:AuthorsPosition", "By-lineTitle"),
        ("XMP-photoshop:Credit", "Credit"),
        ("XMP-photoshop:Source", "Source"),
        ("XMP-dc:Rights", "CopyrightNotice"),
        ("XMP-photoshop:Instructions", "SpecialInstructions"),
        (
            "XMP-photoshop:TransmissionReference",
            "OriginalTransmissionReference",
        ),
        ("XMP-dc:Subject", "Keywords"),
        ("XMP-photoshop:City", "City"),
        ("XMP-iptcCore:Location", "Sub-location"),
        ("XMP-photoshop:State", "Province-State"),
        ("XMP-photoshop:Country", "Country-PrimaryLocationName"),
        ("XMP-iptcCore:CountryCode", "Country-PrimaryLocationCode"),
    ];
    let all = plain(found);
    let of = |name: &str| {
        all.iter()
            .find(|(found, _)| *found == name)
            .unwrap()
            .1
            .clone()
    };
    names.map(|(ours, theirs)| (theirs, of(ours))).to_vec()
}

#[test]
fn exiftool_reads_the_same_in_iim_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["IPTC-Ref-2017.1.jpg", "IPTC-Ref-2022.1.jpg"] {
        let (from, to) = (
            root.join("../shared/corpora/photos").join(name),
            folder.path().join(name),
        );
        let exiftool = |arguments: &[&Path]| Command::new("exiftool").args(arguments).output();
        let strip = ["-q", "-xmp:all=", "-exif:all=", "-o"].map(Path::new);
        if !from.exists() || exiftool(&[&strip[..], &[&to, &from]].concat()).is_err() {
            println!("skipped {name}: it or exiftool is not there");
            continue;
        }
        let output = exiftool(
            &["-j", "-charset", "iptc=utf8", "-IPTC:all"]
                .map(Path::new)
                .iter()
                .copied()
                .chain([&*to])
                .collect::<Vec<_>>(),
        )
        .unwrap();
        let json: Json = serde_json::from_slice(&output.stdout).unwrap();
        let found = metadata(&fs::read(&to).unwrap());
        for (name, ours) in iim_fields(&found) {
            assert_eq!(ours, told(&json[0], name), "{name}");
            assert!(!ours.is_empty(), "{name}");
        }
        assert_eq!(found.subject_codes.len(), 3);
        assert!(found.date.is_some_and(|date| date.ends_with("+00:00")));
    }
}

proptest! {
    #[test]
    fn damage_never_makes_it_panic(
        name in prop::sample::select(vec!["xmp.jpg", "xmp-compressed.png", "xmp.gif", "xmp.webp", "xmp.avif",
            "iim-utf8.jpg", "exif.jpg", "exif.avif", "iim-newer.jpg"]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = golden(&format!("photo-metadata/{name}"));
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        drop(metadata(&bytes));
    }

    #[test]
    fn foreign_blocks_never_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let blocks = [
            (0xE1, [b"Exif\0\0II*\0\x08\0\0\0", &body[..]].concat()),
            (0xE1, [b"Exif\0\0MM\0*\0\0\0\x08", &body[..]].concat()),
            (0xE1, [b"http://ns.adobe.com/xap/1.0/\0", &body[..]].concat()),
            photoshop(&resource(0x0404, &body)),
            photoshop(&body),
        ];
        for block in blocks {
            drop(metadata(&jpeg_with(&[block])));
        }
    }
}
