//! From articles and feeds to what the pages show of them.

use std::collections::HashMap;

use crate::article::Article;
use crate::article::photo::PhotoSource;
use crate::desk::{Report, Selected};
use crate::feed::{Format, Site};
use crate::store::{self, PhotoState};
use crate::web::Web;
use crate::web::pages::{self, Correction, FeedCard, FeedLinks, Photo, Teaser};

pub(super) fn card(site: &Site, feed: &Selected, report: Option<&Report>) -> FeedCard {
    let definition = &feed.definition;
    let name = &definition.name;
    FeedCard {
        title: definition.title.clone(),
        description: definition.description.clone(),
        language: definition
            .language
            .clone()
            .unwrap_or_else(|| site.language.clone()),
        links: FeedLinks {
            page: site.feed_page(name),
            rss: site.feed_url(name, Format::Rss),
            atom: site.feed_url(name, Format::Atom),
            json: site.feed_url(name, Format::Json),
        },
        n_articles: report.map_or(0, |report| report.n_articles),
        updated: report.and_then(|report| report.changed),
    }
}

pub(super) async fn teasers(
    web: &Web,
    site: &Site,
    articles: Vec<Article>,
) -> Result<Vec<Teaser>, store::Error> {
    let sources: Vec<PhotoSource> = articles
        .iter()
        .filter_map(|article| Some(article.photos.get(article.lead_photo()?)?.source.clone()))
        .collect();
    let known = if sources.is_empty() {
        HashMap::new()
    } else {
        web.desk.store.photo_files(&sources).await?
    };
    Ok(articles
        .into_iter()
        .map(|article| teaser(site, article, &known))
        .collect())
}

fn teaser(site: &Site, article: Article, known: &HashMap<PhotoSource, PhotoState>) -> Teaser {
    let lead = article
        .lead_photo()
        .and_then(|place| article.photos.get(place));
    Teaser {
        url: site.article_url(&article),
        photo: lead.and_then(|photo| shown(site, photo, known)),
        correction: correction(&article),
        summary: article.abstract_text(),
        authors: authors(&article),
        language: article.language.clone().unwrap_or_default(),
        headline: article.headline,
        section: article.section,
        byline: article.byline,
        published: article.published,
        updated: article.updated,
    }
}

pub(super) async fn photos(
    web: &Web,
    site: &Site,
    article: &Article,
) -> Result<Vec<Photo>, store::Error> {
    if article.photos.is_empty() {
        return Ok(Vec::new());
    }
    let sources: Vec<PhotoSource> = article
        .photos
        .iter()
        .map(|photo| photo.source.clone())
        .collect();
    let known = web.desk.store.photo_files(&sources).await?;
    Ok(article
        .photos
        .iter()
        .filter_map(|photo| shown(site, photo, &known))
        .collect())
}

fn shown(
    site: &Site,
    photo: &crate::article::photo::Photo,
    known: &HashMap<PhotoSource, PhotoState>,
) -> Option<Photo> {
    let PhotoState::Known(file) = known.get(&photo.source)? else {
        return None;
    };
    Some(Photo {
        url: site.photo_url(file),
        width: file.width,
        height: file.height,
        alt: photo.alt.clone().unwrap_or_default(),
        caption: photo.caption.clone(),
        credit: photo.credit.clone(),
    })
}

pub(super) fn authors(article: &Article) -> Vec<pages::Author> {
    article
        .authors
        .iter()
        .map(|author| pages::Author {
            name: author.name.clone(),
            role: author.role.clone(),
            affiliation: author.affiliation.clone(),
            url: author.url.clone(),
        })
        .collect()
}

pub(super) fn correction(article: &Article) -> Option<Correction> {
    let correction = article.correction.as_ref()?;
    let note = correction.note.clone()?;
    Some(Correction {
        note: format!("{}: {note}", correction.kind.label()),
        corrected: correction.made,
    })
}
