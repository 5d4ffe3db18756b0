//! Puts XMP, IIM and EXIF together (MWG guidelines 2.0, chapter 3).

use super::{Alternatives, Metadata};

/// XMP before IIM before EXIF; IIM first where it is newer.
pub(super) fn merge(xmp: Metadata, iim: Metadata, exif: Metadata, is_iim_newer: bool) -> Metadata {
    let first = if is_iim_newer {
        over(xmp, iim, newer)
    } else {
        over(xmp, iim, fuller)
    };
    over(first, exif, fuller)
}

/// Which of two values of a field stays: the first is that of the richer format.
type Choice = fn(&dyn Field, &dyn Field) -> Keep;

#[derive(PartialEq)]
enum Keep {
    First,
    Second,
}

/// The first where it says anything.
fn fuller(first: &dyn Field, _: &dyn Field) -> Keep {
    if first.is_empty() {
        Keep::Second
    } else {
        Keep::First
    }
}

/// The second where it says anything else. IIM cuts long texts and knows one language: where it
/// says the beginning of the same, the richer one is the same and stays.
fn newer(first: &dyn Field, second: &dyn Field) -> Keep {
    let is_same = !first.is_empty() && first.begins(&second.texts());
    if second.is_empty() || is_same {
        Keep::First
    } else {
        Keep::Second
    }
}

/// A field that both formats have.
trait Field {
    /// Its texts, in the default language.
    fn texts(&self) -> Vec<&str>;

    fn is_empty(&self) -> bool {
        self.texts().is_empty()
    }

    /// Whether these texts are the beginnings of its own.
    fn begins(&self, texts: &[&str]) -> bool {
        let own = self.texts();
        own.len() == texts.len()
            && own
                .iter()
                .zip(texts)
                .all(|(own, text)| own.starts_with(text))
    }
}

impl Field for Option<String> {
    fn texts(&self) -> Vec<&str> {
        self.as_deref().into_iter().collect()
    }
}

impl Field for Vec<String> {
    fn texts(&self) -> Vec<&str> {
        self.iter().map(String::as_str).collect()
    }
}

impl Field for Alternatives {
    fn texts(&self) -> Vec<&str> {
        self.text("x-default").into_iter().collect()
    }
}

/// Chooses field by field among those that IIM and EXIF have; the rest is the first's.
fn over(mut first: Metadata, second: Metadata, choose: Choice) -> Metadata {
    macro_rules! choose {
        ($($field:ident)*) => {$(
            if choose(&first.$field, &second.$field) == Keep::Second {
                first.$field = second.$field;
            }
        )*};
    }
    choose!(
        title headline caption caption_writer creators job_title credit source copyright
        instructions job_id date keywords subject_codes genre city sublocation state country
        country_code
    );
    first
}
