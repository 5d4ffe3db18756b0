//! Every page with the news of a real day: well-formed, escaped, without script or style of its
//! own, and written to files a person can open.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone, Utc};
use scraper::{Html, Selector};

use super::*;

const ATTACK: &str = r#"<script>alert("1")</script> & <b onclick='x'>Tom & "Jerry"</b>"#;

fn moment(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0)
        .unwrap()
}

fn links(name: &str) -> FeedLinks {
    let page = format!("https://news.example.org/feeds/{name}");
    FeedLinks {
        rss: format!("{page}.rss"),
        atom: format!("{page}.atom"),
        json: format!("{page}.json"),
        page,
    }
}

fn card(title: &str, name: &str, description: &str, n_articles: usize) -> FeedCard {
    FeedCard {
        title: title.to_owned(),
        description: description.to_owned(),
        language: "en".to_owned(),
        links: links(name),
        n_articles,
        updated: (n_articles > 0).then(|| moment(22, 17, 5)),
    }
}

fn cards() -> Vec<FeedCard> {
    vec![
        card(
            "All news",
            "all",
            "Everything the Harbour Courier publishes, as it is published.",
            48,
        ),
        card(
            "World",
            "world",
            "Reporting from abroad, by our correspondents and the agencies.",
            21,
        ),
        card(
            "Science & nature",
            "science",
            "What is being found out, and how sure one can be of it.",
            12,
        ),
        card("Culture", "culture", "Stage, screen, page and gallery.", 1),
        card(
            "Corrections",
            "corrections",
            "Every mistake we have put right.",
            0,
        ),
    ]
}

fn site() -> Site {
    Site {
        title: "The Harbour Courier".to_owned(),
        description: "Independent news from the northern coast, since this morning.".to_owned(),
        language: "en-GB".to_owned(),
        public_url: "https://news.example.org/".to_owned(),
        icon: None,
        rights: Some("© 2026 The Harbour Courier".to_owned()),
        feeds: cards()
            .into_iter()
            .map(|card| NavLink {
                title: card.title,
                url: card.links.page,
            })
            .collect(),
    }
}

fn author(name: &str, affiliation: Option<&str>, url: Option<&str>) -> Author {
    Author {
        name: name.to_owned(),
        affiliation: affiliation.map(str::to_owned),
        url: url.map(str::to_owned),
    }
}

fn photo(name: &str, width: u32, height: u32, caption: &str, credit: &str) -> Photo {
    Photo {
        url: format!("https://news.example.org/photos/{name}"),
        width,
        height,
        alt: format!("{caption} seen in daylight"),
        caption: Some(caption.to_owned()),
        credit: Some(credit.to_owned()),
    }
}

fn teaser(number: u32, headline: &str, section: &str, author_name: &str) -> Teaser {
    Teaser {
        url: format!("https://courier.example/2026/{number}"),
        headline: headline.to_owned(),
        summary: Some(
            "The council has until Friday to decide. What is known, what is not, and what \
             it would cost those who live along the quay."
                .to_owned(),
        ),
        language: "en".to_owned(),
        section: Some(section.to_owned()),
        authors: vec![author(author_name, None, None)],
        byline: None,
        published: moment(22, 17, 5) - chrono::TimeDelta::minutes(i64::from(number) * 97),
        updated: moment(22, 17, 5) - chrono::TimeDelta::minutes(i64::from(number) * 97),
        photo: None,
        correction: None,
    }
}

fn teasers() -> Vec<Teaser> {
    let mut list = vec![
        teaser(
            0,
            "Old swing bridge will open to walkers again before the winter is out",
            "Harbour",
            "Ingrid Sørensen",
        ),
        teaser(
            1,
            "Ukraine fired U.S.-made missiles into Russia for first time, officials say",
            "World",
            "Marc Santora",
        ),
        teaser(
            2,
            "A hundred years of fog: what the lighthouse keepers wrote down",
            "Science",
            "Amara Okafor",
        ),
        teaser(
            3,
            "Портові міста готуються до найхолоднішої зими за десять років",
            "World",
            "Оксана Ткаченко",
        ),
        teaser(
            4,
            "مكتبة الميناء تفتح أبوابها بعد عامين من الترميم",
            "Culture",
            "ليلى حداد",
        ),
        teaser(
            5,
            "Ferry timetable for the week",
            "Harbour",
            "Harbour Courier News Desk",
        ),
        teaser(
            6,
            "The staircase that leads nowhere, and the woman who sweeps it",
            "Culture",
            "Jun Watanabe",
        ),
    ];
    list[0].photo = Some(photo(
        "bridge.jpg",
        1600,
        1067,
        "The swing bridge, closed since the storm of January",
        "Photo by Per Lindqvist for The Harbour Courier",
    ));
    list[0].updated = moment(22, 18, 40);
    list[0].authors.push(author(
        "Tomás Reyes",
        None,
        Some("https://courier.example/reyes"),
    ));
    list[1].photo = Some(photo(
        "night-sky.jpg",
        1600,
        1067,
        "The predawn sky over the region",
        "South Korean Defense Ministry via Getty Images",
    ));
    list[1]
        .authors
        .push(author("Eric Schmitt", Some("New York Times"), None));
    list[1].correction = Some(Correction {
        note: "An earlier version of this article misstated the day of the decision. It was Sunday, not Saturday.".to_owned(),
        corrected: moment(22, 16, 0),
    });
    list[2].photo = Some(photo(
        "fog-hills.jpg",
        1600,
        1067,
        "Fog over the hills",
        "Amara Okafor",
    ));
    list[3].language = "uk".to_owned();
    list[3].summary = Some("Мери домовилися про спільний запас вугілля й генераторів.".to_owned());
    list[3].photo = Some(photo(
        "snow-forest.jpg",
        1600,
        1067,
        "Сніг у лісі над портом",
        "Оксана Ткаченко",
    ));
    list[4].language = "ar".to_owned();
    list[4].summary = Some("عشرة آلاف كتاب عادت إلى رفوفها.".to_owned());
    list[5].summary = None;
    list[6].photo = Some(photo(
        "staircase.jpg",
        1067,
        1600,
        "The staircase",
        "Jun Watanabe",
    ));
    list
}

fn feed_view() -> FeedView {
    FeedView {
        title: "World".to_owned(),
        description: "Reporting from abroad, by our correspondents and the agencies.".to_owned(),
        language: "en".to_owned(),
        links: links("world"),
        hub: Some("https://news.example.org/hub".to_owned()),
        updated: Some(moment(22, 18, 40)),
        items: teasers(),
    }
}

fn article_view() -> ArticleView {
    ArticleView {
        page: "https://news.example.org/articles/1".to_owned(),
        url: Some("https://www.courier.example/2026/1".to_owned()),
        headline: "Old swing bridge will open to walkers again before the winter is out".to_owned(),
        subheadline: Some("After eleven months of iron and argument, the first plank goes down on Monday".to_owned()),
        summary: None,
        language: "en".to_owned(),
        section: Some("Harbour".to_owned()),
        authors: vec![
            author("Ingrid Sørensen", Some("The Harbour Courier"), None),
            author("Tomás Reyes", Some("The Harbour Courier"), Some("https://courier.example/reyes")),
        ],
        byline: None,
        dateline: Some("NORDHAVN, Norway".to_owned()),
        published: moment(22, 8, 30),
        updated: moment(22, 18, 40),
        photos: vec![
            photo("bridge.jpg", 1600, 1067, "The swing bridge, closed since the storm of January", "Per Lindqvist for The Harbour Courier"),
            photo("staircase.jpg", 1067, 1600, "The stair to the bridge keeper’s cabin", "Jun Watanabe"),
        ],
        body_html: "<p>The bridge keeper still comes every morning, though there has been no bridge to keep since January. He oils the wheel, looks at the water and writes one line in a book.</p>\
            <p>On Monday the line will be longer. A crew of nine begins to lay the deck that the storm took, and by the end of February, <a href=\"https://courier.example/plan\">the city says</a>, people will walk across again.</p>\
            <h2>What it cost</h2><p>Four million, most of it for two bearings that nobody makes any more. “We had to find a man who remembered,” said Solveig Aas, who leads the works.</p>\
            <blockquote><p>You do not build such a bridge. You persuade it.</p></blockquote>\
            <ul><li>Deck: 118 planks of larch</li><li>Bearings: two, cast anew</li></ul>\
            <table><thead><tr><th>Year</th><th>Openings</th></tr></thead><tbody><tr><td>2024</td><td>2,113</td></tr><tr><td>2025</td><td>1,987</td></tr></tbody></table>\
            <p>Cars will not come back. The council decided that in June, by one vote.</p>".to_owned(),
        corrections: vec![Correction {
            note: "An earlier version gave the number of planks as 181. It is 118.".to_owned(),
            corrected: moment(22, 18, 40),
        }],
        wire_source: Some(WireSource { name: "Kystpressen".to_owned(), url: Some("https://kystpressen.example/".to_owned()) }),
        rights: Some("© 2026 The Harbour Courier. Text may be quoted with its source.".to_owned()),
        tags: vec!["bridges".to_owned(), "city council".to_owned()],
        feeds: cards().into_iter().take(2).collect(),
    }
}

fn arabic_article_view() -> ArticleView {
    ArticleView {
        headline: "مكتبة الميناء تفتح أبوابها بعد عامين من الترميم".to_owned(),
        subheadline: Some("عشرة آلاف كتاب عادت إلى رفوفها".to_owned()),
        language: "ar".to_owned(),
        section: Some("ثقافة".to_owned()),
        authors: vec![author("ليلى حداد", None, None)],
        dateline: Some("الميناء".to_owned()),
        body_html: "<p>فتحت المكتبة أبوابها صباح الأحد، ووقف الناس في صف طويل حتى الرصيف.</p><p>تقول أمينة المكتبة إن الرفوف صنعت من خشب السفن القديمة.</p>".to_owned(),
        corrections: Vec::new(),
        url: None,
        ..article_view()
    }
}

fn gone_view() -> GoneView {
    GoneView {
        reason: Some(
            "The photograph showed a person who had nothing to do with the case.".to_owned(),
        ),
        killed: moment(20, 8, 30),
    }
}

/// A feed at its worst: words without end, a photo of one pixel, nothing but the required.
fn hard_feed_view() -> FeedView {
    let endless = "Donaudampfschifffahrts".repeat(12);
    let mut items = teasers();
    items[0].headline = endless.clone();
    items[0].authors = (0..40)
        .map(|n| author(&format!("Author {n}"), None, None))
        .collect();
    items[1].summary = Some(endless.clone());
    items[2].photo = Some(photo("missing.jpg", 1, 1, &endless, &endless));
    items[2].authors[0].name.clone_from(&endless);
    items[3].section = None;
    items[3].authors.clear();
    items[3].photo = None;
    items[3].summary = None;
    FeedView {
        title: endless.clone(),
        description: String::new(),
        links: links(&endless),
        items,
        ..feed_view()
    }
}

/// A front page of two hundred feeds.
fn hard_index() -> (Site, IndexView) {
    let feeds: Vec<FeedCard> = (1..=200)
        .map(|n| {
            card(
                &format!("Section number {n}"),
                &format!("section-{n}"),
                "",
                n,
            )
        })
        .collect();
    let site = Site {
        title: "Norddeutsche Schifffahrtsgesellschaftszeitung".to_owned(),
        feeds: feeds
            .iter()
            .map(|card| NavLink {
                title: card.title.clone(),
                url: card.links.page.clone(),
            })
            .collect(),
        rights: None,
        ..site()
    };
    (
        site,
        IndexView {
            feeds,
            latest: hard_feed_view().items,
        },
    )
}

/// Every page, by the name of its file.
fn pages(site: &Site) -> Vec<(String, String)> {
    let front = IndexView {
        feeds: cards(),
        latest: teasers(),
    };
    let mut pages: Vec<(String, String)> = [
        ("index", index(site, &front)),
        ("index-empty", index(site, &IndexView::default())),
        ("feed", feed(site, &feed_view())),
        (
            "feed-empty",
            feed(
                site,
                &FeedView {
                    items: Vec::new(),
                    updated: None,
                    hub: None,
                    ..feed_view()
                },
            ),
        ),
        ("feed-hard", feed(site, &hard_feed_view())),
        ("index-hard", index(&hard_index().0, &hard_index().1)),
        ("article", article(site, &article_view())),
        ("article-arabic", article(site, &arabic_article_view())),
        ("gone", gone(site, &gone_view())),
        ("not-found", not_found(site)),
        ("internal-error", internal_error(site)),
        ("problems", problems(site)),
    ]
    .map(|(name, page)| (name.to_owned(), page))
    .into();
    pages.extend(
        PROBLEMS
            .iter()
            .map(|p| (format!("problem-{}", p.slug), problem(site, p))),
    );
    pages
}

fn elements<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn assert_sound(name: &str, source: &str) {
    let page = Html::parse_document(source);
    assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
    for selector in [
        "script",
        "style",
        "[style]",
        "iframe",
        "form",
        "base",
        "meta[http-equiv]",
    ] {
        assert!(
            elements(&page, selector).is_empty(),
            "{name} has {selector}"
        );
    }
    for element in elements(&page, "*") {
        for (attribute, value) in element.value().attrs() {
            assert!(!attribute.starts_with("on"), "{name}: {attribute}");
            assert!(
                !value
                    .trim_start()
                    .to_ascii_lowercase()
                    .starts_with("javascript:"),
                "{name}: {value}"
            );
        }
    }
    for (selector, n) in [
        ("h1", 1),
        ("main", 1),
        ("body > header", 1),
        ("body > footer", 1),
        ("a.skip[href='#main']", 1),
        ("main#main", 1),
        ("title", 1),
    ] {
        assert_eq!(elements(&page, selector).len(), n, "{name}: {selector}");
    }
    let mut level = 0;
    for heading in elements(&page, "h1, h2, h3, h4, h5, h6") {
        let next: u32 = heading.value().name()[1..].parse().unwrap();
        assert!(next <= level + 1, "{name}: h{next} follows h{level}");
        level = next;
    }
    for image in elements(&page, "img") {
        for attribute in ["alt", "width", "height", "src"] {
            assert!(
                image.attr(attribute).is_some(),
                "{name}: img without {attribute}"
            );
        }
    }
    let mut ids = HashMap::new();
    for element in elements(&page, "[id]") {
        *ids.entry(element.attr("id").unwrap()).or_insert(0) += 1;
    }
    assert!(ids.values().all(|n| *n == 1), "{name}: {ids:?}");
}

#[test]
fn every_page_is_sound() {
    for (name, source) in pages(&site()) {
        assert_sound(&name, &source);
    }
}

#[test]
fn a_hostile_record_stays_text() {
    let attack = || ATTACK.to_owned();
    let hostile_site = Site {
        title: attack(),
        description: attack(),
        language: attack(),
        rights: Some(attack()),
        icon: Some(attack()),
        feeds: vec![NavLink {
            title: attack(),
            url: attack(),
        }],
        ..site()
    };
    let hostile_photo = Photo {
        url: attack(),
        width: 1,
        height: 2,
        alt: attack(),
        caption: Some(attack()),
        credit: Some(attack()),
    };
    let hostile_author = Author {
        name: attack(),
        affiliation: Some(attack()),
        url: Some("javascript:alert(1)".to_owned()),
    };
    let hostile_links = FeedLinks {
        page: attack(),
        rss: attack(),
        atom: attack(),
        json: attack(),
    };
    let correction = Correction {
        note: attack(),
        corrected: moment(20, 8, 30),
    };
    let item = Teaser {
        url: " JavaScript:alert(1)".to_owned(),
        headline: attack(),
        summary: Some(attack()),
        language: attack(),
        section: Some(attack()),
        authors: vec![hostile_author.clone()],
        photo: Some(hostile_photo.clone()),
        correction: Some(correction.clone()),
        ..teaser(0, "", "", "")
    };
    let by_line = Teaser {
        authors: Vec::new(),
        byline: Some(attack()),
        ..item.clone()
    };
    let feed_card = FeedCard {
        title: attack(),
        description: attack(),
        language: attack(),
        links: hostile_links.clone(),
        n_articles: 1,
        updated: None,
    };
    let story = ArticleView {
        page: attack(),
        url: Some("data:text/html,x".to_owned()),
        headline: attack(),
        subheadline: Some(attack()),
        summary: Some(attack()),
        language: attack(),
        section: Some(attack()),
        authors: vec![hostile_author],
        dateline: Some(attack()),
        photos: vec![hostile_photo],
        body_html: "<p>Clean.</p>".to_owned(),
        corrections: vec![correction],
        wire_source: Some(WireSource {
            name: attack(),
            url: Some("vbscript:x".to_owned()),
        }),
        rights: Some(attack()),
        tags: vec![attack()],
        feeds: vec![feed_card.clone()],
        ..article_view()
    };
    let latest = vec![item.clone(), by_line.clone()];
    let feed_page = FeedView {
        title: attack(),
        description: attack(),
        language: attack(),
        links: hostile_links,
        hub: Some(attack()),
        updated: None,
        items: vec![item, by_line],
    };
    for (name, source) in [
        (
            "index",
            index(
                &hostile_site,
                &IndexView {
                    feeds: vec![feed_card],
                    latest,
                },
            ),
        ),
        ("feed", feed(&hostile_site, &feed_page)),
        ("article", article(&hostile_site, &story)),
        (
            "gone",
            gone(
                &hostile_site,
                &GoneView {
                    reason: Some(attack()),
                    killed: moment(20, 8, 30),
                },
            ),
        ),
        ("problem", problem(&hostile_site, &PROBLEMS[0])),
    ] {
        assert_sound(name, &source);
        let page = Html::parse_document(&source);
        assert!(elements(&page, "b, [onclick]").is_empty(), "{name}");
        let texts: String = page.root_element().text().collect();
        assert!(texts.contains(ATTACK), "{name} lost text");
        assert!(
            !source.contains("&amp;lt;") && !source.contains("&amp;#"),
            "{name} escapes twice"
        );
        for link in elements(&page, "a[href]") {
            let href = link.attr("href").unwrap();
            assert!(
                !href.to_ascii_lowercase().contains("script:"),
                "{name}: {href}"
            );
        }
    }
}

#[test]
fn a_feed_page_leads_readers_to_all_three_formats() {
    let page = Html::parse_document(&feed(&site(), &feed_view()));
    for media_type in [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ] {
        let selector = format!("head link[rel=alternate][type='{media_type}'][href][title]");
        assert_eq!(elements(&page, &selector).len(), 1, "{media_type}");
    }
    let shown: Vec<String> = elements(&page, ".subscribe code")
        .iter()
        .map(|code| code.text().collect())
        .collect();
    let FeedLinks {
        rss, atom, json, ..
    } = links("world");
    assert_eq!(shown, [rss, atom, json]);
    assert_eq!(elements(&page, "nav a[aria-current=page]").len(), 1);
    assert_eq!(
        elements(
            &page,
            "link[rel=canonical][href='https://news.example.org/feeds/world']"
        )
        .len(),
        1
    );
}

#[test]
fn the_front_page_announces_every_feed_three_times() {
    let page = Html::parse_document(&index(
        &site(),
        &IndexView {
            feeds: cards(),
            latest: teasers(),
        },
    ));
    assert_eq!(
        elements(&page, "head link[rel=alternate]").len(),
        3 * cards().len()
    );
    assert_eq!(elements(&page, ".cards > li").len(), cards().len());
    assert_eq!(elements(&page, ".latest .h-entry").len(), teasers().len());
}

#[test]
fn an_update_is_shown_only_where_it_differs_by_a_minute() {
    let mut view = feed_view();
    view.items.truncate(1);
    view.items[0].updated = view.items[0].published + chrono::TimeDelta::seconds(30);
    assert!(!feed(&site(), &view).contains("Updated"));
    view.items[0].updated = view.items[0].published + chrono::TimeDelta::seconds(60);
    assert!(feed(&site(), &view).contains("Updated"));
}

#[test]
fn dates_are_written_for_people_and_for_machines() {
    let page = gone(&site(), &gone_view());
    assert!(
        page.contains(r#"datetime="2026-11-20T08:30:00Z">20 November 2026, 08:30 UTC</time>"#),
        "{page}"
    );
}

#[test]
fn a_withdrawn_article_is_not_to_be_indexed() {
    let page = Html::parse_document(&gone(&site(), &gone_view()));
    assert_eq!(
        elements(&page, "meta[name=robots][content*=noindex]").len(),
        1
    );
}

#[test]
fn languages_run_their_way() {
    for (language, way) in [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa_IR", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn-PK", "ltr"),
        ("uk", "ltr"),
        ("", "ltr"),
        ("ckb", "rtl"),
        ("en-x-arab", "ltr"),
    ] {
        assert_eq!(text::direction(language), way, "{language}");
    }
}

#[test]
fn only_web_addresses_become_links() {
    for (url, link) in [
        ("https://a.example/", true),
        ("HTTP://a.example/", true),
        ("/articles/1", true),
        ("//a.example/", false),
        ("javascript:alert(1)", false),
        (" JavaScript:alert(1)", false),
        ("data:text/html,x", false),
        ("", false),
        ("mailto:a@b.example", false),
    ] {
        assert_eq!(text::web_address(url).is_some(), link, "{url}");
    }
    assert_eq!(
        text::host("https://user@www.courier.example:8080/x?y"),
        "courier.example:8080"
    );
}

#[test]
fn a_site_below_a_path_finds_its_style_sheet_and_photos() {
    let below = Site {
        public_url: "https://example.org/news/".to_owned(),
        ..site()
    };
    let sheet = assets()
        .iter()
        .find(|asset| asset.media_type.starts_with("text/css"))
        .unwrap();
    assert_eq!(below.at(&sheet.path), format!("/news{}", sheet.path));
    assert_eq!(below.address("/"), "https://example.org/news/");
    assert_eq!(
        below.here("https://example.org/news/photos/1.jpg"),
        "/news/photos/1.jpg"
    );
    assert_eq!(
        below.here("https://example.org.evil.example/x"),
        "https://example.org.evil.example/x"
    );
    assert!(not_found(&below).contains(&format!("href=\"/news{}\"", sheet.path)));
    let nameless = Site {
        public_url: String::new(),
        ..site()
    };
    assert_eq!(
        nameless.here("https://example.org/x"),
        "https://example.org/x"
    );
    assert_eq!(nameless.at("/"), "/");
}

#[test]
fn assets_are_named_by_their_content() {
    for found in assets() {
        let hash = blake3::hash(found.body.as_bytes()).to_hex();
        assert!(found.path.contains(&hash.as_str()[..16]));
        assert_eq!(asset(&found.path).map(|a| a.body), Some(found.body));
    }
    assert!(asset("/assets/site.css").is_none());
}

#[test]
fn every_problem_has_a_page_of_its_own() {
    for slug in [
        "malformed-json",
        "unknown-field",
        "invalid-record",
        "unsupported-media-type",
        "payload-too-large",
        "unauthorised",
        "forbidden",
        "not-found",
        "gone",
        "version-conflict",
        "precondition-failed",
        "method-not-allowed",
        "too-many-requests",
        "unavailable",
        "internal",
    ] {
        let found = problem_page(slug).unwrap();
        assert!(
            (400..600).contains(&found.status) && !found.remedies.is_empty(),
            "{slug}"
        );
    }
    let mut slugs: Vec<_> = PROBLEMS.iter().map(|problem| problem.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), PROBLEMS.len());
    assert!(PROBLEMS.is_sorted_by_key(|problem| problem.status));
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let wide: String = if digits.len() == 3 {
        digits.chars().flat_map(|c| [c, c]).collect()
    } else {
        digits.to_owned()
    };
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn text_stands_out_from_its_ground_in_light_and_dark() {
    let sheet = assets()[0].body;
    let palettes: Vec<HashMap<&str, &str>> = sheet
        .split(":root {")
        .skip(1)
        .map(|block| block.split('}').next().unwrap())
        .map(|block| {
            block
                .split(';')
                .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
                .collect()
        })
        .filter(|palette: &HashMap<&str, &str>| {
            palette.get("paper").is_some_and(|c| c.starts_with('#'))
        })
        .collect();
    assert!(palettes.len() >= 2);
    for palette in palettes {
        for ink in ["ink", "quiet", "accent", "mark"] {
            for ground in ["paper", "card", "mark-paper"] {
                let (a, b) = (luminance(palette[ink]), luminance(palette[ground]));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(
                    contrast >= 4.5,
                    "{ink} {} on {ground} {}: {contrast:.2}",
                    palette[ink],
                    palette[ground]
                );
            }
        }
    }
}

/// Where the build lies: `target`, or `CARGO_TARGET_DIR`.
fn target_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map_or_else(std::env::temp_dir, Path::to_path_buf)
}

/// Writes every page to `pages/` in the build folder, laid out as the server would answer.
#[test]
fn pages_can_be_looked_at() {
    let folder = target_folder().join("pages");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for found in assets() {
        std::fs::write(folder.join(&found.path[1..]), found.body).unwrap();
    }
    for (name, source) in pages(&site()) {
        std::fs::write(folder.join(format!("{name}.html")), source).unwrap();
    }
    println!("open {}", folder.display());
}
