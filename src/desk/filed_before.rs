//! Whether a draft that comes again was filed before: for whoever was cut off and cannot know.

use super::{Desk, Error};
use crate::article::Draft;
use crate::article::identity::ArticleId;
use crate::article::version::Arrival;

/// How far back versions are looked at.
const MOST_VERSIONS: u64 = 64;

/// The version of its article, of the last 64, that `source` filed from this very draft.
pub async fn filed_before(desk: &Desk, source: &str, draft: &Draft) -> Result<Option<u64>, Error> {
    let Some(Ok(id)) = draft.id.as_deref().map(ArticleId::parse) else {
        return Ok(None);
    };
    let Some(newest) = desk.store.article(&id).await? else {
        return Ok(None);
    };
    let fingerprint = Arrival::of(draft).fingerprint;
    let newest = newest.article.version;
    for number in (newest.saturating_sub(MOST_VERSIONS)..=newest).rev() {
        let Some(filed) = desk.store.version(&id, number).await? else {
            // Publishers count as they like; what cannot be found was not filed.
            continue;
        };
        if filed.fingerprint == fingerprint && filed.filed_by == source {
            return Ok(Some(number));
        }
    }
    Ok(None)
}
