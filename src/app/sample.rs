//! The sample newsroom: articles and photos of our own, filed through the desk like any others.

use anyhow::Context;
use rust_embed::RustEmbed;
use serde_json::Value;

use super::make_token;
use crate::desk::{self, Condition, Desk};
use crate::ingest::record;
use crate::store::Scope;

#[derive(RustEmbed)]
#[folder = "sample/"]
#[include = "articles/*.json"]
#[include = "photos/*"]
struct Sample;

/// The setting that says that the sample was filled in.
const FACT: &str = "sample_filled";
/// The most bytes of a photo of the sample.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Fills an empty store, once, and gives the token that the example push uses.
pub(super) async fn fill(desk: &Desk) -> anyhow::Result<Option<String>> {
    if desk.store.fact(FACT).await?.is_some() || desk.store.n_articles().await? > 0 {
        return Ok(None);
    }
    let mut names: Vec<String> = Sample::iter()
        .filter(|name| name.starts_with("articles/"))
        .map(|name| name.to_string())
        .collect();
    names.sort();
    for name in names {
        file(desk, &name)
            .await
            .with_context(|| format!("the sample article {name}"))?;
    }
    desk.store.set_fact(FACT, "1").await?;
    make_token(
        &*desk.store,
        &*desk.clock,
        "sample",
        vec![Scope::Push],
        None,
    )
    .await
}

async fn file(desk: &Desk, name: &str) -> anyhow::Result<()> {
    let article = Sample::get(name).context("is not in the program")?;
    let mut value: Value = serde_json::from_slice(&article.data)?;
    for photo in value
        .get_mut("photos")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let Some(place) = photo.get_mut("photo") else {
            continue;
        };
        let picture = place
            .as_str()
            .and_then(|file| Sample::get(&format!("photos/{file}")))
            .context("a photo is not in the program")?;
        let shelved = desk::upload(desk, picture.data.into_owned(), MOST_BYTES).await?;
        *place = Value::String(shelved.name);
    }
    match desk::accept(desk, "sample", record::draft(&value), Condition::Any).await {
        Ok(_) => Ok(()),
        Err(desk::Error::Invalid(complaints)) => anyhow::bail!("has faults: {complaints:?}"),
        Err(error) => Err(error.into()),
    }
}
