//! What a draft becomes, fault by fault and date by date.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .unwrap()
        .with_timezone(&Utc)
}

fn context<'a>(now: &str, outlets: &'a Outlets, previous: Option<&'a Article>) -> Context<'a> {
    Context {
        now: at(now),
        authority: "courier.example",
        source: "cms",
        language: Some("en"),
        outlets,
        embeds: &[],
        previous,
    }
}

fn draft() -> Draft {
    Draft {
        id: Some("a1".into()),
        headline: Some("Harbour opens".into()),
        body_text: Some("One.\n\nTwo.".into()),
        published: Some("2026-11-14T08:30:00-08:00".into()),
        ..Draft::default()
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let outlets = Outlets::default();
    let bad = Draft {
        id: None,
        headline: Some("  ".into()),
        published: Some("today".into()),
        url: Some("ftp://x".into()),
        urgency: Some(12),
        status: Some("gone".into()),
        ..draft()
    };
    let complaints =
        Article::from_draft(bad, &context("2026-11-20T00:00:00Z", &outlets, None)).unwrap_err();
    let places: Vec<&str> = complaints
        .iter()
        .map(|complaint| complaint.pointer.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "/id",
            "/url",
            "/status",
            "/headline",
            "/published",
            "/urgency"
        ]
    );
}

#[test]
fn published_stays_and_updated_moves_on_a_significant_change() {
    let outlets = Outlets::default();
    let first =
        Article::from_draft(draft(), &context("2026-11-20T00:00:00Z", &outlets, None)).unwrap();
    assert_eq!(first.published, at("2026-11-14T16:30:00Z"));
    assert_eq!(first.updated, first.published);
    assert_eq!(
        first.atom_id.as_str(),
        "tag:courier.example,2026-11-14:cms/a1"
    );

    let moved = Draft {
        headline: Some("Harbour opens late".into()),
        published: Some("2026-11-15T00:00:00Z".into()),
        ..draft()
    };
    let second = Article::from_draft(
        moved,
        &context("2026-11-20T01:00:00Z", &outlets, Some(&first)),
    )
    .unwrap();
    assert_eq!(second.published, first.published);
    assert_eq!(second.updated, at("2026-11-20T01:00:00Z"));
    assert_eq!((second.version, &second.atom_id), (2, &first.atom_id));
    assert_eq!(second.doubts.len(), 1);

    let quiet = Draft {
        correction: Some(crate::article::draft::DraftCorrection {
            kind: Some("quiet_fix".into()),
            note: None,
        }),
        ..draft()
    };
    let third = Article::from_draft(
        quiet,
        &context("2026-11-20T02:00:00Z", &outlets, Some(&second)),
    )
    .unwrap();
    assert_eq!(third.updated, second.updated);
}

#[test]
fn the_future_needs_an_embargo() {
    let outlets = Outlets::default();
    let early = Draft {
        published: Some("2026-11-21T00:00:00Z".into()),
        ..draft()
    };
    assert!(
        Article::from_draft(
            early.clone(),
            &context("2026-11-20T00:00:00Z", &outlets, None)
        )
        .is_err()
    );
    let embargoed = Draft {
        embargo: Some("2026-11-22T00:00:00Z".into()),
        ..early
    };
    let article =
        Article::from_draft(embargoed, &context("2026-11-20T00:00:00Z", &outlets, None)).unwrap();
    assert_eq!(article.published, at("2026-11-22T00:00:00Z"));
    assert_eq!(article.updated, article.published);
    assert!(
        !article.is_public(at("2026-11-21T23:59:59Z"))
            && article.is_public(at("2026-11-22T00:00:00Z"))
    );
    assert!(
        !article.has_been_public(at("2026-11-21T00:00:00Z"))
            && article.has_been_public(at("2026-11-23T00:00:00Z"))
    );
}
