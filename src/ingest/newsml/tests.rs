//! NewsML-G2 and what of it is refused; whole messages stand in `tests/golden/ingest/newsml`.

use crate::article::Draft;
use crate::ingest::{self, Error, Format, Options};

const NAR: &str = "xmlns='http://iptc.org/std/nar/2006-10-01/'";

fn read(text: &str) -> Result<Draft, Error> {
    ingest::read(Format::NewsMl, text.as_bytes(), &Options::default())
}

fn item(meta: &str, content: &str, set: &str) -> String {
    format!(
        "<newsItem {NAR} guid='g1' version='2' xml:lang='en'><itemMeta><itemClass qcode='ninat:text'/>{meta}</itemMeta><contentMeta><headline>H</headline>{content}</contentMeta><contentSet>{set}</contentSet></newsItem>"
    )
}

const BODY: &str = "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>One.</p><p>Two.</p></body></html></inlineXML>";

fn picture(guid: &str, meta: &str, href: &str) -> String {
    format!(
        "<newsItem guid='{guid}' version='1'><itemMeta><itemClass qcode='ninat:picture'/>{meta}</itemMeta><contentMeta><description role='drol:caption'>Of {guid}</description></contentMeta><contentSet><remoteContent rendition='rnd:highRes' href='{href}' contenttype='image/jpeg'/></contentSet></newsItem>"
    )
}

fn message(items: &str) -> String {
    format!("<newsMessage {NAR}><header/><itemSet>{items}</itemSet></newsMessage>")
}

fn refusal(text: &str) -> String {
    match read(text) {
        Err(Error::NoArticle(why)) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_article_is_refused_by_name_and_place() {
    for (text, words) in [
        (format!("<conceptItem {NAR}/>"), "a concept"),
        (format!("<knowledgeItem {NAR}/>"), "list of concepts"),
        (format!("<planningItem {NAR}/>"), "plan of coverage"),
        (format!("<catalogItem {NAR}/>"), "catalog"),
        (
            format!("<packageItem {NAR}><groupSet/></packageItem>"),
            "only refers",
        ),
        (picture("p", "", "x.jpg"), "without a text"),
        ("<NewsML/>".to_owned(), "NewsML 1"),
        (message(""), "no text item"),
        (message("\n<planningItem/>"), "plan of coverage"),
    ] {
        let why = refusal(&text);
        assert!(why.contains(words) && why.contains("(line "), "{why}");
    }
    let two = message(&format!("{}\n{}", item("", "", BODY), item("", "", BODY)));
    let why = refusal(&two);
    assert!(
        why.contains("2 text items") && why.contains("bulk") && why.contains("line 2"),
        "{why}"
    );
}

/// NJ-5 in G2's words; a kill is not held up by other faults.
#[test]
fn publishing_status_is_obeyed() {
    let status = |meta: &str| read(&item(meta, "", BODY)).unwrap();
    assert_eq!(status("").status, None);
    assert_eq!(
        status("<pubStatus qcode='stat:withheld'/>")
            .status
            .as_deref(),
        Some("withheld")
    );
    let killed = status(
        "<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/><versionCreated>2026</versionCreated>",
    );
    assert_eq!(killed.status.as_deref(), Some("killed"));
    assert!(killed.complaints.is_empty());
    let empty = format!(
        "<newsItem {NAR} guid='g'><itemMeta><itemClass qcode='ninat:text'/><pubStatus qcode='stat:canceled'/></itemMeta></newsItem>"
    );
    let empty = read(&empty).unwrap();
    assert_eq!(empty.status.as_deref(), Some("killed"));
    assert!(empty.complaints.is_empty());
    assert_eq!(
        status("<pubStatus qcode='stat:resting'/>").complaints[0].pointer,
        "/status"
    );
}

/// NJ-4: an embargo without an end never lets the article out by itself.
#[test]
fn embargoes_are_read_and_an_open_one_withholds() {
    let draft = read(&item(
        "<embargoed>2026-11-20T06:00:00Z</embargoed>",
        "",
        BODY,
    ))
    .unwrap();
    assert_eq!(draft.embargo.as_deref(), Some("2026-11-20T06:00:00Z"));
    assert_eq!(draft.status, None);
    for open in [
        "<embargoed/>",
        "<embargoed xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>",
    ] {
        let draft = read(&item(
            &format!("{open}<pubStatus qcode='stat:usable'/>"),
            "",
            BODY,
        ))
        .unwrap();
        assert_eq!(draft.status.as_deref(), Some("withheld"));
    }
    let bad = read(&item("<embargoed>soon</embargoed>", "", BODY)).unwrap();
    assert_eq!(bad.complaints[0].pointer, "/embargo");
}

#[test]
fn versions_dates_and_signals() {
    let meta = "<versionCreated>2026-11-19T10:00:00Z</versionCreated><firstCreated>2026-11-18T10:00:00+01:00</firstCreated><signal qcode='sig:correction'/><signal qcode='sig:update'/>";
    let draft = read(&item(meta, "", BODY)).unwrap();
    assert_eq!((draft.id.as_deref(), draft.version), (Some("g1"), Some(2)));
    assert_eq!(
        draft.published.as_deref(),
        Some("2026-11-18T10:00:00+01:00")
    );
    assert_eq!(draft.updated.as_deref(), Some("2026-11-19T10:00:00Z"));
    assert_eq!(
        draft.correction.unwrap().kind.as_deref(),
        Some("correction")
    );
    let alone = read(&item(
        "<versionCreated>2026-11-19T10:00:00Z</versionCreated>",
        "",
        BODY,
    ))
    .unwrap();
    assert_eq!(
        (alone.published.as_deref(), alone.updated),
        (Some("2026-11-19T10:00:00Z"), None)
    );
    let named = item("", "", BODY).replace("version='2'", "version='two'");
    assert_eq!(read(&named).unwrap().complaints[0].pointer, "/version");
}

/// Codes are resolved from the shipped table or the document's own catalog, never fetched; others are kept whole.
#[test]
fn qcodes_are_resolved_or_kept() {
    let content = "<subject qcode='medtop:15000000'/><subject qcode='own:a'/><subject qcode='else:b'><name>B</name></subject><subject uri='https://cv.iptc.org/newscodes/mediatopic/20000271'/><subject/>";
    let text = item("", content, BODY).replace(
        "<itemMeta>",
        "<catalog><scheme alias='own' uri='https://own.example/'/></catalog><itemMeta>",
    );
    let subjects = read(&text).unwrap().subjects;
    let read: Vec<_> = subjects
        .iter()
        .map(|subject| {
            (
                subject.scheme.as_deref(),
                subject.code.as_deref(),
                subject.name.as_deref(),
            )
        })
        .collect();
    let medtop = Some("http://cv.iptc.org/newscodes/mediatopic/");
    assert_eq!(
        read,
        [
            (medtop, Some("15000000"), Some("sport")),
            (Some("https://own.example/"), Some("a"), None),
            (None, Some("else:b"), Some("B")),
            (medtop, Some("20000271"), None),
        ]
    );
}

#[test]
fn creators_speak_where_no_byline_is_printed() {
    let content = "<creator qcode='x:1' type='cpnat:person' uri='https://a.example/roe'><name>Ann Roe</name></creator><creator role='cpprole:photographer'><name>Pat Lens</name></creator><creator><name>stone.ben</name></creator><creator literal='Reuters'/><contributor role='ctrol:editor'><name>Ed Blue</name></contributor>";
    let draft = read(&item("", content, BODY)).unwrap();
    let names: Vec<&str> = draft
        .authors
        .iter()
        .map(|author| author.name.as_str())
        .collect();
    assert_eq!(names, ["Ann Roe", "Reuters"]);
    assert_eq!(
        draft.authors[0].url.as_deref(),
        Some("https://a.example/roe")
    );
    let helped: Vec<_> = draft
        .contributors
        .iter()
        .map(|author| (author.name.as_str(), author.role.as_deref()))
        .collect();
    assert_eq!(
        helped,
        [
            ("Pat Lens", Some("photographs")),
            ("Ed Blue", Some("editing"))
        ]
    );
    assert_eq!(draft.doubts.len(), 1, "{:?}", draft.doubts);
    let printed = read(&item(
        "",
        &format!("<by>Ann Roe, Reuters</by>{content}"),
        BODY,
    ))
    .unwrap();
    assert_eq!(printed.authors.len(), 1);
    assert_eq!(printed.byline.as_deref(), Some("Ann Roe, Reuters"));
}

#[test]
fn names_of_extensions_are_not_ours() {
    let content = "<x:headline xmlns:x='urn:x'>Not this</x:headline><located><x:name xmlns:x='urn:x'>No</x:name><name>Oslo</name></located>";
    let draft = read(&item("", content, BODY)).unwrap();
    assert_eq!(draft.headline.as_deref(), Some("H"));
    assert_eq!(draft.dateline.as_deref(), Some("Oslo"));
}

#[test]
fn the_text_is_read_in_its_forms() {
    let body = |set: &str| read(&item("", "", set)).unwrap();
    assert_eq!(
        body(BODY).body_html.as_deref(),
        Some("<p>One.</p><p>Two.</p>")
    );
    let html =
        body("<inlineData contenttype='text/html'>&lt;p&gt;A &amp;amp; b&lt;/p&gt;</inlineData>");
    assert_eq!(html.body_html.as_deref(), Some("<p>A &amp; b</p>"));
    let plain = body(
        "<inlineData contenttype='text/plain'>KYIV, Ukraine (AP) _ It &lt;b&gt; rained.\n\nStill.</inlineData>",
    );
    assert_eq!(
        plain.body_text.as_deref(),
        Some("KYIV, Ukraine (AP) _ It <b> rained.\n\nStill.")
    );
    assert_eq!(plain.dateline.as_deref(), Some("KYIV, Ukraine"));
    assert_eq!(
        plain.wire_source.unwrap().name.as_deref(),
        Some("The Associated Press")
    );
    for (set, words) in [
        (
            "<inlineData contenttype='text/plain' encoding='encd:base64'>QQ==</inlineData>",
            "encoded",
        ),
        (
            "<inlineData contenttype='application/pdf'>x</inlineData>",
            "application/pdf",
        ),
        ("<inlineXML><sports-content/></inlineXML>", "sports-content"),
        (
            "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'/></inlineXML>",
            "without a body",
        ),
        (
            "<remoteContent href='https://a.example/t.html' contenttype='text/html'/>",
            "not fetched",
        ),
    ] {
        let draft = body(set);
        assert!(
            draft.complaints[0].detail.contains(words),
            "{set}: {:?}",
            draft.complaints
        );
        assert!(draft.complaints[0].detail.contains("(line "), "{set}");
        assert!(draft.photos.is_empty(), "{set}");
    }
    let twice = body(&format!("{BODY}{BODY}"));
    assert_eq!(twice.doubts.len(), 1);
}

#[test]
fn a_page_around_the_text_is_taken_off() {
    let page = "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><article><header><ul><li>SLUG</li></ul><h1>H</h1></header><h1> h </h1><p>One.</p><script>x()</script><pre>a\n  b</pre></article></body></html></inlineXML>";
    let draft = read(&item("", "", page)).unwrap();
    assert_eq!(
        draft.body_html.as_deref(),
        Some("<p>One.</p><pre>a\n  b</pre>")
    );
    let other = page.replace("<h1>H</h1>", "<h1>Another</h1>");
    let draft = read(&item("", "", &other)).unwrap();
    assert!(draft.doubts[0].contains("Another"));
    assert!(!draft.body_html.unwrap().contains("SLUG"));
}

#[test]
fn pictures_belong_by_package_or_link_and_may_be_held_back() {
    let text = item("", "", BODY);
    let take = |items: &str| read(&message(items)).unwrap();
    let alone = take(&format!(
        "{text}{}",
        picture("p1", "", "https://a.example/1.jpg")
    ));
    assert_eq!(alone.photos.len(), 1);
    assert_eq!(alone.photos[0].caption.as_deref(), Some("Of p1"));
    assert!(alone.doubts[0].contains("Nothing in the message says"));
    let linked = item("<link rel='irel:hasPicture' residref='p2'/>", "", BODY);
    let draft = take(&format!(
        "{linked}{}{}",
        picture("p1", "", "https://a.example/1.jpg"),
        picture("p2", "", "https://a.example/2.jpg")
    ));
    assert_eq!(draft.photos.len(), 1);
    assert_eq!(
        draft.photos[0].url.as_deref(),
        Some("https://a.example/2.jpg")
    );
    let package = "<packageItem><itemRef residref='p2'/><itemRef residref='p1'/></packageItem>";
    for (meta, taken) in [
        ("<pubStatus qcode='stat:canceled'/>", false),
        ("<pubStatus qcode='stat:withheld'/>", false),
        ("<embargoed/>", false),
        ("<embargoed>2026-12-01T00:00:00Z</embargoed>", false),
        ("<pubStatus qcode='stat:usable'/>", true),
    ] {
        let draft = take(&format!(
            "{package}{text}{}{}",
            picture("p1", meta, "https://a.example/1.jpg"),
            picture("p2", "", "https://a.example/2.jpg")
        ));
        let urls: Vec<_> = draft
            .photos
            .iter()
            .filter_map(|photo| photo.url.as_deref())
            .collect();
        let both = ["https://a.example/2.jpg", "https://a.example/1.jpg"];
        assert_eq!(urls, &both[..if taken { 2 } else { 1 }], "{meta}");
        assert_eq!(draft.doubts.len(), usize::from(!taken), "{meta}");
    }
    let relative = take(&format!(
        "{package}{text}{}",
        picture("p1", "", "./dir/p1.jpg")
    ));
    assert_eq!(relative.photos[0].photo.as_deref(), Some("p1.jpg"));
}
