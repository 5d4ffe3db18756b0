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
        self.takes_facets(&Facets::of(article))
    }

    /// The same, for who asks several feeds about one article.
    pub fn takes_facets(&self, facets: &Facets) -> bool {
        self.take.admits(facets) && !self.exclude.hits(facets)
    }

    /// The facets of which an article must have one to be taken; `None` where it need not have any.
    pub fn doors(&self) -> Option<Vec<Facet>> {
        let Filter {
            sections,
            tags,
            authors,
            languages,
        } = &self.take;
        let groups = [
            (Kind::Author, authors),
            (Kind::Tag, tags),
            (Kind::Section, sections),
            (Kind::Language, languages),
        ];
        let (kind, names) = groups.into_iter().find(|(_, names)| !names.is_empty())?;
        Some(names.iter().map(|name| (kind, name.clone())).collect())
    }
}

/// One thing that a filter can ask for: its kind and its folded name.
pub type Facet = (Kind, String);

/// The kinds of facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A section.
    Section,
    /// A tag.
    Tag,
    /// The name of an author.
    Author,
    /// A language, or what it begins with: `en` of `en-GB`.
    Language,
}

/// What of an article a filter looks at, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    section: Option<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    language: Option<String>,
}

impl Facets {
    /// The facets of an article.
    pub fn of(article: &Article) -> Self {
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

impl Facets {
    /// Each of them by itself.
    pub fn each(&self) -> Vec<Facet> {
        let language = self.language.iter().flat_map(|language| {
            let wider = language.match_indices('-').map(|(at, _)| &language[..at]);
            wider.chain([language.as_str()])
        });
        let of = |kind| move |name: &str| (kind, name.to_owned());
        let section = self.section.iter().map(String::as_str);
        let mut each: Vec<Facet> = section.map(of(Kind::Section)).collect();
        each.extend(self.tags.iter().map(String::as_str).map(of(Kind::Tag)));
        each.extend(
            self.authors
                .iter()
                .map(String::as_str)
                .map(of(Kind::Author)),
        );
        each.extend(language.map(of(Kind::Language)));
        each
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
