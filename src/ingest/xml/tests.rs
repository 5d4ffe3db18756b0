//! What is read, what is refused and where, and that no bytes hurt.

use proptest::prelude::{any, prop_assert, proptest};

use super::{Error, MOST_DEPTH, MOST_ELEMENTS, decode, parse, root};

fn read(bytes: &[u8], charset: Option<&str>) -> Result<String, Error> {
    let text = decode(bytes, charset)?;
    let document = parse(&text)?;
    Ok(super::text(document.root_element()).unwrap_or_default())
}

fn why(bytes: &[u8]) -> (String, usize, usize) {
    let error = read(bytes, None).unwrap_err();
    (error.why, error.line, error.column)
}

fn utf_16(text: &str, mark: [u8; 2]) -> Vec<u8> {
    let big = mark == [0xfe, 0xff];
    let mut bytes = mark.to_vec();
    for unit in text.encode_utf16() {
        bytes.extend(if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    }
    bytes
}

#[test]
fn encodings_are_read_by_mark_charset_and_declaration() {
    let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>M\xfcnchen</a>";
    assert_eq!(read(latin, None).unwrap(), "München");
    let plain = b"<a>\xa3\xe9</a>";
    assert_eq!(read(plain, Some("iso-8859-1")).unwrap(), "£é");
    let quotes = b"<?xml version='1.0' encoding='latin1'?><a>\x93so\x94</a>";
    assert_eq!(read(quotes, None).unwrap(), "“so”");
    let polish = b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><a>\xa3\xf3d\xbc</a>";
    assert_eq!(read(polish, None).unwrap(), "Łódź");
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>Κέρκυρα 🗞</a>";
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
        assert_eq!(read(&utf_16(text, mark), None).unwrap(), "Κέρκυρα 🗞");
        assert_eq!(read(&utf_16(text, mark)[2..], None).unwrap(), "Κέρκυρα 🗞");
    }
    // The mark wins over the charset, the charset over the declaration (RFC 7303 section 3).
    assert_eq!(
        read(b"\xef\xbb\xbf<a>\xc3\xa9</a>", Some("iso-8859-1")).unwrap(),
        "é"
    );
    let declared = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xc3\xa9</a>";
    assert_eq!(read(declared, Some("utf-8")).unwrap(), "é");
}

#[test]
fn a_fault_has_its_line_and_column() {
    assert_eq!(why(b"<a>\n  <b></c>\n</a>").1, 2);
    let (text, line, column) = why(b"<a>\n<b>caf\xe9</b></a>");
    assert!(text.contains("not UTF-8"), "{text}");
    assert_eq!((line, column), (2, 7));
    let (text, line, _) = why(b"<a>\n\n&nbsp;</a>");
    assert!(text.contains("&nbsp;"), "{text}");
    assert_eq!(line, 3);
    let (text, _, _) = why(b"<?xml version='1.0' encoding='martian'?><a/>");
    assert!(text.contains("martian"), "{text}");
    assert!(read(b"", None).is_err());
    assert!(read(b"<a>", None).is_err());
    assert!(read(b"plain words", None).is_err());
}

#[test]
fn a_document_type_that_only_names_a_file_is_passed_over() {
    for doctype in [
        "<!DOCTYPE nitf SYSTEM \"nitf-3-4.dtd\">",
        "<!DOCTYPE nitf PUBLIC \"-//IPTC//DTD NITF 3.4//EN\" \"http://127.0.0.1:9/a]>b[.dtd\">",
        "<!DOCTYPE\nnitf>",
    ] {
        let text = format!("<?xml version=\"1.0\"?>\n<!-- sent -->{doctype}\n<nitf>ä&amp;</nitf>");
        assert_eq!(read(text.as_bytes(), None).unwrap(), "ä&", "{doctype}");
        assert_eq!(root(text.as_bytes()).as_deref(), Some("nitf"));
        // What is wrong behind it is told at its own place.
        let broken = format!("{doctype}\n<nitf>\n<b></nitf>");
        let line = doctype.matches('\n').count() + 3;
        assert_eq!(why(broken.as_bytes()).1, line);
    }
}

#[test]
fn a_document_type_with_declarations_is_refused() {
    let bombs = [
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"x.dtd\" [<!ENTITY % p SYSTEM \"http://127.0.0.1/\"> %p;]><a/>",
        "<!DOCTYPE a><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "<!DOCTYPE a [",
        "<!DOCTYPE a",
    ];
    for bomb in bombs {
        assert!(read(bomb.as_bytes(), None).is_err(), "{bomb}");
    }
    let mut laughs = String::from("<!DOCTYPE l [<!ENTITY l0 \"ha\">");
    for n in 1..12 {
        laughs += &format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};\">", n - 1);
    }
    laughs += "]><l>&l11;</l>";
    let (text, line, _) = why(laughs.as_bytes());
    assert!(text.contains("declares something itself"), "{text}");
    assert_eq!(line, 1);
}

#[test]
fn too_deep_too_many_too_long_are_refused() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(read(nested(MOST_DEPTH).as_bytes(), None).is_ok());
    assert!(why(nested(MOST_DEPTH + 1).as_bytes()).0.contains("deeper"));
    assert!(why(nested(100_000).as_bytes()).0.contains("deeper"));
    let many = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
    assert!(why(many.as_bytes()).0.contains("elements"));
    let wide: String = (0..65).map(|n| format!(" a{n}='x'")).collect();
    assert!(
        why(format!("<a{wide}/>").as_bytes())
            .0
            .contains("attributes")
    );
    let spaces: String = (0..40).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
    let again: String = (0..40).map(|n| format!(" xmlns:b{n}='v{n}'")).collect();
    assert!(
        why(format!("<a{spaces}><b{again}/></a>").as_bytes())
            .0
            .contains("namespaces")
    );
    assert!(read(format!("<r><a{spaces}/><b{again}/></r>").as_bytes(), None).is_ok());
    assert!(why(&vec![b' '; 3 * 1024 * 1024]).0.contains("bytes"));
}

#[test]
fn text_is_one_line_with_blanks_where_blocks_meet() {
    let text = "<a><p>One.</p><p>Two <em>th</em>ree.</p>four<br/>five<!-- six --></a>";
    assert_eq!(
        read(text.as_bytes(), None).unwrap(),
        "One. Two three. four five"
    );
}

#[test]
fn the_root_is_seen_whatever_stands_before_it() {
    let cases: [(&[u8], Option<&str>); 6] = [
        (
            b"\xef\xbb\xbf <?xml version='1.0'?><?x y?><n:nitf a='1'>",
            Some("nitf"),
        ),
        (b"<newsItem\nguid='x'>", Some("newsItem")),
        (b"<!-- <rss> --><newsMessage>", Some("newsMessage")),
        (b"<!DOCTYPE nitf [ <!ENTITY a '>'> ]><nitf>", Some("nitf")),
        (b"words < nitf", None),
        (b"", None),
    ];
    for (bytes, name) in cases {
        assert_eq!(root(bytes).as_deref(), name, "{bytes:?}");
    }
    assert_eq!(
        root(&utf_16("<nitf/>", [0xff, 0xfe])).as_deref(),
        Some("nitf")
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, None);
        let _ = root(&bytes);
    }

    #[test]
    fn no_markup_panics(text in "(<!DOCTYPE|<\\?|\\?>|<!--|-->|\\[|\\]|<[ab:]{1,3}|/>|>|</a>|'|\"|&[a-z#0-9]{0,3};|<!\\[CDATA\\[|\\]\\]>| x=|é|\\n){0,60}") {
        if let Err(error) = read(text.as_bytes(), None) {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
        let _ = root(text.as_bytes());
    }
}
