//! Whatever an accepted article says, its export is valid ninjs 3.1 and reads back as the same article.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::article::byline::Outlets;
use crate::article::draft::{
    DraftCorrection, DraftMedium, DraftPhoto, DraftSubject, DraftWireSource,
};
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::article::reading::Context;
use crate::ingest::ninjs::generation::Version;
use crate::ingest::ninjs::schema;

const NOW: &str = "2026-11-20T12:00:00Z";

fn site() -> Site {
    Site {
        public_url: "https://feeds.courier.example".to_owned(),
        title: "The Harbour Courier".to_owned(),
        authority: "courier.example".to_owned(),
        language: "en".to_owned(),
        hub: None,
    }
}

fn believed(
    draft: Draft,
    source: &str,
    language: Option<&str>,
) -> Result<Article, Vec<crate::article::Complaint>> {
    let outlets = Outlets::default();
    let context = Context {
        now: NOW.parse().unwrap(),
        authority: "courier.example",
        source,
        language,
        outlets: &outlets,
        embeds: &[],
        previous: None,
    };
    Article::from_draft(draft, &context)
}

/// The article apart from what belongs to the newsroom that holds it: who pushed it there, whether it was public
/// there, what was doubted and removed, and where the bytes of a photo lie.
fn apart_from_the_newsroom(article: &Article) -> Article {
    let mut article = article.clone();
    article.source = String::new();
    article.was_public = false;
    article.doubts = Vec::new();
    article.removed = Vec::new();
    article.removed = Vec::new();
    for photo in &mut article.photos {
        photo.source = PhotoSource::Url(again::address(&photo.source, &site()));
    }
    article
}

fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-zA-Zåéłøü0-9 ,.:'-]{1,16}",
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec![
            "&amp;", "<b>", "</p>", "\"", "(Photo by Ann Lee/AP)", " via Getty Images", "By Ann Lee, Reuters",
            "KYIV, Ukraine", "watermark", "🙂", "{}", "\\", "null",
        ]).prop_map(str::to_owned),
    ];
    vec(pieces, 0..5).prop_map(|pieces| pieces.concat())
}

fn html() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<p>One.</p>",
        "<h1>Harbour opens</h1>",
        "<p>Two &amp; <em>three</em></p>",
        "<p>a<br>b",
        "<figure><img src=\"https://i.example/1.jpg\" alt=\"x\"></figure>",
        "text",
        "</div>",
        "<ul><li>x</ul>",
        "<a href=\"https://x.example/?a=1&b=2\">x</a>",
        "<script>1</script>",
        "\u{a0}",
        "<blockquote>q</blockquote>",
    ]);
    vec(pieces, 1..6).prop_map(|pieces| pieces.concat())
}

fn date() -> impl Strategy<Value = String> {
    (0_i64..1_795_000_000_000)
        .prop_map(|millis| moment(DateTime::from_timestamp_millis(millis).unwrap()))
}

prop_compose! {
    fn author()(
        name in "[A-Z][a-zé]{1,8} [A-Z][a-z]{1,8}",
        kind in prop::sample::select(vec![AuthorKind::Person, AuthorKind::Organisation]),
        affiliation in option::of(text()),
        role in option::of(text()),
        url in option::of("https://a\\.example/[a-z]{0,5}"),
        email in option::of("[a-z]{1,5}@courier\\.example"),
    ) -> Author {
        Author { name, kind, affiliation, role, url, email }
    }
}

prop_compose! {
    fn photo()(
        url in "https://i\\.example/[0-9]{1,2}\\.(jpg|png|php)",
        shelf in option::weighted(0.3, "[0-9a-f]{32}\\.(jpg|avif)"),
        texts in vec(option::of(text()), 5),
        focus in option::of((0_u8..=100, 0_u8..=100)),
    ) -> DraftPhoto {
        DraftPhoto {
            url: shelf.is_none().then_some(url),
            photo: shelf,
            caption: texts[0].clone(),
            credit: texts[1].clone(),
            photographer: texts[2].clone(),
            alt: texts[3].clone(),
            rights: texts[4].clone(),
            focus: focus.map(|(x, y)| (f64::from(x) / 100.0, f64::from(y) / 100.0)),
            ..DraftPhoto::default()
        }
    }
}

prop_compose! {
    fn medium()(
        url in "https://m\\.example/[a-z]{1,5}",
        media_type in prop::sample::select(vec!["audio/mpeg", "video/mp4", "video/webm", "audio/x-made.up"]),
        size_bytes in option::of(0_u64..u64::MAX),
        duration_seconds in option::of(0_u64..100_000),
        title in option::of(text()),
    ) -> DraftMedium {
        DraftMedium { url: Some(url), media_type: Some(media_type.to_owned()), size_bytes, duration_seconds, title }
    }
}

prop_compose! {
    fn subject()(
        scheme in option::of(prop::sample::select(vec![
            "http://cv.iptc.org/newscodes/mediatopic/", "http://cv.iptc.org/newscodes/mediatopic", "urn:x:", "tag:a#",
        ])),
        code in option::of("[a-z0-9/:]{1,8}"),
        name in "x[a-zå ]{0,8}",
    ) -> DraftSubject {
        DraftSubject { scheme: scheme.map(str::to_owned), code, name: Some(name) }
    }
}

prop_compose! {
    fn identity()(
        id in prop_oneof![
            Just("hc-1052".to_owned()), Just("urn:newsml:x:1".to_owned()), "[a-z0-9:/?=]{1,40}",
            "https://wire\\.example/[a-z]{1,9}",
        ],
        guid in option::of(Just("tag:old.example,2020:1".to_owned())),
        version in option::of(prop_oneof![1_u64..50, Just(u64::MAX), Just(i64::MAX.unsigned_abs())]),
        status in option::of(prop::sample::select(vec!["usable", "withheld", "killed"])),
        correction in option::of((prop::sample::select(vec!["update", "correction", "clarification", "quiet_fix"]), option::of(text()))),
        dates in vec(option::of(date()), 3),
        embargo in option::of(prop_oneof![date(), Just("2027-01-01T00:00:00Z".to_owned())]),
        access in option::of(prop::sample::select(vec!["free", "subscriber"])),
        urgency in option::of(1_u64..=9),
    ) -> Draft {
        Draft {
            id: Some(id), guid, version, status: status.map(str::to_owned),
            correction: correction.map(|(kind, note)| DraftCorrection { kind: Some(kind.to_owned()), note }),
            published: dates[0].clone(), updated: dates[1].clone(), expires: dates[2].clone(), embargo,
            access: access.map(str::to_owned), urgency, ..Draft::default()
        }
    }
}

prop_compose! {
    fn draft()(
        known in identity(),
        texts in vec(option::of(text()), 9),
        headline in prop_oneof![Just("Harbour opens".to_owned()), text()],
        body in option::of(html()),
        people in vec(author(), 0..3),
        others in vec(author(), 0..3),
        tags in vec("[a-zå]{1,8}", 0..4),
        subjects in vec(subject(), 0..4),
        photos in vec(photo(), 0..4),
        lead in option::of(0_usize..4),
        media in vec(medium(), 0..3),
        source in option::of(("[A-Z][a-z]{1,8}", option::of("https://ap\\.example/[a-z]{0,5}"))),
        extras in extras(),
    ) -> Draft {
        let mut photos = photos;
        if let Some(photo) = lead.and_then(|lead| photos.get_mut(lead)) {
            photo.lead = Some(true);
        }
        let mut texts = texts.into_iter();
        let mut next = move || texts.next().flatten();
        Draft {
            headline: Some(headline), body_html: body, authors: people, contributors: others, tags, subjects, photos,
            media, extras, subheadline: next(), slug: next(), summary: next(), byline: next(), dateline: next(),
            section: next(), rights: next(), usage_terms: next(),
            wire_source: source.map(|(name, url)| DraftWireSource { name: Some(name), url }),
            ..known
        }
    }
}

/// What sources of every tongue left beside, and what nobody would expect there.
fn extras() -> impl Strategy<Value = Map<String, Value>> {
    let kept = prop::sample::select(vec![
        json!({}),
        json!({"ninjs": {"standard": {"version": "3.1"}, "edNote": "x", "genres": [{"name": "Feature"}], "title": "t"}}),
        json!({"ninjs": {"ednote": "x", "people": [{"name": "A", "rel": "about", "contactinfo": [{"value": "1"}]}],
            "infosources": [{"name": "AP"}, {"name": "Other"}], "altids": [{"role": "r", "value": "v"}], "version": "a"}}),
        json!({"ninjs": {"person": [{"name": "A", "scheme": "http://x.example/", "code": "1"}], "body_nitf": "<x/>",
            "altids": {"r": "v"}, "headline_second": "Two", "organisation": [{"symbols": [{"ticker": "T"}]}],
            "associations": {"text": {"uri": "urn:t", "type": "text", "byline": "By A"}, "p": {"uri": "urn:p", "type": "picture"}}}}),
        json!({"ninjs": {"people": 7, "headlines": {"a": 1}, "stray": [null], "bodies": [{"value": "<p>x</p>"}],
            "descriptions": [{"role": "abstract", "value": "another"}], "associations": [3]}}),
        json!({"nitf": {"head": {"a": [1, 2, null]}}}),
        json!({"ninjs": "text"}),
    ]);
    kept.prop_map(|kept| kept.as_object().unwrap().clone())
}

fn story(article: Article) -> Story {
    let files = article
        .photos
        .iter()
        .enumerate()
        .map(|(n, _)| {
            (n % 2 == 0).then(|| PhotoFile {
                name: format!("{n:032x}.jpg"),
                media_type: "image/jpeg".to_owned(),
                width: 1200,
                height: 801,
                size_bytes: 20_000_000,
            })
        })
        .collect();
    Story { article, files }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn an_export_is_valid_and_reads_back_as_the_same_article(
        draft in draft(), language in option::of(Just("en-GB")),
    ) {
        let Ok(article) = believed(draft, "cms", language) else {
            return Ok(());
        };
        let written = write(&story(article.clone()), &site());
        let faults = schema::check(&written, Version::V3_1);
        prop_assert!(faults.is_empty(), "{:?}\n{:#}", faults, written);
        let bytes = serde_json::to_vec(&written).unwrap();
        let read = ninjs::read(&bytes).unwrap();
        let again = believed(read, "elsewhere", None);
        let again = again.map_err(|complaints| TestCaseError::fail(format!("{complaints:?}\n{written:#}")))?;
        prop_assert_eq!(apart_from_the_newsroom(&again), apart_from_the_newsroom(&article), "{:#}", written);
    }
}

#[test]
fn what_ninjs_has_words_for_stands_under_them() {
    let draft = Draft {
        id: Some("hc-1052".to_owned()),
        headline: Some("Harbour opens".to_owned()),
        body_html: Some("<p>One.</p>".to_owned()),
        byline: Some("By Ann Lee".to_owned()),
        section: Some("local".to_owned()),
        published: Some("2026-11-14T08:30:00Z".to_owned()),
        ..Draft::default()
    };
    let article = believed(draft, "cms", Some("en")).unwrap();
    let written = write(&story(article), &site());
    assert_eq!(written["uri"], "tag:courier.example,2026-11-14:cms/hc-1052");
    assert_eq!(written["by"], "By Ann Lee");
    assert_eq!(
        written["people"],
        json!([{"name": "Ann Lee", "rel": "author"}])
    );
    assert_eq!(
        written["subjects"],
        json!([{"name": "local", "rel": "section"}])
    );
    assert_eq!(
        written["altIds"],
        json!([
            {"role": "syndicated:guid", "value": "tag:courier.example,2026-11-14:cms/hc-1052"},
            {"role": "syndicated:id", "value": "hc-1052"},
            {"role": "syndicated:record", "value": "{\"extras\":{}}"},
        ])
    );
}
