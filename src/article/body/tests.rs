//! What bodies become, and what is said of it.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn base() -> Option<Url> {
    Url::parse("https://courier.example/a/b").ok()
}

fn hosts() -> Vec<String> {
    ["www.youtube.com", "player.vimeo.com"]
        .map(str::to_owned)
        .to_vec()
}

fn cleaned(input: &str) -> Cleaned {
    Body::clean(input, base().as_ref(), &hosts()).unwrap()
}

fn html(input: &str) -> String {
    cleaned(input).body.0
}

#[test]
fn scripts_styles_and_handlers_go_and_it_is_said() {
    let cleaned = cleaned(
        "<p onclick=\"x()\" style=\"color:red\" class=lead>a<script>alert(1)</script><script>2</script></p>\
         <a href=\"javascript:alert(1)\">x</a><form>f</form><font>y</font>",
    );
    assert_eq!(
        cleaned.body.0,
        "<p>a</p><a rel=\"nofollow noopener\">x</a>y"
    );
    assert_eq!(
        cleaned.removed,
        [
            "The attribute onclick was removed from <p>.",
            "<script> was removed with all that is in it (2 times).",
            "The address javascript:alert(1) was removed from <a>.",
            "<form> was removed with all that is in it.",
            "<font> was taken off; its text stays.",
            "Attributes for the page they came from were removed: style (1), class (1).",
        ]
    );
    assert_eq!(
        html("<svg><style><b onclick=alert(1)></style></svg>ok"),
        "<b>ok</b>"
    );
}

#[test]
fn a_clean_body_is_left_as_it_is() {
    let body = "<h2>Tides</h2>\n<p lang=\"fr\" dir=\"ltr\">One &amp; <em>two</em>.</p><blockquote cite=\"https://a.example/\"><p>q</p></blockquote>\
        <figure><picture><source srcset=\"https://a.example/w.webp 640w, https://a.example/x.webp 1280w\" sizes=\"100vw\" type=\"image/webp\">\
        <img src=\"https://a.example/p.jpg\" alt=\"\" width=\"640\" height=\"480\"></picture><figcaption>c <small>d</small></figcaption></figure>\
        <table><caption>t</caption><thead><tr><th scope=\"col\" colspan=\"2\">h</th></tr></thead><tbody><tr><td rowspan=\"2\">a</td><td>b</td></tr></tbody></table>\
        <ol start=\"3\"><li>a</li></ol><pre><code>x &lt; y</code></pre><p><abbr title=\"a\">b</abbr> <time datetime=\"2026-11-14\">c</time> <q>d</q><sup>2</sup><sub>3</sub></p>\
        <audio src=\"https://a.example/a.mp3\" controls=\"\"></audio><video controls=\"\" poster=\"https://a.example/p.jpg\" width=\"640\"><source src=\"https://a.example/v.mp4\" type=\"video/mp4\"></video>\
        <p><a href=\"mailto:desk@courier.example\" rel=\"nofollow noopener\">write</a></p>";
    let cleaned = cleaned(body);
    assert_eq!(cleaned.body.0, body);
    assert_eq!(cleaned.removed, [""; 0]);
}

#[test]
fn addresses_become_whole() {
    assert!(html("<a href=\"/x?y=1\">x</a>").contains("\"https://courier.example/x?y=1\""));
    assert!(html("<img src=c.jpg alt=c>").contains("\"https://courier.example/a/c.jpg\""));
    assert!(
        html("<img src='//i.example/c d.jpg' alt=c>").contains("\"https://i.example/c%20d.jpg\"")
    );
    assert_eq!(
        html("<img srcset='s.jpg 1x, javascript:x 2x' alt=c>"),
        "<img srcset=\"https://courier.example/a/s.jpg 1x\" alt=\"c\">"
    );
    assert!(html("<video src=v.mp4 poster=/p.jpg autoplay onplay=x>").contains("controls=\"\""));
    let nowhere = Body::clean("<img src=c.jpg alt=c><a href=x>y</a>", None, &[]).unwrap();
    assert_eq!(nowhere.body.0, "<a rel=\"nofollow noopener\">y</a>");
    assert_eq!(nowhere.removed.len(), 3, "{:?}", nowhere.removed);
}

#[test]
fn counters_go() {
    let cleaned = cleaned(
        "<p>a<img src=\"https://t.example/p.gif\" width=1 height=1><img src=\"https://pixel.wp.com/b.gif?v=1\"><img src=x.jpg style=\"display:none\"></p>",
    );
    assert_eq!(cleaned.body.0, "<p>a</p>");
    assert_eq!(cleaned.removed.len(), 3);
    assert!(cleaned.removed[0].contains("t.example that nobody sees"));
}

#[test]
fn frames_of_listed_hosts_stay_in_a_sandbox() {
    let frame = "<p>a</p><iframe src=\"//www.youtube.com/embed/x1?a=1&b=2\" title='A <b>\"' width=560 onload=x srcdoc='<script>' allow=camera><script>alert(1)</script></iframe>";
    let cleaned = cleaned(frame);
    assert_eq!(
        cleaned
            .body
            .as_html()
            .replace("&lt;", "<")
            .replace("&gt;", ">"),
        "<p>a</p><iframe src=\"https://www.youtube.com/embed/x1?a=1&amp;b=2\" title=\"A <b>&quot;\" width=\"560\" allowfullscreen=\"\" loading=\"lazy\" referrerpolicy=\"strict-origin-when-cross-origin\" sandbox=\"allow-popups allow-presentation allow-same-origin allow-scripts\"></iframe>"
    );
    assert_eq!(
        cleaned.body.as_html_without_frames(),
        "<p>a</p><a href=\"https://www.youtube.com/watch?v=x1\" rel=\"nofollow noopener\">A &lt;b&gt;&quot; (youtube.com)</a>"
    );
    assert_eq!(html(cleaned.body.as_html()), cleaned.body.0);
    let other = Body::clean(frame, None, &["player.vimeo.com".to_owned()]).unwrap();
    assert_eq!(other.body.0, "<p>a</p>");
    assert_eq!(
        other.removed,
        ["A frame of www.youtube.com was removed: it is not on the list of embeds."]
    );
    let inside = html("<a href=/x><iframe src=https://player.vimeo.com/video/7></iframe></a>");
    assert_eq!(
        Body(inside).as_html_without_frames(),
        "<a href=\"https://courier.example/x\" rel=\"nofollow noopener\">player.vimeo.com</a>"
    );
}

#[test]
fn broken_markup_is_repaired() {
    assert_eq!(
        html("<p>a<p>b<ul><li>c<li>d"),
        "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>"
    );
    assert_eq!(html("<b><i>a</b>b</i>"), "<b><i>a</i></b><i>b</i>");
    assert_eq!(html("</p></div>a & b < c"), "<p></p>a &amp; b &lt; c");
    assert_eq!(html("<p title=\"a"), "");
}

#[test]
fn what_xml_may_not_carry_goes_even_where_a_reference_names_it() {
    assert_eq!(
        html("a&#7;b\u{7}c&#xfffe;<a title='&#1;x'>d</a>"),
        "abc<a title=\"x\" rel=\"nofollow noopener\">d</a>"
    );
}

#[test]
fn text_is_never_html() {
    let body = Body::from_text("One <b>&\r\nline\n\n\nTwo").unwrap();
    assert_eq!(body.0, "<p>One &lt;b&gt;&amp;<br>line</p>\n<p>Two</p>");
    assert_eq!(Body::from_html(&body.0, None).unwrap(), body);
}

#[test]
fn bombs_are_refused_before_they_are_parsed() {
    assert!(Body::from_html(&"<div>".repeat(300), None).is_err());
    assert!(Body::from_html(&"<div></b>".repeat(300), None).is_err());
    assert!(Body::from_html(&"<br>".repeat(20_001), None).is_err());
    assert!(Body::from_html(&format!("<p {}>", "a=1 ".repeat(80)), None).is_err());
}

#[test]
fn the_lede_is_plain_text() {
    let body = Body::from_html(
        "<h2>x</h2><p> </p><p>R&amp;D <em>costs</em>, he said.</p>",
        None,
    )
    .unwrap();
    assert_eq!(body.lede(200).unwrap(), "R&D costs, he said.");
    assert_eq!(
        Body::from_text("one two three").unwrap().lede(9).unwrap(),
        "one two…"
    );
}

#[test]
fn the_worst_that_is_let_through_takes_a_bounded_time() {
    let bold: String = (0..250).map(|n| format!("<b lang=l{n}>")).collect();
    let mut tags = 0;
    for worst in [
        format!("{bold}{}", "<p>x".repeat(1_300)),
        format!("{}{}", "<div>".repeat(250), "</div>".repeat(250)).repeat(75),
        "<a href=x><table><tr><td>".repeat(80),
        "<svg><g><path/></g></svg>".repeat(4_000),
        "<iframe src=https://www.youtube.com/embed/x></iframe>".repeat(9_000),
        format!("<p {}>", "title=x ".repeat(63)).repeat(2_000),
        "<img srcset='a 1x, b 2x, c 3x'>".repeat(15_000),
    ] {
        let started = std::time::Instant::now();
        tags += usize::from(Body::clean(&worst, base().as_ref(), &hosts()).is_ok());
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{took:?}: {}", &worst[..40]);
    }
    assert!(tags > 4, "{tags} were read at all");
}

/// What has slipped through sanitisers: elements that change how what follows is read, and breaks between them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "<svg>", "</svg>", "<math>", "</math>", "<style>", "</style>", "<mtext>", "<mglyph>", "<malignmark>",
            "<foreignObject>", "<annotation-xml encoding='text/html'>", "<title>", "</title>", "<noscript>", "</noscript>",
            "<table>", "</table>", "<tr>", "<td>", "</td>", "<caption>", "<colgroup>", "<col>", "<select>", "<option>", "</select>", "<form>", "</form>",
            "<a href=x>", "</a>", "<b>", "</b>", "<i>", "</i>", "<nobr>", "<p>", "</p>", "<div>", "</div>", "<br>", "</br>", "<li>", "<dd>",
            "<iframe src=https://player.vimeo.com/video/1>", "</iframe>", "<iframe>", "<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>",
            "<img src=x.jpg>", "<img srcset='a.jpg 1x, b.jpg 2x'>", "<video src=v>", "<source src=s>", "<template>", "</template>", "<object>", "<embed>",
            "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?x", "<!doctype html>", "<p id='</style><img src=x onerror=alert(1)>'>", "<h1>", "</h2>", "<button>", "</button>",
            "<ruby>", "<rt>", "<pre>\n\n", "<dialog>", "<frameset>", "<body onload=x>", "<html x=y>", "<head>", "<base href=//e.example/>", "<applet>", "<marquee>",
        ]).prop_map(str::to_owned),
        2 => "[a-z \n&;<>\"'=/]{0,6}",
        1 => "[\u{0}-\u{1f}\u{80}-\u{9f}é\u{a0}\u{2028}]{0,2}",
        1 => prop::sample::select(vec!["&lt;script&gt;", "&#60;", "&#0;", "&#x7f;", "&nbsp;", "&notit;", "&amp;amp;"]).prop_map(str::to_owned),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_body_stays_what_it_is(input in pieces()) {
        if let Ok(Cleaned { body, .. }) = Body::clean(&input, base().as_ref(), &hosts()) {
            let again = Body::clean(body.as_html(), base().as_ref(), &hosts()).unwrap();
            prop_assert_eq!(&again.body, &body);
            prop_assert_eq!(again.removed, Vec::<String>::new());
            // The reading of another context changes nothing either: a page, and a feed reader's own parse.
            let document = scraper::Html::parse_fragment(body.as_html());
            prop_assert_eq!(document.root_element().inner_html(), body.as_html());
            let links = body.as_html_without_frames().into_owned();
            prop_assert!(!links.contains("<iframe"));
        }
    }

    #[test]
    fn any_characters_at_all(input in "[<>a-z/=\"' &;\u{0}-\u{8}é]{0,200}") {
        if let Ok(body) = Body::from_html(&input, None) {
            prop_assert_eq!(Body::from_html(body.as_html(), None).unwrap(), body);
        }
    }

    #[test]
    fn plain_text_survives(input in "\\PC{0,200}") {
        let body = Body::from_text(&input).unwrap();
        prop_assert_eq!(Body::from_html(body.as_html(), None).unwrap(), body);
    }
}
