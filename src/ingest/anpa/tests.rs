//! Messages with and without their control characters; whole ones stand in `tests/golden/ingest/anpa`.

use super::header::{Header, Norm};
use super::marks::{Mark, of_headline, of_text, of_version};
use super::{is_message, read};
use crate::article::Draft;
use crate::ingest::{Error, Options};

fn message(text: &str) -> Draft {
    read(text.as_bytes(), &Options::default()).unwrap()
}

const FRAMED: &str = "\u{16}\u{16}\u{1}a0123\u{1f}eurpm\r\nu i\u{13}\u{11} BC-EU--Ferry 11-19 0100\r\n\u{2}^BC-EU--Ferry,100<\r\n^Ferry sails again<\r\n^By ANN ROE=\r\n^Associated Press Writer=\r\n\tOSLO, Norway (AP) _ The ferry sailed again.\r\n\u{3}\r\nAP-WF-11-19-26 0937GMT<\r\n\u{4}";

/// What spoolers leave of a message: the same, its control characters gone.
const STRIPPED: &str = "a0123eurpm\nu i BC-EU--Ferry   11-19 0100\n^BC-EU--Ferry,100< \n^Ferry sails again< \n^By ANN ROE= \n^Associated Press Writer= \n\t   OSLO, Norway (AP) _ The ferry sailed again. \n\n\t   AP-WF-11-19-26 0937GMT<\n\n";

#[test]
fn a_message_is_the_same_with_its_frame_and_without() {
    for text in [FRAMED, STRIPPED] {
        assert!(is_message(text.as_bytes()));
        let draft = message(text);
        assert_eq!(draft.headline.as_deref(), Some("Ferry sails again"));
        assert_eq!(draft.authors[0].name, "Ann Roe");
        assert_eq!(draft.dateline.as_deref(), Some("OSLO, Norway"));
        assert_eq!(draft.body_text.as_deref(), Some("The ferry sailed again."));
        assert_eq!(draft.urgency, Some(3));
        assert_eq!(draft.section.as_deref(), Some("World"));
        assert_eq!(draft.slug.as_deref(), Some("EU--Ferry"));
        assert_eq!(draft.published.as_deref(), Some("2026-11-19T09:37:00Z"));
        assert_eq!(draft.status, None);
        assert_eq!(draft.doubts, Vec::<String>::new());
    }
    assert!(!is_message(b"Ferry sails again\nBy ANN ROE"));
    assert!(!is_message(b""));
}

#[test]
fn headers_are_read_in_both_norms() {
    let anpa = Header::parse("z6715-----\nr z BC-BKN--Hawks 1stLd-Writethru   02-20 0500").unwrap();
    assert_eq!(anpa.norm, Norm::Anpa);
    assert_eq!((anpa.service.as_str(), anpa.number.as_str()), ("z", "6715"));
    assert_eq!(
        (anpa.cycle.as_deref(), anpa.slug.as_deref()),
        (Some("BC"), Some("BKN--Hawks"))
    );
    assert_eq!(anpa.version.as_deref(), Some("1stLd-Writethru"));
    assert_eq!((anpa.urgency(), anpa.section()), (Some(4), None));
    let iptc = Header::parse("\u{1}bid0125 4 sp  226  dpa 0525").unwrap();
    assert_eq!(iptc.norm, Norm::Iptc);
    assert_eq!((iptc.urgency(), iptc.section()), (Some(4), Some("Sports")));
    assert_eq!(
        (iptc.words.as_deref(), iptc.info.as_deref()),
        (Some("226"), Some("dpa 0525"))
    );
    for text in [
        "",
        "a0123eurpm",
        "a0123eurpm\nnothing",
        "ecp0007 4 s words",
        "ecp0007 0 s 5",
    ] {
        assert_eq!(Header::parse(text), None, "{text}");
    }
}

#[test]
fn a_header_that_is_not_understood_is_told() {
    let draft = message(
        "\u{1}QQ 17 ??\n\u{2}Ferry sails again\n\nOSLO, Norway (AP) - The ferry sailed again on Monday.\n\u{3}\u{4}",
    );
    assert!(draft.doubts[0].contains("QQ 17 ??"), "{:?}", draft.doubts);
    assert_eq!(draft.headline.as_deref(), Some("Ferry sails again"));
}

#[test]
fn several_messages_are_refused() {
    let twice = format!("{FRAMED}{FRAMED}");
    let Err(Error::NoArticle(why)) = read(twice.as_bytes(), &Options::default()) else {
        panic!("two messages are not one article");
    };
    assert!(why.to_string().contains("2 messages"));
    assert!(matches!(
        read(b"\x01\x02\x03\x04", &Options::default()),
        Err(Error::Copy(_))
    ));
}

#[test]
fn old_code_pages_and_typesetting_are_read() {
    let text = b"\x01a0123\x1feurpm\r\nr i\x13\x11 BC-Ferry 11-19 0100\r\n\x02^BC-Ferry,100<\r\n^Caf\xe9 opens\x1fagain<\r\n\tOSLO, Norway (AP) _ ``We\x10sail,'' he\x7f said _ at last\x0e.\x0f\r\n\x03";
    let draft = read(text, &Options::default()).unwrap();
    assert_eq!(draft.headline.as_deref(), Some("Café opens again"));
    assert_eq!(
        draft.body_text.as_deref(),
        Some("“We sail,” he said — at last.")
    );
}

/// A kill is told and the notice withheld; nothing is killed by reading.
#[test]
fn a_kill_is_never_silent_and_never_carried_out() {
    let kill = FRAMED
        .replace("^BC-EU--Ferry,100<", "^BC-EU--Ferry, Bulletin Kill,100<")
        .replace("^Ferry sails again<", "^EDITORS:<\r\n\tBULLETIN KILL");
    for text in [
        kill,
        FRAMED.replace("BC-EU--Ferry 11", "BC-EU--Ferry BulletinKill 11"),
    ] {
        let draft = message(&text);
        assert_eq!(draft.status.as_deref(), Some("withheld"));
        assert!(
            draft
                .doubts
                .iter()
                .any(|doubt| doubt.contains("Nothing was killed")),
            "{:?}",
            draft.doubts
        );
    }
    // A story about killing is a story.
    let story = message(
        &FRAMED
            .replace("--Ferry", "--Road-Kill")
            .replace("sailed again.", "was no kill."),
    );
    assert_eq!(story.status, None);
    let advance = message(&FRAMED.replace("--Ferry,100", "--Ferry, Adv22,100"));
    assert_eq!(advance.status.as_deref(), Some("withheld"));
    let held = message(&FRAMED.replace("\tOSLO", "\tEMBARGOED until Sunday\r\n\tOSLO"));
    assert_eq!(held.status.as_deref(), Some("withheld"));
}

#[test]
fn versions_say_what_they_are() {
    let kind = |version: &str| -> Vec<&'static str> {
        of_version(Some(version))
            .iter()
            .map(|mark| match mark {
                Mark::Kill(_) => "kill",
                Mark::Advance(_) => "advance",
                Mark::Correction(_) => "correction",
                Mark::Update(_) => "update",
                Mark::Part(_) => "part",
            })
            .collect()
    };
    for (version, kinds) in [
        ("1st Ld-Writethru", &["update"][..]),
        ("1stLd-Writethru", &["update"]),
        ("2nd Ld", &["update"]),
        ("UPDATE", &["update"]),
        ("CORRECTION", &["correction"]),
        ("1st Ld-Writethru, CORRECTIVE", &["correction", "update"]),
        ("Bulletin Kill", &["kill"]),
        ("BulletinKill", &["kill"]),
        ("Mandatory Kill", &["kill"]),
        ("Adv08", &["advance"]),
        ("1st Add", &["part"]),
        ("2ndAdd", &["part"]),
        ("INSERT", &["part"]),
        ("", &[]),
    ] {
        assert_eq!(kind(version), kinds, "{version}");
    }
    assert_eq!(
        of_headline(Some("UPDATE 1-Tin rises")),
        [Mark::Update("UPDATE 1".to_owned())]
    );
    assert_eq!(
        of_headline(Some("CORRECTED-Tin falls")),
        [Mark::Correction("CORRECTED".to_owned())]
    );
    assert_eq!(of_headline(Some("Update on tin")), []);
    assert!(
        of_text("KILL: the story")
            .iter()
            .any(|mark| matches!(mark, Mark::Kill(_)))
    );
    assert_eq!(of_text("Killers are held\nKilled in action"), []);
    let corrected = message(&FRAMED.replace("--Ferry,100", "--Ferry, CORRECTION,100"));
    assert_eq!(
        corrected.correction.unwrap().kind.as_deref(),
        Some("correction")
    );
}

/// H.1 and DL-2: dpa's byline with its mark, and a dateline in small letters that an agency confirms.
#[test]
fn a_7901_message_keeps_its_private_part_from_readers() {
    let framed = "\u{1}ecp0007 4 s 850  dpa-tns 0908\r\nCurling/Norway/\r\n\u{2}Stones still run true\r\nBy Tom Krasnic, The San Diego Union-Tribune =\r\n\r\nSan Diego (tca/dpa) - The stones ran as true as ever on Monday night.\r\n\r\n# Notebook\r\n\r\n* * * *\r\nThe following information is not intended for publication\r\n\r\n- Tel: +49-30-0\r\n\u{3}\r\ndpa tca bag\r\n\r\n211259 Nov 18\r\n\u{4}";
    let stripped = framed.replace(['\u{1}', '\u{2}', '\u{3}', '\u{4}'], "");
    for text in [framed, &stripped] {
        let draft = message(text);
        assert_eq!(
            draft.headline.as_deref(),
            Some("Stones still run true"),
            "{draft:?}"
        );
        assert_eq!(draft.slug.as_deref(), Some("Curling/Norway"));
        assert_eq!(draft.authors[0].name, "Tom Krasnic");
        assert_eq!(draft.dateline.as_deref(), Some("San Diego"));
        assert_eq!(
            draft.body_text.as_deref(),
            Some("The stones ran as true as ever on Monday night.")
        );
        assert_eq!(draft.section.as_deref(), Some("Sports"));
        assert_eq!(draft.published, None, "a time without a zone is no moment");
        let kept = &draft.extras["anpa"];
        assert!(kept["notes"].as_str().unwrap().contains("Tel:"));
    }
}

#[test]
fn lines_that_a_terminal_broke_are_joined() {
    use super::codes::{KeepFirst, unwrapped};
    let text = "Stones still run true\nBy Tom Krasnic\n\nThe stones were cut a hundred years ago, and on\nMonday night they ran as true as ever on the ice\nof the old hall.\nShort.\n- one\n- two\n";
    assert_eq!(
        unwrapped(text, KeepFirst::Yes),
        "Stones still run true\nBy Tom Krasnic\n\nThe stones were cut a hundred years ago, and on Monday night they ran as true as ever on the ice of the old hall.\nShort.\n- one\n- two"
    );
    let wide = "x".repeat(300);
    assert_eq!(
        unwrapped(&format!("{wide}\n{wide}"), KeepFirst::No),
        format!("{wide}\n{wide}")
    );
}

#[test]
fn a_table_keeps_its_columns() {
    let text = "\u{1}s0107\u{1f}tabul\r\nr q\u{14}\u{12} BC-Standings 11-19 0050\r\n\u{2}^BC-Standings,50<\r\n^Island League<\r\n\u{8}^            W   L^\r\n\u{8}Gulls & Co  12   3^\r\n\u{3}";
    let draft = message(text);
    assert_eq!(draft.headline.as_deref(), Some("Island League"));
    assert_eq!(
        draft.body_html.as_deref(),
        Some("<pre>            W   L\nGulls &amp; Co  12   3</pre>")
    );
    assert_eq!(draft.body_text, None);
    assert_eq!(draft.doubts, Vec::<String>::new());
}
