//! The newest editions in memory: whoever polls reads here, takes no lock and waits for nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::Format;
use super::edition::{Edition, path};

/// One place for each path; an edition is laid over the one before in it.
type Places = HashMap<Box<str>, Arc<ArcSwap<Edition>>>;

/// The newest edition of every feed in every format.
#[derive(Debug, Default)]
pub struct Newsstand {
    places: ArcSwap<Places>,
    /// Held by those who add or take away places, never by those who read.
    changing: Mutex<()>,
}

impl Newsstand {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows an edition in place of the one before.
    pub fn show(&self, edition: Arc<Edition>) {
        self.show_all(std::iter::once(edition));
    }

    /// Shows editions, each in place of the one before.
    pub fn show_all(&self, editions: impl IntoIterator<Item = Arc<Edition>>) {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let places = self.places.load_full();
        let mut grown: Option<Places> = None;
        for edition in editions {
            let path = edition.path();
            if let Some(place) = places.get(path.as_str()) {
                place.store(edition);
                continue;
            }
            let grown = grown.get_or_insert_with(|| Places::clone(&places));
            let place = ArcSwap::new(edition);
            grown.insert(path.into_boxed_str(), Arc::new(place));
        }
        if let Some(grown) = grown {
            self.places.store(Arc::new(grown));
        }
    }

    /// The newest edition of a feed in a format.
    pub fn edition(&self, feed: &str, format: Format) -> Option<Arc<Edition>> {
        self.by_path(&path(feed, format))
    }

    /// The newest edition under a path such as `/feeds/world.atom`: one lookup, no allocation.
    pub fn by_path(&self, path: &str) -> Option<Arc<Edition>> {
        let places = self.places.load();
        places.get(path).map(|place| place.load_full())
    }

    /// Takes a feed off the stand in all formats.
    pub fn remove(&self, feed: &str) {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = Places::clone(&self.places.load());
        for format in Format::ALL {
            places.remove(path(feed, format).as_str());
        }
        self.places.store(Arc::new(places));
    }

    /// Names of the feeds on the stand, sorted.
    pub fn feeds(&self) -> Vec<String> {
        let places = self.places.load();
        let mut feeds: Vec<String> = places
            .values()
            .map(|place| place.load().feed.clone())
            .collect();
        feeds.sort_unstable();
        feeds.dedup();
        feeds
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::DateTime;

    use super::*;
    use crate::feed::edition::Coding;

    fn edition(feed: &str, format: Format, text: &str) -> Arc<Edition> {
        let moment = DateTime::from_timestamp(1_763_000_000, 0).unwrap();
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        Arc::new(Edition::new(feed, format, bytes, moment, false))
    }

    #[test]
    fn the_newest_edition_is_shown() {
        let stand = Newsstand::new();
        stand.show(edition("world", Format::Atom, "one"));
        stand.show(edition("world", Format::Json, "two"));
        stand.show(edition("arts", Format::Atom, "three"));
        let kept = stand.by_path("/feeds/world.atom").unwrap();
        stand.show(edition("world", Format::Atom, "four"));
        let body = |edition: &Edition| edition.body(Coding::Identity).unwrap();
        assert_eq!(body(&kept), "one");
        assert_eq!(body(&stand.by_path("/feeds/world.atom").unwrap()), "four");
        assert_eq!(body(&stand.edition("world", Format::Json).unwrap()), "two");
        assert_eq!(stand.feeds(), ["arts", "world"]);

        stand.remove("world");
        assert!(stand.by_path("/feeds/world.atom").is_none());
        assert!(stand.by_path("/feeds/world.json").is_none());
        assert_eq!(stand.feeds(), ["arts"]);
    }
}
