//! A record whose every text is an attack, for the tests of the pages.

use super::super::{
    ArticleView, Author, Correction, FeedCard, FeedLinks, FeedView, GoneView, IndexView, NavLink,
    PROBLEMS, Photo, Site, Teaser, WireSource, article, feed, gone, index, problem,
};
use super::news::{article_view, moment, site, teaser};

pub(super) const ATTACK: &str = r#"<script>alert("1")</script> & <b onclick='x'>Tom & "Jerry"</b>"#;

fn attack() -> String {
    ATTACK.to_owned()
}

fn hostile_site() -> Site {
    Site {
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
    }
}

fn hostile_photo() -> Photo {
    Photo {
        url: attack(),
        width: 1,
        height: 2,
        alt: attack(),
        caption: Some(attack()),
        credit: Some(attack()),
    }
}

fn hostile_author() -> Author {
    Author {
        name: attack(),
        role: Some(attack()),
        affiliation: Some(attack()),
        url: Some("javascript:alert(1)".to_owned()),
    }
}

fn hostile_links() -> FeedLinks {
    FeedLinks {
        page: attack(),
        rss: attack(),
        atom: attack(),
        json: attack(),
    }
}

fn hostile_correction() -> Correction {
    Correction {
        note: attack(),
        corrected: moment(20, 8, 30),
    }
}

fn hostile_card() -> FeedCard {
    FeedCard {
        title: attack(),
        description: attack(),
        language: attack(),
        links: hostile_links(),
        n_articles: 1,
        updated: None,
    }
}

/// One with parsed authors, one with a byline only.
fn hostile_teasers() -> Vec<Teaser> {
    let authored = Teaser {
        url: " JavaScript:alert(1)".to_owned(),
        headline: attack(),
        summary: Some(attack()),
        language: attack(),
        section: Some(attack()),
        authors: vec![hostile_author()],
        photo: Some(hostile_photo()),
        correction: Some(hostile_correction()),
        ..teaser(0, "", "", "")
    };
    let signed = Teaser {
        authors: Vec::new(),
        byline: Some(attack()),
        ..authored.clone()
    };
    vec![authored, signed]
}

fn hostile_feed() -> FeedView {
    FeedView {
        title: attack(),
        description: attack(),
        language: attack(),
        links: hostile_links(),
        hub: Some(attack()),
        updated: None,
        items: hostile_teasers(),
    }
}

fn hostile_article() -> ArticleView {
    ArticleView {
        page: attack(),
        url: Some("data:text/html,x".to_owned()),
        headline: attack(),
        subheadline: Some(attack()),
        summary: Some(attack()),
        language: attack(),
        section: Some(attack()),
        authors: vec![hostile_author()],
        dateline: Some(attack()),
        photos: vec![hostile_photo()],
        body_html: "<p>Clean.</p>".to_owned(),
        corrections: vec![hostile_correction()],
        wire_source: Some(WireSource {
            name: attack(),
            url: Some("vbscript:x".to_owned()),
        }),
        rights: Some(attack()),
        tags: vec![attack()],
        feeds: vec![hostile_card()],
        ..article_view()
    }
}

/// Every page that shows what somebody sent, by its name.
pub(super) fn hostile_pages() -> Vec<(&'static str, String)> {
    let site = hostile_site();
    let front = IndexView {
        feeds: vec![hostile_card()],
        latest: hostile_teasers(),
    };
    let withdrawn = GoneView {
        reason: Some(attack()),
        killed: moment(20, 8, 30),
    };
    vec![
        ("index", index(&site, &front)),
        ("feed", feed(&site, &hostile_feed())),
        ("article", article(&site, &hostile_article())),
        ("gone", gone(&site, &withdrawn)),
        ("problem", problem(&site, &PROBLEMS[0])),
    ]
}
