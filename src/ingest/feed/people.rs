//! Names in feeds: `desk@courier.example (Ann Lee)`, `Ann Lee <desk@courier.example>`, `Ann Lee`, and whole bylines.

use crate::article::Draft;
use crate::article::byline::{Author, Outlets};

/// Reads one name. `None` where there is nothing but an address, which is no name.
pub(in crate::ingest) fn person(raw: &str, outlets: &Outlets) -> Option<Author> {
    let raw = super::text::plain(raw);
    let (name, email) = match (raw.split_once('('), raw.split_once('<')) {
        (Some((mail, name)), _) if mail.contains('@') => {
            (name.trim_end_matches(')').trim(), Some(mail.trim()))
        }
        (_, Some((name, mail))) if mail.contains('@') => {
            (name.trim(), Some(mail.trim_end_matches('>').trim()))
        }
        _ if raw.contains('@') && !raw.contains(' ') => ("", Some(raw.as_str())),
        _ => (raw.as_str(), None),
    };
    let name = name.trim_matches(['"', '\'', ' ']);
    if name.is_empty() {
        return None;
    }
    let mut author = named(name, outlets);
    author.email = email.filter(|mail| is_mail(mail)).map(str::to_owned);
    Some(author)
}

/// A name alone: an outlet that is known is an organisation.
pub(in crate::ingest) fn named(name: &str, outlets: &Outlets) -> Author {
    if outlets.full_name(name).is_some() {
        Author::organisation(name)
    } else {
        Author::person(name)
    }
}

/// Puts names into a draft: one each, or the one that is a whole byline as a byline.
pub(in crate::ingest) fn credit(draft: &mut Draft, names: &[String], outlets: &Outlets) {
    if let [only] = names {
        let line = super::text::plain(only);
        if is_byline(&line) {
            draft.byline = Some(line);
            return;
        }
    }
    for name in names {
        match person(name, outlets) {
            Some(author) => add(&mut draft.authors, author),
            None => draft.doubts.push(format!(
                "an author is an address without a name and was left out: {name}"
            )),
        }
    }
}

/// Adds an author unless the name is there.
pub(in crate::ingest) fn add(authors: &mut Vec<Author>, author: Author) {
    if !authors.iter().any(|known| known.name == author.name) {
        authors.push(author);
    }
}

/// Whether one field holds more than a name.
fn is_byline(line: &str) -> bool {
    let lower = line.to_lowercase();
    !line.contains('@')
        && (lower.starts_with("by ")
            || lower.contains(" and ")
            || lower.contains(" & ")
            || line.contains([',', ';', '|']))
}

fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        !user.is_empty()
            && user.chars().all(is_plain)
            && !user.starts_with('.')
            && !user.ends_with('.')
            && !user.contains("..")
            && host.contains('.')
            && host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_out_of_their_addresses() {
        let outlets = Outlets::default();
        for (raw, name, email) in [
            (
                "desk@courier.example (Ann Lee)",
                "Ann Lee",
                Some("desk@courier.example"),
            ),
            (
                "Ann Lee &lt;desk@courier.example&gt;",
                "Ann Lee",
                Some("desk@courier.example"),
            ),
            ("\u{201c}Ann\u{201d} Lee", "\u{201c}Ann\u{201d} Lee", None),
            (
                "Ann \u{201c}ann@example.com\u{201d}",
                "Ann \u{201c}ann@example.com\u{201d}",
                None,
            ),
        ] {
            let author = person(raw, &outlets).unwrap();
            assert_eq!(
                (author.name.as_str(), author.email.as_deref()),
                (name, email),
                "{raw}"
            );
        }
        assert_eq!(person("desk@courier.example", &outlets), None);
        let mut draft = Draft::default();
        credit(&mut draft, &["By Ann Lee and Bob Ray".to_owned()], &outlets);
        assert_eq!(draft.byline.as_deref(), Some("By Ann Lee and Bob Ray"));
        let mut draft = Draft::default();
        credit(
            &mut draft,
            &["Ann Lee".to_owned(), "Reuters".to_owned()],
            &outlets,
        );
        assert_eq!(
            draft.authors,
            [Author::person("Ann Lee"), Author::organisation("Reuters")]
        );
    }
}
