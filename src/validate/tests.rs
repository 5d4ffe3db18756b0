//! What holds for every document, and the life of the room as its users see it.
use super::{Document, Format, Level, Report, rules, validate};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use std::collections::HashSet;

fn judge(bytes: &[u8]) -> Report {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    validate(&Document {
        bytes,
        media_type: None,
        location: None,
        now,
    })
}

fn ids(report: &Report, level: Level) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .filter(|finding| finding.rule.level == level)
        .map(|finding| finding.rule.id)
        .collect()
}

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>World</title><link>https://paper.example/world</link><description>News of the world</description>
<language>en</language><atom:link rel="self" type="application/rss+xml" href="https://paper.example/feeds/world.rss"/>
<item>
<title>One</title><link>https://paper.example/1</link><guid isPermaLink="false">tag:paper.example,2026-01-01:1</guid>
<pubDate>Sun, 22 Nov 2026 11:00:00 +0000</pubDate><dc:creator>Ann Author</dc:creator>
<description>First</description><content:encoded><![CDATA[<p>One <img src="https://paper.example/1.jpg" alt="one"></p>]]></content:encoded>
<enclosure url="https://paper.example/1.jpg" length="1000" type="image/jpeg"/>
<media:content url="https://paper.example/1.jpg" medium="image" width="100" height="50"/>
</item>
<item><title>Two</title><guid isPermaLink="false">tag:paper.example,2026-01-01:2</guid></item>
</channel></rss>"#;

#[test]
fn a_good_feed_is_valid_and_silent() {
    let report = judge(RSS.as_bytes());
    assert_eq!(report.format, Format::Rss);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.is_valid());
}

#[test]
fn a_finding_names_its_place_and_its_item() {
    let text = RSS.replace("length=\"1000\"", "length=\"many\"");
    let report = judge(text.as_bytes());
    let [finding] = &report.findings[..] else {
        panic!("{:#?}", report.findings)
    };
    assert_eq!(
        (finding.rule.id, finding.line, finding.item),
        ("InvalidIntegerAttribute", 10, Some(0))
    );
    assert!(
        finding.excerpt.starts_with("<enclosure"),
        "{}",
        finding.excerpt
    );
    assert_eq!(report.of_item(0).count(), 1);
    assert_eq!(report.of_item(1).count(), 0);
}

#[test]
fn two_guids_of_one_value_are_the_second_items_fault() {
    let text = RSS.replace(",2026-01-01:2<", ",2026-01-01:1<");
    let report = judge(text.as_bytes());
    assert_eq!(ids(&report, Level::Error), ["DuplicateValue"]);
    assert_eq!(report.findings[0].item, Some(1));
}

#[test]
fn a_script_behind_a_stray_tag_is_still_seen() {
    let text = RSS.replace(
        "<p>One ",
        "<p></b>One <script>x</script><a href=\" java\nscript:alert(1)\">a</a>",
    );
    let report = judge(text.as_bytes());
    let found = ids(&report, Level::Warning);
    assert!(
        found.contains(&"SecurityRisk") && found.contains(&"ScriptLink"),
        "{found:?}"
    );
}

#[test]
fn a_flaw_in_content_is_told_where_it_stands() {
    let text = RSS.replace("<p>One ", "<p>One\n<b>two</b> <script>x</script> ");
    let report = judge(text.as_bytes());
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule.id == "SecurityRisk")
        .unwrap();
    assert_eq!((finding.line, finding.column), (10, 12), "{finding:?}");
    assert!(finding.excerpt.starts_with("<script>"));
}

#[test]
fn a_broken_document_is_told_with_the_item_it_breaks_in() {
    let text = RSS.replace("<title>Two</title>", "<title>Two & more</title>");
    let report = judge(text.as_bytes());
    assert!(ids(&report, Level::Error).contains(&"SAXError"));
    let fatal = report
        .findings
        .iter()
        .find(|finding| finding.rule.id == "SAXError")
        .unwrap();
    assert_eq!(fatal.item, Some(1), "{fatal:?}");
}

#[test]
fn a_json_feed_is_judged_by_its_own_rules() {
    let good = r#"{"version":"https://jsonfeed.org/version/1.1","title":"World","home_page_url":"https://p.example/","feed_url":"https://p.example/f.json","items":[{"id":"1","content_html":"<p>a</p>"},{"id":"2","content_text":"b"}]}"#;
    let report = judge(good.as_bytes());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let bad = good.replace("\"id\":\"2\"", "\"id\":\"1\",\"date_published\":\"today\"");
    let report = judge(bad.as_bytes());
    assert_eq!(
        ids(&report, Level::Error),
        ["DuplicateIds", "InvalidRFC3339Date"]
    );
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.item == Some(1))
    );
    assert_eq!(
        ids(&judge(b"{\"version\": nope}"), Level::Error),
        ["InvalidJson"]
    );
}

#[test]
fn bombs_are_bounded() {
    let deep = "<a>".repeat(100_000);
    assert!(!judge(deep.as_bytes()).is_valid());
    let lists = "[".repeat(100_000);
    assert!(!judge(lists.as_bytes()).is_valid());
    let lol = "<!DOCTYPE rss [<!ENTITY a \"0123456789\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><rss version=\"2.0\"><channel><title>&c;</title></channel></rss>";
    assert!(!judge(lol.as_bytes()).is_valid());
    let html = RSS.replace("<p>One ", &"<b><a><div>".repeat(20_000));
    assert!(judge(html.as_bytes()).is_valid());
}

#[test]
fn rule_ids_are_unique_and_every_rule_says_why_and_what_to_do() {
    let mut seen = HashSet::new();
    for rule in rules() {
        assert!(
            seen.insert(rule.id),
            "{} stands in the catalogue twice",
            rule.id
        );
        for text in [rule.why, rule.fix] {
            assert!(text.ends_with('.') && text.len() > 6, "{}: {text}", rule.id);
        }
        assert!(!rule.section.is_empty(), "{}", rule.id);
    }
}

#[test]
fn one_line_of_json_a_report() {
    let line = super::json_line("a.rss", &judge(&RSS.as_bytes()[..200]));
    assert!(!line.contains('\n'));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["file"], "a.rss");
    assert_eq!(value["errors"][0]["id"], "SAXError");
    assert!(value["errors"][0]["line"].as_u64().unwrap() >= 1);
}

#[test]
fn build_servers_can_read_a_report() {
    let text = RSS.replace(
        "length=\"1000\"",
        "length=\"<many>\"".replace('<', "&lt;").as_str(),
    );
    let report = judge(text.as_bytes());
    let junit = super::junit(&[("a&b.rss", &report)]);
    let tree = roxmltree::Document::parse(&junit).unwrap();
    assert_eq!(
        tree.descendants()
            .filter(|node| node.has_tag_name("failure"))
            .count(),
        1
    );
    let sarif: serde_json::Value =
        serde_json::from_str(&super::sarif(&[("a.rss", &report)])).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"][0]["ruleId"],
        "InvalidIntegerAttribute"
    );
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"],
        "InvalidIntegerAttribute"
    );
    assert!(
        super::explain("invalidintegerattribute")
            .unwrap()
            .contains("Write digits only.")
    );
    assert_eq!(super::explain("NoSuchRule"), None);
}

fn places_are_in_the_text(text: &[u8], report: &Report) {
    let lines = text.iter().filter(|&&byte| byte == b'\n').count() + 1;
    for finding in &report.findings {
        assert!(
            finding.line >= 1 && finding.line as usize <= lines.max(1) + 1,
            "{finding:?}"
        );
        assert!(finding.column >= 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_a_report(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        judge(&bytes);
    }

    #[test]
    fn a_mangled_feed_gets_a_report(cut in 0..RSS.len(), at in 0..RSS.len(), byte in any::<u8>(), again in 0..RSS.len()) {
        let mut bytes = RSS.as_bytes().to_vec();
        bytes[at] = byte;
        let report = judge(&bytes);
        places_are_in_the_text(&bytes, &report);
        bytes.truncate(cut);
        judge(&bytes);
        bytes.extend_from_slice(&RSS.as_bytes()[again..]);
        judge(&bytes);
    }

    #[test]
    fn mangled_json_gets_a_report(text in "[\\[\\]{}\":,a-z0-9\\\\ufé ]{0,80}") {
        judge(format!("{{{text}").as_bytes());
    }
}

/// Not a test of speed but its measure: `cargo test --release -- --ignored --nocapture speed`.
#[test]
#[ignore = "a measurement; run it in release"]
fn speed() {
    for (items, paragraphs) in [(50, 2), (50, 14), (1_000, 2)] {
        let paragraph = "<p>The quick brown fox jumps over the lazy dog &amp; asks <a href=\"https://paper.example/x\">what</a> it was about, at length and with <em>emphasis</em>, in a sentence of some three hundred characters so that a paragraph looks like one of a newspaper and not like one of a test, which is shorter.</p>\n";
        let head = RSS.find("<item>").unwrap();
        let (start, rest) = RSS.split_at(head);
        let item = &rest[..rest.find("</item>").unwrap() + 7];
        let body: String = (0..items)
            .map(|n| {
                item.replace(":1</guid>", &format!(":{n}</guid>")).replace(
                    "<p>One ",
                    &format!("{}<p>One ", paragraph.repeat(paragraphs)),
                )
            })
            .collect();
        let feed = format!("{start}{body}</channel></rss>");
        let best = (0..20)
            .map(|_| {
                let begun = std::time::Instant::now();
                let report = judge(feed.as_bytes());
                assert!(report.is_valid(), "{:?}", report.findings.first());
                begun.elapsed()
            })
            .min()
            .unwrap();
        println!("{items} items, {} KB: {best:?}", feed.len() / 1024);
        let measure = |what: &str, work: &dyn Fn()| {
            let begun = std::time::Instant::now();
            work();
            println!("    of which {what}: {:?}", begun.elapsed());
        };
        measure("the tree", &|| drop(super::tree::parse(&feed)));
        let content = feed
            .split("CDATA[")
            .skip(1)
            .map(|rest| rest.split("]]>").next().unwrap());
        measure("HTML", &|| {
            content
                .clone()
                .for_each(|html| drop(super::value::html::flaws(html)))
        });
    }
}
