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
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let path = edition.path();
        let places = self.places.load();
        if let Some(place) = places.get(path.as_str()) {
            place.store(edition);
            return;
        }
        let mut places = Places::clone(&places);
        let place = ArcSwap::new(edition);
        places.insert(path.into_boxed_str(), Arc::new(place));
        self.places.store(Arc::new(places));
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
        assert_eq!(kept.bytes, "one");
        assert_eq!(stand.by_path("/feeds/world.atom").unwrap().bytes, "four");
        assert_eq!(stand.edition("world", Format::Json).unwrap().bytes, "two");
        assert_eq!(stand.feeds(), ["arts", "world"]);

        stand.remove("world");
        assert!(stand.by_path("/feeds/world.atom").is_none());
        assert!(stand.by_path("/feeds/world.json").is_none());
        assert_eq!(stand.feeds(), ["arts"]);
    }
}
