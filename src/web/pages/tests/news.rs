//! The news of one day on the northern coast, and content at its worst, for the tests of the pages.

use chrono::{DateTime, TimeZone, Utc};

use super::super::{
    ArticleView, Author, Correction, FeedCard, FeedLinks, FeedView, GoneView, IndexView, NavLink,
    Photo, Site, Teaser, WireSource,
};

pub(super) fn moment(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0)
        .unwrap()
}

pub(super) fn links(name: &str) -> FeedLinks {
    let page = format!("https://news.example.org/feeds/{name}");
    FeedLinks {
        rss: format!("{page}.rss"),
        atom: format!("{page}.atom"),
        json: format!("{page}.json"),
        page,
    }
}

pub(super) fn card(title: &str, name: &str, description: &str, n_articles: usize) -> FeedCard {
    FeedCard {
        title: title.to_owned(),
        description: description.to_owned(),
        language: "en".to_owned(),
        links: links(name),
        n_articles,
        updated: (n_articles > 0).then(|| moment(22, 17, 5)),
    }
}

pub(super) fn cards() -> Vec<FeedCard> {
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

pub(super) fn site() -> Site {
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

pub(super) fn author(name: &str, affiliation: Option<&str>, url: Option<&str>) -> Author {
    Author {
        name: name.to_owned(),
        role: None,
        affiliation: affiliation.map(str::to_owned),
        url: url.map(str::to_owned),
    }
}

pub(super) fn photo(name: &str, width: u32, height: u32, caption: &str, credit: &str) -> Photo {
    Photo {
        url: format!("https://news.example.org/photos/{name}"),
        width,
        height,
        alt: format!("{caption} seen in daylight"),
        caption: Some(caption.to_owned()),
        credit: Some(credit.to_owned()),
    }
}

pub(super) fn teaser(number: u32, headline: &str, section: &str, author_name: &str) -> Teaser {
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

/// Seven headlines of one day: number, headline, section, author.
const HEADLINES: [(u32, &str, &str, &str); 7] = [
    (
        0,
        "Old swing bridge will open to walkers again before the winter is out",
        "Harbour",
        "Ingrid Sørensen",
    ),
    (
        1,
        "Ukraine fired U.S.-made missiles into Russia for first time, officials say",
        "World",
        "Marc Santora",
    ),
    (
        2,
        "A hundred years of fog: what the lighthouse keepers wrote down",
        "Science",
        "Amara Okafor",
    ),
    (
        3,
        "Портові міста готуються до найхолоднішої зими за десять років",
        "World",
        "Оксана Ткаченко",
    ),
    (
        4,
        "مكتبة الميناء تفتح أبوابها بعد عامين من الترميم",
        "Culture",
        "ليلى حداد",
    ),
    (
        5,
        "Ferry timetable for the week",
        "Harbour",
        "Harbour Courier News Desk",
    ),
    (
        6,
        "The staircase that leads nowhere, and the woman who sweeps it",
        "Culture",
        "Jun Watanabe",
    ),
];

/// Which headline has which photo: file, size, caption, credit.
const PHOTOS: [(usize, &str, [u32; 2], &str, &str); 5] = [
    (
        0,
        "bridge.jpg",
        [1600, 1067],
        "The swing bridge, closed since the storm of January",
        "Per Lindqvist for The Harbour Courier",
    ),
    (
        1,
        "night-sky.jpg",
        [1600, 1067],
        "The predawn sky over the region",
        "South Korean Defense Ministry via Getty Images",
    ),
    (
        2,
        "fog-hills.jpg",
        [1600, 1067],
        "Fog over the hills",
        "Amara Okafor",
    ),
    (
        3,
        "snow-forest.jpg",
        [1600, 1067],
        "Сніг у лісі над портом",
        "Оксана Ткаченко",
    ),
    (
        6,
        "staircase.jpg",
        [1067, 1600],
        "The staircase",
        "Jun Watanabe",
    ),
];

pub(super) fn teasers() -> Vec<Teaser> {
    let mut list: Vec<Teaser> = HEADLINES
        .iter()
        .map(|(number, headline, section, name)| teaser(*number, headline, section, name))
        .collect();
    for (at, file, [width, height], caption, credit) in PHOTOS {
        list[at].photo = Some(photo(file, width, height, caption, credit));
    }
    list[0].updated = moment(22, 18, 40);
    list[0].authors.push(author(
        "Tomás Reyes",
        None,
        Some("https://courier.example/reyes"),
    ));
    list[1]
        .authors
        .push(author("Eric Schmitt", Some("New York Times"), None));
    list[1].correction = Some(Correction {
        note: "An earlier version of this article misstated the day of the decision. It was Sunday, not Saturday.".to_owned(),
        corrected: moment(22, 16, 0),
    });
    list[3].language = "uk".to_owned();
    list[3].summary = Some("Мери домовилися про спільний запас вугілля й генераторів.".to_owned());
    list[4].language = "ar".to_owned();
    list[4].summary = Some("عشرة آلاف كتاب عادت إلى رفوفها.".to_owned());
    list[5].summary = None;
    list
}

pub(super) fn feed_view() -> FeedView {
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

pub(super) fn article_view() -> ArticleView {
    ArticleView {
        page: "https://news.example.org/articles/1".to_owned(),
        url: Some("https://www.courier.example/2026/1".to_owned()),
        headline: "Old swing bridge will open to walkers again before the winter is out".to_owned(),
        subheadline: Some("After eleven months of iron and argument, the first plank goes down on Monday".to_owned()),
        summary: None,
        language: "en".to_owned(),
        section: Some("Harbour".to_owned()),
        authors: vec![
            Author {
                role: Some("harbour reporter".to_owned()),
                ..author("Ingrid Sørensen", Some("The Harbour Courier"), None)
            },
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

pub(super) fn arabic_article_view() -> ArticleView {
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

pub(super) fn gone_view() -> GoneView {
    GoneView {
        reason: Some(
            "The photograph showed a person who had nothing to do with the case.".to_owned(),
        ),
        killed: moment(20, 8, 30),
    }
}

/// A feed at its worst: words without end, a photo of one pixel, nothing but the required.
pub(super) fn hard_feed_view() -> FeedView {
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
pub(super) fn hard_index() -> (Site, IndexView) {
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
