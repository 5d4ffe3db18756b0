//! NITF as agencies write it, with the traps of protocols G.3; whole documents stand in `tests/golden/ingest/nitf`.

use crate::article::Draft;
use crate::article::byline::AuthorKind;
use crate::ingest::{self, Error, Format, Options};

fn read(head: &str, top: &str, content: &str) -> Draft {
    let text = format!(
        "<nitf><head>{head}</head><body><body.head>{top}</body.head><body.content>{content}</body.content></body></nitf>"
    );
    ingest::read(Format::Nitf, text.as_bytes(), &Options::default()).unwrap()
}

fn html(content: &str) -> String {
    read("", "", content).body_html.unwrap_or_default()
}

fn docdata(inside: &str) -> Draft {
    read(&format!("<docdata>{inside}</docdata>"), "", "<p>x</p>")
}

#[test]
fn a_document_without_head_and_body_is_no_article() {
    let read = |text: &str| ingest::read(Format::Nitf, text.as_bytes(), &Options::default());
    assert!(matches!(read("<nitf/>"), Err(Error::NoArticle(_))));
    let other = read("<rss version='2.0'/>").unwrap_err().to_string();
    assert!(
        other.contains("\"rss\"") && other.contains("line 1, column 1"),
        "{other}"
    );
}

/// G.2 and the dates of G.3: basic format, offsets, a zone that is missing, a release after the issue.
#[test]
fn dates_are_read_in_basic_format_and_need_a_zone() {
    let draft =
        docdata("<date.issue norm='20151210T191044Z'/><date.expire norm='20160110T000000-0500'/>");
    assert_eq!(draft.published.as_deref(), Some("2015-12-10T19:10:44Z"));
    assert_eq!(draft.expires.as_deref(), Some("2016-01-10T00:00:00-05:00"));
    assert_eq!(draft.embargo, None);
    let draft = docdata("<date.issue norm='20151210T191044'/>");
    assert_eq!(draft.published, None);
    assert_eq!(draft.complaints[0].pointer, "/published");
    assert!(draft.complaints[0].detail.contains("no time zone"));
    assert!(draft.complaints[0].detail.contains("line 1, column "));
    assert!(docdata("<date.issue norm=''/>").complaints.is_empty());
}

#[test]
fn what_is_released_later_waits_for_it() {
    let later =
        docdata("<date.release norm='20261120T060000Z'/><date.issue norm='20261119T060000Z'/>");
    assert_eq!(later.embargo.as_deref(), Some("2026-11-20T06:00:00Z"));
    let alone = docdata("<date.release norm='20261120T060000Z'/>");
    assert_eq!(alone.embargo.as_deref(), Some("2026-11-20T06:00:00Z"));
    // The same moment in two zones is no embargo.
    let same =
        docdata("<date.issue norm='20261120T060000Z'/><date.release norm='20261120T070000+0100'/>");
    assert_eq!(same.embargo, None);
}

/// NJ-5: withheld is off the feeds, canceled is a kill, which nothing else that is wrong holds up.
#[test]
fn management_status_is_obeyed() {
    let status = |word: &str, inside: &str| {
        let head = format!("<docdata management-status='{word}'>{inside}</docdata>");
        read(&head, "", "<p>x</p>")
    };
    assert_eq!(status("usable", "").status.as_deref(), Some("usable"));
    assert_eq!(status("Withheld", "").status.as_deref(), Some("withheld"));
    let killed = status("canceled", "<date.issue norm='yesterday'/>");
    assert_eq!(killed.status.as_deref(), Some("killed"));
    assert!(killed.complaints.is_empty());
    assert!(killed.doubts[0].contains("/published"));
    let open = status("embargoed", "");
    assert_eq!(open.status.as_deref(), Some("withheld"));
    assert_eq!(open.doubts.len(), 1);
    let dated = status("embargoed", "<date.release norm='20261120T060000Z'/>");
    assert_eq!((dated.status, dated.doubts.len()), (None, 0));
    let unknown = status("spiked", "");
    assert_eq!(unknown.complaints[0].pointer, "/status");
}

#[test]
fn empty_fields_count_as_missing() {
    let draft = read(
        "<title> </title><docdata><doc-id id-string='' regsrc=''/><urgency ed-urg=''/><ed-msg info=''/><doc.copyright holder='' year=''/><key-list><keyword key=''/></key-list></docdata>",
        "<hedline><hl1/></hedline><byline/><distributor/><dateline/><abstract/>",
        "<p/>",
    );
    let extras = draft.extras.clone();
    assert_eq!(
        Draft {
            extras,
            ..Draft::default()
        },
        draft
    );
}

#[test]
fn orders_in_messages_to_the_desk_are_told() {
    let draft = docdata("<ed-msg info='EMBARGOED until noon GMT'/>");
    assert!(draft.doubts[0].contains("EMBARGOED until noon"));
    assert!(
        docdata("<ed-msg info='For global distribution'/>")
            .doubts
            .is_empty()
    );
    // NTB counts versions inside the id.
    let counted = docdata("<doc-id id-string='fact-12_47'/><du-key key='fact-12' version='48'/>");
    assert_eq!(
        (counted.id.as_deref(), counted.version),
        (Some("fact-12_47"), Some(48))
    );
    assert_eq!(counted.doubts.len(), 1);
}

#[test]
fn the_headline_is_the_first_and_a_deck_says_something_else() {
    let draft = read(
        "<title>Slug</title>",
        "<hedline><hl1>A  <em>b</em></hl1><hl2>a b</hl2><hl2>C</hl2></hedline>",
        "",
    );
    assert_eq!(draft.headline.as_deref(), Some("A b"));
    assert_eq!(draft.subheadline.as_deref(), Some("C"));
    let draft = read("<title>Only this</title>", "", "");
    assert_eq!(draft.headline.as_deref(), Some("Only this"));
}

/// H.1: the forms seen in agency files.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of forms")]
fn bylines_are_read_in_the_forms_of_agencies() {
    type Case = (
        &'static str,
        &'static [&'static str],
        Option<&'static str>,
        Option<&'static str>,
    );
    let cases: &[Case] = &[
        (
            "By BERNARD CONDOR<byttl>AP Business Writer</byttl>",
            &["Bernard Condor"],
            Some("Business Writer"),
            Some("AP"),
        ),
        (
            "By IAN JONAS, Press Association",
            &["Ian Jonas"],
            None,
            Some("Press Association"),
        ),
        (
            "<person>Mia Rabbit</person> and <person>Jordan Prest</person><byttl>The Canadian Press</byttl>",
            &["Mia Rabbit", "Jordan Prest"],
            None,
            Some("The Canadian Press"),
        ),
        (
            "By CHARLES ODIN=<byttl>AP Sports Writer=</byttl>",
            &["Charles Odin"],
            Some("Sports Writer"),
            Some("AP"),
        ),
        (
            "By Tom Krasnic, The San Diego Union-Tribune =",
            &["Tom Krasnic"],
            None,
            Some("The San Diego Union-Tribune"),
        ),
        (
            "By Meredith James, <byttl>Staff Reporter</byttl>",
            &["Meredith James"],
            Some("Staff Reporter"),
            None,
        ),
        (
            "Maria Rosval, Jelena Mantsin",
            &["Maria Rosval", "Jelena Mantsin"],
            None,
            None,
        ),
    ];
    for (printed, names, role, affiliation) in cases {
        let draft = read("", &format!("<byline>{printed}</byline>"), "<p>x</p>");
        let read: Vec<&str> = draft
            .authors
            .iter()
            .map(|author| author.name.as_str())
            .collect();
        assert_eq!(read, *names, "{printed}");
        let author = &draft.authors[0];
        assert_eq!(author.role.as_deref(), *role, "{printed}");
        let full = |name: &str| {
            Options::default()
                .outlets
                .full_name(name)
                .map(str::to_owned)
        };
        assert_eq!(
            author.affiliation.as_deref().and_then(full),
            affiliation.and_then(full),
            "{printed}: {:?}",
            author.affiliation
        );
        assert!(!draft.byline.unwrap().contains(['=', '\n']), "{printed}");
    }
    // BY-7: a desk's initials are nobody's name.
    let draft = read("", "<byline>gr/bp</byline>", "<p>x</p>");
    assert!(!draft.doubts.is_empty());
    let agency = read("", "<byline>The Associated Press</byline>", "<p>x</p>");
    assert_eq!(agency.authors[0].kind, AuthorKind::Organisation);
}

/// H.2: structure before words, words before nothing, and the dash may be `_`, `-` or a true one.
#[test]
fn datelines_are_read_from_the_top_else_from_the_text() {
    let top =
        |inside: &str| read("", &format!("<dateline>{inside}</dateline>"), "<p>x</p>").dateline;
    assert_eq!(
        top("<location>NEW YORK</location>").as_deref(),
        Some("NEW YORK")
    );
    assert_eq!(top("Oslo").as_deref(), Some("Oslo"));
    assert_eq!(top("London (dpa) - ").as_deref(), Some("London"));
    assert_eq!(
        top("<location><city>Kyiv</city><country>Ukraine</country></location>").as_deref(),
        Some("Kyiv, Ukraine")
    );
    assert_eq!(
        top("<location>PARIS</location><location>BERLIN</location>").as_deref(),
        Some("PARIS and BERLIN")
    );
    assert_eq!(
        top("<story.date norm='20261119T120000Z'>Nov 19</story.date>"),
        None
    );
    let words = |text: &str| read("", "", &format!("<p>{text}</p>"));
    let draft = words("KYIV, Ukraine &#8211; It rained.");
    assert_eq!(draft.dateline.as_deref(), Some("KYIV, Ukraine"));
    assert!(
        draft.body_html.unwrap().contains("KYIV, Ukraine –"),
        "DL-5: the text keeps its words"
    );
    let draft = words("ATLANTA (AP) _ It rained.");
    assert_eq!(draft.dateline.as_deref(), Some("ATLANTA"));
    assert_eq!(
        draft.wire_source.unwrap().name.as_deref(),
        Some("The Associated Press")
    );
    assert_eq!(words("Q&amp;A -- It rained.").dateline, None);
    let head = "<docdata><evloc city='Tegucigalpa'/></docdata>";
    let draft = read(head, "", "<p>Tegucigalpa, Jan 2 (EFE).- It rained.</p>");
    assert_eq!(draft.dateline.as_deref(), Some("Tegucigalpa"));
    assert_eq!(draft.wire_source.unwrap().name.as_deref(), Some("EFE"));
}

#[test]
fn the_body_becomes_html_and_text_stays_text() {
    assert_eq!(
        html("<p>a  <strong>b</strong>\n c &lt;script&gt;</p>"),
        "<p>a <strong>b</strong> c &lt;script&gt;</p>"
    );
    assert_eq!(
        html("loose <em>words</em><p>p</p>more"),
        "<p>loose <em>words</em></p>\n<p>p</p>\n<p>more</p>"
    );
    assert_eq!(
        html("<block><hl2>H</hl2><p>p</p></block>"),
        "<h3>H</h3>\n<p>p</p>"
    );
    assert_eq!(
        html("<ol><li><p>a</p></li><li>b <a href='https://a.example/'>c</a></li></ol>"),
        "<ol><li><p>a</p>\n</li>\n<li>b <a href=\"https://a.example/\">c</a></li>\n</ol>"
    );
    assert_eq!(html("<pre>a\n  b &lt;</pre>"), "<pre>a\n  b &lt;</pre>");
    assert_eq!(
        html("<p>x<br/>y</p><script>z()</script><style>q</style>"),
        "<p>x<br>y</p>"
    );
    assert_eq!(
        html("<dl><dt>t</dt><dd>d</dd></dl>"),
        "<dl><dt>t</dt>\n<dd>d</dd>\n</dl>"
    );
    // NITF 2.5 and its `bq`, with words beside the block.
    assert_eq!(
        html("<bq>Words <credit>Ada</credit></bq>"),
        "<blockquote>\n<p>Words</p>\n<p><cite>Ada</cite></p>\n</blockquote>"
    );
}

#[test]
fn code_for_a_page_and_notes_are_told() {
    let draft = read(
        "",
        "",
        "<p>&lt;div class='embed'&gt;&lt;/div&gt;</p><note><body.content><p>HOLD FOR RELEASE at six</p></body.content></note><p>x</p>",
    );
    assert_eq!(draft.doubts.len(), 2, "{:?}", draft.doubts);
    assert!(!draft.body_html.unwrap().contains("HOLD"));
}

#[test]
fn pictures_are_taken_with_what_is_said_of_them() {
    let draft = read("", "", "<p>x</p><media media-type='image'><media-reference mime-type='image/jpeg' source='pic.jpg'/><media-caption>A. </media-caption><media-caption>B.</media-caption></media>
        <media media-type='image'><media-reference mime-type='image/jpeg' source=''/><media-caption>Lost</media-caption></media>
        <media media-type='audio'><media-reference mime-type='audio/mpeg' source='a.mp3'/></media>
        <media media-type='other'><media-reference source='x.bin'/></media>
        <media><media-reference mime-type='audio/mpeg' source='https://a.example/a.mp3' time='9'/></media>");
    assert_eq!(draft.photos.len(), 1);
    assert_eq!(draft.photos[0].photo.as_deref(), Some("pic.jpg"));
    assert_eq!(draft.photos[0].caption.as_deref(), Some("A. B."));
    assert_eq!(draft.media.len(), 1);
    assert_eq!(draft.media[0].duration_seconds, Some(9));
    assert_eq!(draft.doubts.len(), 3, "{:?}", draft.doubts);
}

#[test]
fn a_tagline_signs_an_article_that_nobody_else_does() {
    let with = |tagline: &str, top: &str| {
        let text = format!(
            "<nitf><body><body.head>{top}</body.head><body.content><p>x</p></body.content><body.end><tagline>{tagline}</tagline></body.end></body></nitf>"
        );
        ingest::read(Format::Nitf, text.as_bytes(), &Options::default()).unwrap()
    };
    let signed = with("Jane Doe, The Associated Press", "");
    assert_eq!(signed.authors[0].name, "Jane Doe");
    assert_eq!(signed.body_html.as_deref(), Some("<p>x</p>"));
    let told = with("Jane Doe writes of trains.", "<byline>By Jane Doe</byline>");
    assert_eq!(
        told.body_html.as_deref(),
        Some("<p>x</p>\n<p>Jane Doe writes of trains.</p>")
    );
    assert_eq!(with("jw/ks", "").body_html.as_deref(), Some("<p>x</p>"));
}
