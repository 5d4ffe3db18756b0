//! What is wrong with a draft, and where: one complaint a fault, all of them at once.

use serde::{Deserialize, Serialize};

use super::draft::place_in;

/// One fault of a draft. The pointer names the place (RFC 6901); the detail says what to do in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// JSON pointer into the record as it was sent, such as `/photos/0/url`; empty for the whole record.
    pub pointer: String,
    /// What is wrong, for a person at a desk.
    pub detail: String,
}

impl Complaint {
    /// A complaint about the place `pointer`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// The complaints gathered while one draft is read.
#[derive(Debug, Default)]
pub struct Complaints {
    list: Vec<Complaint>,
    places: Vec<(String, String)>,
}

impl Complaints {
    /// Starts with what an adapter already found.
    pub fn starting_with(found: Vec<Complaint>) -> Self {
        Self {
            list: found,
            places: Vec::new(),
        }
    }

    /// Tells further faults by their places in the document that was sent ([`super::Draft::places`]).
    #[must_use]
    pub fn told_at(mut self, places: Vec<(String, String)>) -> Self {
        self.places = places;
        self
    }

    /// Adds a fault.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        let pointer = place_in(&self.places, &pointer.into());
        self.list.push(Complaint::new(pointer, detail));
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Gives the list, in the order it was found, each fault once.
    pub fn into_vec(self) -> Vec<Complaint> {
        let mut list: Vec<Complaint> = Vec::with_capacity(self.list.len());
        for complaint in self.list {
            if !list.contains(&complaint) {
                list.push(complaint);
            }
        }
        list
    }
}

/// Escapes one key for use in a JSON pointer (RFC 6901 section 3).
pub fn pointer_segment(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
