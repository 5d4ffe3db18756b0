//! Takes values out of a JSON object by key and type, and remembers what was wrong.

use serde_json::{Map, Value};

use crate::article::complaint::{Complaint, pointer_segment};

/// Reads one object. Null counts as missing; keys nobody asked for are complaints.
pub(super) struct Reader<'a> {
    map: &'a Map<String, Value>,
    place: String,
    known: Vec<&'static str>,
    complaints: &'a mut Vec<Complaint>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        map: &'a Map<String, Value>,
        place: String,
        complaints: &'a mut Vec<Complaint>,
    ) -> Self {
        Self {
            map,
            place,
            known: Vec::with_capacity(32),
            complaints,
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn complain(&mut self, key: &str, detail: &str) {
        self.complaints.push(Complaint::new(
            format!("{}/{}", self.place, pointer_segment(key)),
            detail,
        ));
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        what: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let read = read(value);
        if read.is_none() {
            self.complain(key, what);
        }
        read
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.typed(key, "must be text", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    pub(super) fn whole(&mut self, key: &'static str) -> Option<u64> {
        self.typed(key, "must be a whole number, 0 or more", Value::as_u64)
    }

    pub(super) fn number(&mut self, key: &'static str) -> Option<f64> {
        self.typed(key, "must be a number", Value::as_f64)
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.typed(key, "must be true or false", Value::as_bool)
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        let place = format!("{}/{key}", self.place);
        let list = self
            .typed(key, "must be a list of texts", Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut texts = Vec::with_capacity(list.len());
        for (n, value) in list.iter().enumerate() {
            match value.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self
                    .complaints
                    .push(Complaint::new(format!("{place}/{n}"), "must be text")),
            }
        }
        texts
    }

    pub(super) fn object<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> Option<T> {
        let place = format!("{}/{key}", self.place);
        let map = self.typed(key, "must be an object", Value::as_object)?;
        Some(self.nested(map, place, read))
    }

    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> Vec<T> {
        let place = format!("{}/{key}", self.place);
        let list = self
            .typed(key, "must be a list of objects", Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut objects = Vec::with_capacity(list.len());
        for (n, value) in list.iter().enumerate() {
            let place = format!("{place}/{n}");
            match value.as_object() {
                Some(map) => objects.push(self.nested(map, place, &read)),
                None => self
                    .complaints
                    .push(Complaint::new(place, "must be an object")),
            }
        }
        objects
    }

    fn nested<T>(
        &mut self,
        map: &Map<String, Value>,
        place: String,
        read: impl Fn(&mut Reader<'_>) -> T,
    ) -> T {
        let mut reader = Reader::new(map, place, self.complaints);
        let value = read(&mut reader);
        reader.finish();
        value
    }

    /// Complains of the keys nobody asked for.
    pub(super) fn finish(self) {
        for key in self
            .map
            .keys()
            .filter(|key| !self.known.contains(&key.as_str()))
        {
            // What we add to a record when we hand it out may come back with it.
            if self.place.is_empty() && key == "_syndicated" {
                continue;
            }
            let detail = format!("is not a key of the record{}", hint(key, &self.known));
            self.complaints.push(Complaint::new(
                format!("{}/{}", self.place, pointer_segment(key)),
                detail,
            ));
        }
    }
}

/// Names a known key that differs by little, so that a slip is found at once.
fn hint(key: &str, known: &[&'static str]) -> String {
    let close = known
        .iter()
        .find(|candidate| distance(key, candidate) <= 2 && key.len() > 2);
    close.map_or_else(String::new, |candidate| {
        format!("; did you mean `{candidate}`?")
    })
}

/// Levenshtein's distance, for short keys only.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > 32 || right.len() > 32 {
        return usize::MAX;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let cost = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
