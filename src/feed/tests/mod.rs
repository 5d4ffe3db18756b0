//! Tests of what is written: golden feeds that a person can open, and properties over arbitrary articles.

mod foreign;
mod gate;
mod golden;
mod guids;
mod properties;

use super::{Format, Page, Site, render};

/// The newsroom of all tests.
pub(super) fn site() -> Site {
    Site {
        public_url: "https://feeds.courier.example".to_owned(),
        title: "The Harbour Courier".to_owned(),
        authority: "courier.example".to_owned(),
        language: "en".to_owned(),
        hub: Some("https://feeds.courier.example/hub".to_owned()),
    }
}

/// The document as text.
pub(super) fn written(page: &Page<'_>, format: Format) -> String {
    String::from_utf8(render(page, format).unwrap()).unwrap()
}
