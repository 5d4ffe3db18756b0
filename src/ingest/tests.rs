//! Which format bytes are, and what holds for all wires: no panic, bounds, cost that grows with the length.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use proptest::prelude::{Strategy, any, prop_assert, proptest};

use super::{Error, Format, Options, read};

const WIRES: [(Format, &str); 3] = [
    (Format::Nitf, "nitf"),
    (Format::NewsMl, "newsml"),
    (Format::Anpa, "anpa"),
];

/// The golden inputs of the wires.
static INPUTS: LazyLock<Vec<(Format, Vec<u8>)>> = LazyLock::new(inputs);

fn inputs() -> Vec<(Format, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ingest");
    let mut inputs = Vec::new();
    for (format, folder) in WIRES {
        let mut cases: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        cases.sort();
        for case in cases {
            let input = ["input.xml", "input.txt"]
                .iter()
                .find_map(|name| std::fs::read(case.join(name)).ok())
                .unwrap();
            inputs.push((format, input));
        }
    }
    inputs
}

#[test]
fn media_types_and_shapes_name_the_format() {
    for (kind, bytes, format) in [
        ("application/nitf+xml", &b""[..], Some(Format::Nitf)),
        (
            "application/NITF+xml; charset=utf-8",
            b"",
            Some(Format::Nitf),
        ),
        (
            "application/vnd.iptc.g2.newsitem+xml",
            b"",
            Some(Format::NewsMl),
        ),
        (
            "application/vnd.iptc.g2.newsmessage+xml",
            b"",
            Some(Format::NewsMl),
        ),
        (
            "application/vnd.iptc.g2.packageitem+xml",
            b"",
            Some(Format::NewsMl),
        ),
        (
            "application/xml",
            b"<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'x'><nitf>",
            Some(Format::Nitf),
        ),
        ("text/xml", b"<newsItem guid='x'/>", Some(Format::NewsMl)),
        ("application/xml", b"<rss version='2.0'>", None),
        ("application/xml", b"", Some(Format::Nitf)),
        ("text/plain", b"\x01a0123", Some(Format::Anpa)),
        (
            "text/plain",
            b"ecp0007 4 s 850  dpa-tns 0908\n",
            Some(Format::Anpa),
        ),
        ("text/plain", b"Ferry sails", Some(Format::Copy)),
        ("text/html", b"<nitf>", Some(Format::Page)),
        ("application/pdf", b"%PDF", None),
    ] {
        assert_eq!(Format::of(kind, bytes), format, "{kind} {bytes:?}");
    }
    for (format, bytes) in INPUTS.iter() {
        assert_eq!(Format::sniff(bytes), *format);
    }
    let wide: Vec<u8> = "<nitf/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(Format::sniff(&wide), Format::Nitf);
    assert_eq!(Format::sniff(b"<p>pasted</p>"), Format::Copy);
    assert_eq!(Format::sniff(b" {}"), Format::Record);
}

#[test]
fn the_charset_of_the_media_type_is_obeyed() {
    let options = Options {
        charset: Some("iso-8859-1".to_owned()),
        ..Options::default()
    };
    let text = b"<nitf><head><title>Caf\xe9</title></head></nitf>";
    assert_eq!(
        read(Format::Nitf, text, &options)
            .unwrap()
            .headline
            .as_deref(),
        Some("Café")
    );
    assert!(matches!(
        read(Format::Nitf, text, &Options::default()),
        Err(Error::Xml(_))
    ));
}

/// A unit of each format that can be repeated, inside what stands around it.
fn hostile(n: usize) -> Vec<(Format, String)> {
    let nitf = |body: String| {
        format!(
            "<nitf><head/><body><body.head>{}</body.head><body.content>{body}</body.content></body></nitf>",
            "<byline>By Ann Roe</byline>".repeat(n / 4)
        )
    };
    let g2 = |meta: String, more: String| {
        format!("<newsMessage xmlns='n'><itemSet><newsItem guid='t'><itemMeta><itemClass qcode='ninat:text'/>{meta}</itemMeta><contentMeta>{more}</contentMeta><contentSet><inlineData>x</inlineData></contentSet></newsItem>{}</itemSet></newsMessage>", (0..n / 8).map(|at| format!("<newsItem guid='p{at}'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentSet><remoteContent href='a' size='x'/></contentSet></newsItem>")).collect::<String>())
    };
    vec![
        (Format::Nitf, nitf("<media media-type='video'><media-reference mime-type='video/mp4' source='https://a.example/v' size='x'/></media>".repeat(n / 3))),
        (Format::Nitf, nitf("<p>words <em>and</em> words</p>".repeat(n / 3))),
        (Format::Nitf, format!("<nitf><head><docdata>{}</docdata></head></nitf>", "<urgency ed-urg='x'/>".repeat(n / 2))),
        (Format::NewsMl, g2((0..n / 8).rev().map(|at| format!("<link residref='p{at}'/>")).collect(), "<creator><name>Ann Roe</name></creator><subject qcode='a:b'/>".repeat(n / 16))),
        (Format::Anpa, format!("\u{1}a0123\nr i BC-x 11-19 1\n\u{2}{}\u{3}", "^words that go on and\n".repeat(n / 4))),
        (Format::Anpa, format!("\u{1}a0123\nr i BC-x 11-19 1\n\u{2}{}", "\tOSLO (AP) _ A paragraph of words.\n".repeat(n / 4))),
    ]
}

/// Four times as much may cost some four times as long; by far more would be a square.
#[test]
fn cost_grows_with_the_length() {
    let time = |format: Format, text: &str| {
        (0..3)
            .map(|_| {
                let since = Instant::now();
                let _ = read(format, text.as_bytes(), &Options::default());
                since.elapsed()
            })
            .min()
            .unwrap_or_default()
    };
    for ((format, small), (_, large)) in hostile(2_000).into_iter().zip(hostile(8_000)) {
        assert!(!matches!(
            read(format, large.as_bytes(), &Options::default()),
            Err(Error::Xml(_))
        ));
        let (short, long) = (time(format, &small), time(format, &large));
        let least = short.max(std::time::Duration::from_millis(2));
        assert!(
            long < least * 12,
            "{format:?}: {short:?}, then {long:?} for four times as much"
        );
    }
}

/// One change of a document: a span that goes, and bytes that come.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let markup = proptest::sample::select(vec![
        &b"<"[..],
        b">",
        b"/>",
        b"</p>",
        b"<p>",
        b"\"",
        b"'",
        b"&",
        b"&lt;",
        b"&x;",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE x [",
        b"\x01",
        b"\x02",
        b"\x03",
        b"\x04",
        b"^",
        b"<\n",
        b"=\n",
        b"\n\t",
        b"\xff",
        b"\xc3",
        b" xmlns='x'",
    ])
    .prop_map(<[u8]>::to_vec);
    (
        any::<usize>(),
        0_usize..40,
        proptest::prop_oneof![markup, proptest::collection::vec(any::<u8>(), 0..12)],
    )
}

proptest! {
    #[test]
    fn no_change_of_a_document_panics(which in any::<usize>(), changes in proptest::collection::vec(change(), 1..6)) {
        let (format, mut bytes) = INPUTS[which % INPUTS.len()].clone();
        for (at, gone, come) in changes {
            let at = at % (bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, come);
        }
        let sniffed = Format::sniff(&bytes);
        for format in [format, sniffed] {
            match read(format, &bytes, &Options::default()) {
                Ok(draft) => prop_assert!(draft.doubts.len() <= 400),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (format, _) in WIRES {
            let _ = read(format, &bytes, &Options::default());
        }
    }

    #[test]
    fn no_message_panics(head in "[a-z]{1,3}[0-9]{3,4}[ -~\u{1f}]{0,12}\\n?[a-z] [a-z] ?[ -~]{0,40} 11-19 [0-9]{0,4}", text in "([\\^\\t<=_ A-Za-z.,()\\n-]|EMBARGO|KILL|``|''|Eds:|By ){0,80}") {
        let message = format!("\u{1}{head}\n\u{2}{text}\u{3}AP-WF-11-19-26 9999GMT");
        let _ = read(Format::Anpa, message.as_bytes(), &Options::default());
    }
}
