//! The labels of a credit: what stands before the names, after them and between them.

use std::sync::LazyLock;

use regex::Regex;

use super::super::byline::{Name, is_organisation, judge, looks_like_outlet};
use super::read::{FLAGS, Reading, SOCIAL};

/// Words before the names: a label, and what the label says of the picture.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<words>(?:(?:mandatory|satellite|staff|file|pool|handout|courtesy|submitted|contributed|undated|photo|photos|photograph|photographs|photography|picture|pictures|image|images|pic|illustration|illustrations|graphic|graphics
        |screen\s?grab|screenshot|screen\s?shot|video\s(?:grab|still|image)|still|frame|credits?|fotos?|bild|crédit|©(?:\s*\d{4})?|\(c\)|copyright|provided|supplied|released|ugc|social\s+media)\b?[\s/]*)+)
        (?P<link>by\b\s*:?|courtesy\s+of\b|:|\.{2,}|…|of\b|from\b|[-–—/]|(?P<via>via\b)|$)\s*",
    )
    .expect("the pattern of credit lead-ins compiles")
});

/// Labels that need no `by` after them.
static TERSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<words>courtesy|photo\s+courtesy|photos\s+courtesy|credit|foto|crédit|©(?:\s*\d{4})?|satellite\s+image\s*©(?:\s*\d{4})?|copyright|handout|pool|pool\s+photo|illustration|screen\s?grab|screenshot)\s+").expect("the pattern of terse labels compiles")
});

/// `AP Photo/`, `AFP PHOTO /`, `Herald file photo by`, `Kremlin Pool Photo`.
static HOUSE_PHOTO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<house>[^/|,;:]{2,50}?)\s+(?P<kind>(?:(?:staff|file|pool|handout|archive|courtesy|video)\s+)*(?:photos?|photographs?|pictures?|images?|illustration|graphic|pool))\s*(?:(?P<link>/|\bby\b|:|-|–|—)\s*(?P<rest>.*))?$")
        .expect("the pattern of house photos compiles")
});

impl Reading<'_> {
    /// Takes `Photo by`, `Credit:`, `Handout via` and the like off the start.
    pub(super) fn labels(&mut self, text: &str) -> String {
        let mut left = text.trim().to_owned();
        for _ in 0..4 {
            if left.starts_with(char::is_alphanumeric) && self.outlets.full_name(&left).is_some() {
                break;
            }
            let (words, from) = if let Some(lead) = LEAD.captures(&left) {
                let via = lead.name("via").map(|via| via.start());
                let end = lead.get(0).map_or(0, |whole| whole.end());
                (lead["words"].to_owned(), via.unwrap_or(end))
            } else if let Some(lead) = TERSE.captures(&left) {
                (
                    lead["words"].to_owned(),
                    lead.get(0).map_or(0, |whole| whole.end()),
                )
            } else {
                break;
            };
            if from == 0 {
                break;
            }
            self.evidence = true;
            self.flag(&words);
            left = left[from..].trim().to_owned();
        }
        left
    }

    /// Takes `, File` and the like off the end.
    pub(super) fn last_flags(&mut self, text: &str) -> String {
        static LAST: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)(?:^|\s*[,/|;]\s*|\s+[-–—]\s+|\s*\(\s*)(?P<flag>file(?:\s+(?:photo|image|picture|pic))?|files|archive[sd]?|pool(?:\s+photo)?|handout|hand\s+out|courtesy|illustration|photo\s+illustration|screen\s?grab|screenshot|ugc|staff|staff\s+photographer|all rights reserved|\d{4})\s*\)?$")
                .expect("the pattern of closing flags compiles")
        });
        let mut left = text.trim().trim_end_matches('.').to_owned();
        while let Some(found) = LAST.captures(&left) {
            let (Some(whole), Some(flag)) = (found.get(0), found.name("flag")) else {
                break;
            };
            let word = flag.as_str().to_lowercase();
            let word = if word == "files" || word.starts_with("archive") {
                "file".to_owned()
            } else {
                word
            };
            self.evidence |= self.flag(&word) || word.starts_with("staff");
            let start = whole.start();
            left.truncate(start);
        }
        left
    }

    /// Splits at `via`; what follows the first is the way it came.
    pub(super) fn via(&mut self, text: &str) -> (String, Option<String>) {
        static VIA: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)(?:^|[\s/,]+)(?:via|distributed\s+by)\s+")
                .expect("the pattern of via compiles")
        });
        let Some(found) = VIA.find(text) else {
            return (text.to_owned(), None);
        };
        let way = text[found.end()..].trim().trim_end_matches('.');
        let mut way_parts = way
            .split([',', '/'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let social = way_parts
            .clone()
            .any(|part| SOCIAL.contains(&part.to_lowercase().as_str()));
        let known = way_parts.any(|part| self.outlets.full_name(part).is_some())
            || self.outlets.full_name(way).is_some();
        if social {
            self.flag("ugc");
        }
        self.known |= known;
        self.evidence |=
            social || known || looks_like_outlet(way) || is_organisation(way, self.outlets);
        let way = if social {
            way.to_owned()
        } else {
            self.outlets.credited(way)
        };
        (
            text[..found.start()].trim().to_owned(),
            Some(way).filter(|way| !way.is_empty()),
        )
    }

    /// `AP Photo/X`: the house before the word photo.
    pub(super) fn house_photo(&mut self, text: &str) -> String {
        let Some(found) = HOUSE_PHOTO.captures(text) else {
            return text.to_owned();
        };
        let (house, kind) = (found["house"].trim(), &found["kind"]);
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        let link = found.name("link").is_some();
        let with_kind = format!("{house} {kind}");
        if self.outlets.full_name(&with_kind).is_some()
            || (kind.eq_ignore_ascii_case("images") && !link)
        {
            return text.to_owned();
        }
        let house = house
            .strip_suffix("'s")
            .or_else(|| house.strip_suffix("’s"))
            .unwrap_or(house);
        if FLAGS
            .iter()
            .any(|(word, _)| house.eq_ignore_ascii_case(word))
        {
            self.evidence |= self.flag(house) || self.flag(kind);
            return rest.to_owned();
        }
        let sensible = house.split_whitespace().count() <= 6
            && house
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_numeric());
        if !sensible {
            return text.to_owned();
        }
        self.evidence = true;
        self.flag(kind);
        let pool = house
            .strip_suffix(" Pool")
            .or_else(|| house.strip_suffix(" pool"))
            .or_else(|| house.strip_suffix(" Staff"));
        let house = pool.unwrap_or(house);
        if let Some(name) = house
            .strip_suffix("/Pool")
            .or_else(|| house.strip_suffix(" Handout"))
        {
            return format!("{name}/{rest}");
        }
        let person = judge(house) == Name::Likely
            && !is_organisation(house, self.outlets)
            && self.outlets.full_name(house).is_none()
            && !looks_like_outlet(house)
            && !link;
        if person {
            return house.to_owned();
        }
        self.known |= self.outlets.full_name(house).is_some();
        self.houses.push(self.outlets.credited(house));
        rest.to_owned()
    }

    /// `X for The New York Times`, `X, Special to The Post`.
    pub(super) fn for_whom(&mut self, text: &str) -> String {
        static FOR: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"[\s,/—–-]*(?:\s|^|[,/])(?i:special\s+(?:to|for)|for|exclusive\s+to)\s+")
                .expect("the pattern of for compiles")
        });
        let Some(found) = FOR.find(text) else {
            return text.to_owned();
        };
        let (who, whom) = (text[..found.start()].trim(), text[found.end()..].trim());
        let known = self.outlets.full_name(whom).is_some();
        if judge(who) == Name::No
            || !(known || looks_like_outlet(whom) || is_organisation(whom, self.outlets))
        {
            return text.to_owned();
        }
        self.known |= known;
        self.evidence = true;
        self.houses.push(self.outlets.credited(whom));
        who.to_owned()
    }
}
