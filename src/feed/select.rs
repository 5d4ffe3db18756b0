//! Which articles a feed takes: any value of each list that is given, none of the excluded.

use chrono::TimeDelta;

use crate::article::Article;
use crate::article::text::fold;

/// What a feed takes, with names folded for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Any of these; an empty filter takes everything.
    pub take: Filter,
    /// None of these; an empty filter excludes nothing.
    pub exclude: Filter,
    /// At most so many articles.
    pub limit: u32,
    /// Not older than this, by position.
    pub max_age: Option<TimeDelta>,
}

/// Lists of names, folded: within a list any one matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Sections.
    pub sections: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// Languages; `en` also matches `en-GB`.
    pub languages: Vec<String>,
}

impl Selection {
    /// Whether the feed takes the article, its age, state and place in the list aside.
    pub fn takes(&self, article: &Article) -> bool {
        let facets = Facets::of(article);
        self.take.admits(&facets) && !self.exclude.hits(&facets)
    }
}

/// What of an article a filter looks at, folded.
struct Facets {
    section: Option<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    language: Option<String>,
}

impl Facets {
    fn of(article: &Article) -> Self {
        Self {
            section: article.section.as_deref().map(fold),
            tags: article.tags.iter().map(|tag| fold(tag)).collect(),
            authors: article
                .authors
                .iter()
                .map(|author| fold(&author.name))
                .collect(),
            language: article.language.as_deref().map(fold),
        }
    }
}

impl Filter {
    /// A filter of these names, folded.
    pub fn of(
        sections: &[String],
        tags: &[String],
        authors: &[String],
        languages: &[String],
    ) -> Self {
        let folded = |list: &[String]| list.iter().map(|name| fold(name)).collect();
        Self {
            sections: folded(sections),
            tags: folded(tags),
            authors: folded(authors),
            languages: folded(languages),
        }
    }

    /// Whether every list that is given has a match.
    fn admits(&self, facets: &Facets) -> bool {
        (self.sections.is_empty() || self.has_section(facets))
            && (self.tags.is_empty() || self.has_tag(facets))
            && (self.authors.is_empty() || self.has_author(facets))
            && (self.languages.is_empty() || self.has_language(facets))
    }

    /// Whether any list has a match.
    fn hits(&self, facets: &Facets) -> bool {
        self.has_section(facets)
            || self.has_tag(facets)
            || self.has_author(facets)
            || self.has_language(facets)
    }

    fn has_section(&self, facets: &Facets) -> bool {
        facets
            .section
            .as_ref()
            .is_some_and(|section| self.sections.contains(section))
    }

    fn has_tag(&self, facets: &Facets) -> bool {
        facets.tags.iter().any(|tag| self.tags.contains(tag))
    }

    fn has_author(&self, facets: &Facets) -> bool {
        facets
            .authors
            .iter()
            .any(|author| self.authors.contains(author))
    }

    fn has_language(&self, facets: &Facets) -> bool {
        facets.language.as_deref().is_some_and(|language| {
            self.languages.iter().any(|wanted| {
                language == wanted
                    || language
                        .strip_prefix(wanted.as_str())
                        .is_some_and(|rest| rest.starts_with('-'))
            })
        })
    }
}
