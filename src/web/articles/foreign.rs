//! Articles in the words of other programs: ninjs for who asks for it.

use crate::article::Article;
use crate::article::photo::PhotoSource;
use crate::export;
use crate::feed::Story;
use crate::store::PhotoState;
use crate::web::Web;
use crate::web::problem::Problem;

/// Writes articles as ninjs 3.1, with what is known of their photos.
pub(super) async fn ninjs(
    web: &Web,
    articles: Vec<Article>,
) -> Result<Vec<serde_json::Value>, Problem> {
    let sources: Vec<PhotoSource> = articles
        .iter()
        .flat_map(|article| article.photos.iter().map(|photo| photo.source.clone()))
        .collect();
    let known = web.desk.store.photo_files(&sources).await?;
    let file = |source: &PhotoSource| match known.get(source) {
        Some(PhotoState::Known(file)) => Some(file.clone()),
        Some(PhotoState::Failed(_)) | None => None,
    };
    let site = &web.desk.rules.load().site;
    Ok(articles
        .into_iter()
        .map(|article| {
            let files = article
                .photos
                .iter()
                .map(|photo| file(&photo.source))
                .collect();
            export::ninjs::write(&Story { article, files }, site)
        })
        .collect())
}
