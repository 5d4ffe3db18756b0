//! Every page with the news of a real day: well-formed, escaped, without script or style of its
//! own, and written to files a person can open.

mod hostile;
mod news;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use scraper::{Html, Selector};

use super::{
    FeedLinks, FeedView, IndexView, PROBLEMS, Site, article, asset, assets, feed, gone, index,
    internal_error, not_found, problem, problem_page, problems, text,
};
use hostile::{ATTACK, hostile_pages};
use news::{
    arabic_article_view, article_view, cards, feed_view, gone_view, hard_feed_view, hard_index,
    links, site, teasers,
};

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
fn the_parser_complains_when_it_should() {
    assert!(
        !Html::parse_document("<!doctype html><p>one</b>")
            .errors
            .is_empty()
    );
}

#[test]
fn a_hostile_record_stays_text() {
    for (name, source) in hostile_pages() {
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
            let href = link.attr("href").unwrap().to_ascii_lowercase();
            assert!(
                !href.contains("script:") && !href.contains("data:"),
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
