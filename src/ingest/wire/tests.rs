//! Whole copies: those of `tests/labelled/copy`, the one that started it, and what holds for any text.

use std::path::Path;

use proptest::prelude::{any, prop_assert, proptest};

use crate::article::byline::AuthorKind;

use super::{Error, MAX_BYTES, Options, WireCopy, read};

fn copy(text: &str, photos: usize) -> WireCopy {
    read(
        text,
        &Options {
            photos,
            ..Options::default()
        },
    )
    .unwrap()
}

/// Each `NAME.txt` must be read as its `NAME.json` says; `UPDATE_EXPECT=1` writes what is read.
#[test]
fn labelled_copies_are_read_as_labelled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled/copy");
    let (mut wrong, mut n_copies) = (Vec::new(), 0);
    let mut texts: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    texts.sort();
    for path in texts {
        n_copies += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let shown = serde_json::to_string_pretty(&copy(&text, 0)).unwrap() + "\n";
        let expected = path.with_extension("json");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&expected, &shown).unwrap();
        }
        if std::fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}:\n{shown}", path.display()));
        }
        assert_eq!(
            lost(&text, &copy(&text, 0)),
            Vec::<String>::new(),
            "words lost of {}",
            path.display()
        );
    }
    assert!(n_copies >= 15, "only {n_copies} copies");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The page that started it all; absent where only this repository is.
fn newspaper_page() -> Option<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/spokesman-review-atacms.txt");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    text
}

#[test]
fn the_newspaper_page_has_its_head() {
    let Some(text) = newspaper_page() else { return };
    let wire = copy(&text, 1);
    assert_eq!(
        wire.headline,
        "Ukraine fired U.S.-made missiles into Russia for first time, officials say"
    );
    assert_eq!(wire.subheadline, None);
    let byline = wire.byline.unwrap();
    let authors: Vec<_> = byline
        .authors
        .iter()
        .map(|author| (author.name.as_str(), author.affiliation.as_deref()))
        .collect();
    let times = Some("New York Times");
    assert_eq!(authors, [("Marc Santora", times), ("Eric Schmitt", times)]);
    assert_eq!(wire.wire_source.as_deref(), times);
    assert_eq!(wire.dateline.unwrap().display(), "KYIV, Ukraine");
    assert_eq!(wire.doubts, Vec::<String>::new());
}

#[test]
fn the_newspaper_page_has_its_caption_and_text() {
    let Some(text) = newspaper_page() else { return };
    let wire = copy(&text, 1);
    let [caption] = wire.captions.as_slice() else {
        panic!("{:?}", wire.captions)
    };
    assert!(
        caption
            .text
            .starts_with("The U.S. Army Tactical Missile System (ATACMS)")
    );
    assert!(caption.text.ends_with("into Russia on Tuesday."));
    let credit = caption.credit.as_ref().unwrap();
    assert_eq!(
        credit.line(),
        "South Korean Defense Ministry via Getty Images"
    );
    assert_eq!(
        credit.provider.as_ref().unwrap().kind,
        AuthorKind::Organisation
    );
    assert_eq!(wire.paragraphs.len(), 10);
    assert!(wire.paragraphs[0].starts_with("Ukraine’s military used"));
    assert!(wire.paragraphs[9].ends_with("a qualitatively new level.”"));
    let dropped: Vec<_> = wire
        .dropped
        .iter()
        .map(|dropped| dropped.text.as_str())
        .collect();
    let page = [
        "</p><p>",
        "Arrow-right Camera",
        "The Spokesman-Review Newspaper",
        "Spokane, Washington Est. May 19, 1883",
    ];
    assert_eq!(dropped, page);
    assert_eq!(lost(&text, &wire), Vec::<String>::new());
}

#[test]
fn nothing_to_read_is_an_error() {
    for text in ["", " \r\n\t\u{a0}", "<p></p>", "***"] {
        assert_eq!(
            read(text, &Options::default()),
            Err(Error::NoText),
            "{text:?}"
        );
    }
    assert_eq!(
        read(&"a".repeat(MAX_BYTES + 1), &Options::default()),
        Err(Error::TooLong {
            bytes: MAX_BYTES + 1
        })
    );
}

#[test]
fn furniture_alone_is_no_text() {
    assert_eq!(
        read(
            "Advertisement\nShare\nFacebook Twitter Email",
            &Options::default()
        ),
        Err(Error::NoText)
    );
}

/// The words of the copy that are in no part of what was read.
fn lost(text: &str, wire: &WireCopy) -> Vec<String> {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    let mut kept = vec![
        wire.headline.clone(),
        wire.subheadline.clone().unwrap_or_default(),
        wire.wire_source.clone().unwrap_or_default(),
    ];
    kept.extend(wire.byline.iter().map(|byline| byline.raw.clone()));
    kept.extend(wire.dateline.iter().map(|dateline| dateline.raw.clone()));
    kept.extend(wire.captions.iter().map(|caption| {
        format!(
            "{} {}",
            caption.text,
            caption.credit.as_ref().map_or("", |credit| &credit.raw)
        )
    }));
    kept.extend(wire.paragraphs.iter().cloned());
    kept.extend(wire.dropped.iter().map(|dropped| dropped.text.clone()));
    let mut left = std::collections::HashMap::new();
    for word in words(&kept.join(" ")) {
        *left.entry(word).or_insert(0_usize) += 1;
    }
    let entity = ["amp", "mdash", "ndash", "ldquo", "rdquo"];
    // Markup is recorded once for each kind, so its words are counted once.
    let markup = words(
        &wire
            .dropped
            .iter()
            .filter(|dropped| dropped.text.starts_with('<'))
            .map(|dropped| dropped.text.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    );
    words(text)
        .into_iter()
        .filter(|word| !entity.contains(&word.as_str()) && !markup.contains(word))
        .filter(|word| match left.get_mut(word) {
            Some(n_left) if *n_left > 0 => {
                *n_left -= 1;
                false
            }
            _ => true,
        })
        .collect()
}

const LINES: &[&str] = &[
    "By Jane Doe",
    "By Jane Doe and John Roe, The Associated Press",
    "Jane Doe",
    "The Associated Press",
    "Staff Writer",
    "KYIV, Ukraine – The president spoke to the crowd on the square in the evening.",
    "WASHINGTON (AP) — The Senate voted on Tuesday to adjourn until the new year begins again.",
    "A plain paragraph that goes on for long enough to be one, and then it ends here.",
    "Mayor opens new bridge",
    "Advertisement",
    "Share",
    "",
    "A man walks. (AP Photo/John Roe)",
    "Photo: John Roe",
    "(Reporting by Jane Doe; Editing by John Roe)",
    "Jane Doe contributed to this report.",
    "Headline: A new thing",
    "Caption: A picture of it.",
    "Credit: John Roe",
    "Byline: Max Moe",
    "EMBARGOED until noon",
    "-30-",
    "FILE - A dog in the park. (Jane Doe via AP, File)",
    "Nov. 19, 2024",
    "The Daily Bugle Newspaper",
    "Est. May 19, 1883",
    "Read more: Another story",
    "(Reuters) - The company said so.",
    "KYIV, Ukraine —",
    "— Max Moe",
    "</p><p>",
    "and Eric Schmitt New York Times",
    "   indented words that go on",
    "Dateline: KYIV",
    "Source: Reuters",
    "World",
];

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let read = read(&text, &Options { photos: 1, ..Options::default() });
        prop_assert!(read.is_ok() || read == Err(Error::NoText));
    }

    #[test]
    fn no_mix_of_lines_loses_a_word(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..14), photos in 0_usize..3) {
        let text = lines.join("\n");
        if let Ok(wire) = read(&text, &Options { photos, ..Options::default() }) {
            let lost = lost(&text, &wire);
            prop_assert!(lost.is_empty(), "lost {:?} of {:?}", lost, text);
        }
    }

    #[test]
    fn words_and_signs_are_never_lost(parts in proptest::collection::vec(proptest::sample::select(vec!["Jane", "By ", "\n", "\n\n", " ", "—", "(AP)", "KYIV", ", ", ".", "the ", "<p>", " </b> ", "=", "^", "Photo by ", "via ", "Reuters", "é", "123", "(", ")", "and ", ":", "/"]), 0..40)) {
        let text = parts.concat();
        if let Ok(wire) = read(&text, &Options::default()) {
            let lost = lost(&text, &wire);
            prop_assert!(lost.is_empty(), "lost {:?} of {:?}", lost, text);
        }
    }
}

/// Copy made to be slow to read; each would take minutes if any step were quadratic.
#[test]
fn long_copy_is_read_in_one_go() {
    let size = 1 << 14;
    let fill = |line: &str| line.repeat(size / line.len());
    let distinct: String = (0..size / 11).map(|n| format!("<a href={n}>")).collect();
    for text in [
        fill("<script><b>"),
        fill("A dog. (AP)\n"),
        fill("Jane Doe contributed to this report.\n"),
        fill("By Jane Doe\n"),
        fill("Short line\n"),
        fill("  - "),
        fill("<p>"),
        fill("("),
        fill("A. "),
        fill("Photo: x "),
        fill("&#60;"),
        format!("Headline\n{distinct}"),
    ] {
        let read = read(&text, &Options::default());
        assert!(read.is_ok() || read == Err(Error::NoText));
    }
}
