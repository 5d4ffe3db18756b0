//! What was taken out of a body: plain sentences for the desk, equal ones counted, bounded.

/// The most different sentences; more say nothing new.
const MOST: usize = 50;
/// The most characters of foreign words in a sentence.
const MOST_CHARS: usize = 80;

/// The list as it grows.
#[derive(Debug, Default)]
pub struct Removed {
    list: Vec<(String, usize)>,
    n_left_out: usize,
    /// Attributes that only style or script a page: one sentence for all of them.
    trimmings: Vec<(String, usize)>,
}

impl Removed {
    /// Notes that something was taken out; `what` is a sentence without its full stop.
    pub fn note(&mut self, what: String) {
        if let Some((_, n)) = self.list.iter_mut().find(|(known, _)| *known == what) {
            *n += 1;
        } else if self.list.len() < MOST {
            self.list.push((what, 1));
        } else {
            self.n_left_out += 1;
        }
    }

    /// Notes an attribute that readers do not miss.
    pub(super) fn trim(&mut self, attribute: &str) {
        let name = if attribute.starts_with("data-") {
            "data-*"
        } else if attribute.starts_with("aria-") {
            "aria-*"
        } else {
            attribute
        };
        if let Some((_, n)) = self.trimmings.iter_mut().find(|(known, _)| known == name) {
            *n += 1;
        } else if self.trimmings.len() < MOST {
            self.trimmings.push((quoted(name), 1));
        }
    }

    /// The sentences.
    pub fn into_sentences(self) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .list
            .into_iter()
            .map(|(what, n)| match n {
                1 => format!("{what}."),
                n => format!("{what} ({n} times)."),
            })
            .collect();
        if self.n_left_out > 0 {
            sentences.push(format!("{} more things were removed.", self.n_left_out));
        }
        if !self.trimmings.is_empty() {
            let names: Vec<String> = self
                .trimmings
                .into_iter()
                .map(|(name, n)| format!("{name} ({n})"))
                .collect();
            sentences.push(format!(
                "Attributes for the page they came from were removed: {}.",
                names.join(", ")
            ));
        }
        sentences
    }
}

/// Foreign words as they may stand in a sentence: one line, cut.
pub fn quoted(words: &str) -> String {
    let line = crate::article::text::line(words);
    if line.chars().count() <= MOST_CHARS {
        return line;
    }
    let cut: String = line.chars().take(MOST_CHARS).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sentences_are_counted_and_the_list_is_bounded() {
        let mut removed = Removed::default();
        for n in 0..70 {
            removed.note(format!("Gone: {}", n / 2 * 2));
            removed.note(format!("Gone: {n}"));
            removed.trim(&format!("data-{n}"));
        }
        let sentences = removed.into_sentences();
        assert_eq!(sentences[0], "Gone: 0 (3 times).");
        assert!(sentences.len() <= MOST + 2);
        assert!(sentences.last().unwrap().ends_with("data-* (70)."));
        assert_eq!(quoted(&"é\n".repeat(200)).chars().count(), MOST_CHARS + 1);
    }
}
