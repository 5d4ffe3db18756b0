//! A small export of our own, and bytes that are none.

use proptest::prelude::*;

use super::*;
use crate::article::byline::Outlets;

const EXPORT: &str = include_str!("../../../tests/golden/ingest/wxr/courier.xml");

fn with<T>(use_it: impl FnOnce(&Read<'_>) -> T) -> T {
    let outlets = Outlets::default();
    use_it(&Read {
        scope: "courier",
        location: None,
        media_type: None,
        outlets: &outlets,
    })
}

#[test]
fn posts_keep_their_guids_and_find_their_authors_and_pictures() {
    let site = with(|r| read(EXPORT.as_bytes(), r)).unwrap();
    assert_eq!(
        site.notes,
        [
            "left out, of the kind page: 1",
            "left out, of the kind post (private): 1"
        ]
    );
    let [first, planned, unfinished] = site.drafts.as_slice() else {
        panic!("{:#?}", site.drafts);
    };
    assert_eq!(first.guid.as_deref(), Some("https://courier.example/?p=12"));
    assert_eq!(first.guid_is_permalink, None);
    assert_eq!(first.headline.as_deref(), Some("Harbour’s ferries & trams"));
    assert_eq!(first.authors[0].name, "Ann Lee");
    assert_eq!(first.section.as_deref(), Some("Local"));
    assert_eq!(first.tags, ["Transport", "ferries"]);
    assert_eq!(first.published.as_deref(), Some("2026-11-14T08:30:00Z"));
    assert_eq!(first.updated.as_deref(), Some("2026-11-15T09:00:00Z"));
    assert_eq!(
        first.summary.as_deref(),
        Some("The bay in a quarter of an hour.")
    );
    let body = first.body_html.as_deref().unwrap();
    assert!(
        body.starts_with("<p>The ferries crossed") && body.matches("<p>").count() == 2,
        "{body}"
    );
    assert!(body.contains("https://courier.example/archive"), "{body}");
    let photo = &first.photos[0];
    assert_eq!(
        photo.url.as_deref(),
        Some("https://courier.example/wp-content/uploads/ferry.jpg")
    );
    assert_eq!(photo.caption.as_deref(), Some("A ferry in the bay."));
    assert_eq!(photo.alt.as_deref(), Some("A white ferry"));
    assert_eq!(planned.embargo.as_deref(), Some("2027-01-02T06:00:00Z"));
    assert_eq!(unfinished.status.as_deref(), Some("withheld"));
    assert!(
        site.drafts.iter().all(|draft| draft.complaints.is_empty()),
        "{site:#?}"
    );
}

#[test]
fn what_is_no_export_is_refused() {
    assert!(with(|r| read(b"<rss><channel/></rss>", r)).is_err());
    assert!(with(|r| read(&EXPORT.as_bytes()[..EXPORT.len() / 2], r)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn broken_exports_do_not_panic(at in 0..EXPORT.len(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = EXPORT.as_bytes().to_vec();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let _ = with(|r| read(&bytes, r));
    }
}
