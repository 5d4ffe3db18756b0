//! What a push brings: a record, ninjs, a wire's own format, a web page, raw copy, or a form of one with its photos; bounded, all read before anything is done.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::http::header::CONTENT_TYPE;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Web;
use super::problem::Problem;
use crate::article::Draft;
use crate::article::draft::DraftPhoto;
use crate::config;
use crate::desk::{self, Desk};
use crate::ingest::{self, Format, Options, copy};

/// The most parts of one form.
const MOST_PARTS: usize = 64;

/// What may be said beside copy that has no fields of its own.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Beside {
    /// When it was first public (RFC 3339 with zone); for copy, which never says.
    published: Option<String>,
    /// Section of the paper; for copy.
    section: Option<String>,
    /// Language (BCP 47); for copy.
    language: Option<String>,
    /// Not before this moment (RFC 3339 with zone); for copy.
    embargo: Option<String>,
    /// The page's own address; for pages, which may not say it.
    address: Option<String>,
}

impl Beside {
    /// What a reader is told beside a document of this media type.
    fn options(&self, web: &Web, kind: &str) -> Result<Options, Problem> {
        let wrong = || {
            Problem::new(
                "malformed-request",
                "The parameter `address` must begin with http:// or https://.",
            )
        };
        let read = |address: &String| {
            let url = url::Url::parse(address).map_err(|_| wrong())?;
            let good = matches!(url.scheme(), "http" | "https") && url.has_host();
            good.then_some(url).ok_or_else(wrong)
        };
        Ok(Options {
            outlets: Arc::clone(&web.desk.rules.load().outlets),
            n_photos: 0,
            base: self.address.as_ref().map(read).transpose()?,
            charset: charset(kind),
        })
    }
}

/// The `charset` parameter of a media type.
fn charset(kind: &str) -> Option<String> {
    kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Reads a body whole, or says that it is too large.
pub(super) async fn read_body(mut body: Body, most_bytes: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            Problem::new(
                "malformed-request",
                "The body ended early or came too slowly.",
            )
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > most_bytes {
            return Err(too_large(most_bytes));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

fn too_large(most_bytes: usize) -> Problem {
    Problem::new(
        "payload-too-large",
        format!("At most {most_bytes} bytes are taken here."),
    )
}

/// Reads a push into a draft; photos that came along are on the shelf when this returns.
pub(super) async fn read_push(
    web: &Arc<Web>,
    request: Request,
    beside: &Beside,
) -> Result<Draft, Problem> {
    let limits = web.settings.load().limits.clone();
    let mut draft = if is_form(request.headers()) {
        read_form(web, request, beside).await?
    } else {
        let kind = content_type(request.headers());
        // The type is judged before the body is read, unless a look at the bytes must tell.
        if Format::of(&kind, b"").is_none() {
            return Err(Problem::new("unsupported-media-type", TAKEN));
        }
        let bytes = read_body(request.into_body(), limits.record_bytes).await?;
        let format = Format::of(&kind, &bytes)
            .ok_or_else(|| Problem::new("unsupported-media-type", TAKEN))?;
        let options = beside.options(web, &kind)?;
        let draft = read_document(format, bytes, options).await?;
        settle(
            format,
            match format {
                Format::Nitf | Format::NewsMl => copy::awaiting_files(draft, &[]),
                Format::Record | Format::Ninjs | Format::Copy | Format::Anpa | Format::Page => {
                    draft
                }
            },
        )
    };
    for (field, value) in [
        (&mut draft.published, &beside.published),
        (&mut draft.section, &beside.section),
        (&mut draft.language, &beside.language),
        (&mut draft.embargo, &beside.embargo),
    ] {
        if field.is_none() {
            field.clone_from(value);
        }
    }
    Ok(draft)
}

/// What a push may be.
const TAKEN: &str = "Send a record as application/json, ninjs as application/ninjs+json, NITF as application/nitf+xml, NewsML-G2 as application/vnd.iptc.g2.newsmessage+xml (either also as application/xml), a web page as text/html, raw copy or a wire message as text/plain, or one of them with photos as multipart/form-data.";

fn content_type(headers: &HeaderMap) -> String {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = content_type(headers);
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("multipart/form-data")
}

/// Reads a document; one that takes a while is read where nobody waits for the thread.
async fn read_document(format: Format, bytes: Bytes, options: Options) -> Result<Draft, Problem> {
    match format {
        Format::Record | Format::Ninjs => read_as(format, &bytes, &options),
        Format::Copy | Format::Anpa | Format::Nitf | Format::NewsMl | Format::Page => {
            tokio::task::spawn_blocking(move || read_as(format, &bytes, &options))
                .await
                .map_err(|error| Problem::internal(&error))?
        }
    }
}

/// Reads a document; bytes that are none of the format are a problem.
pub(crate) fn read_as(format: Format, bytes: &[u8], options: &Options) -> Result<Draft, Problem> {
    ingest::read(format, bytes, options).map_err(|error| match error {
        ingest::Error::Json(error) => Problem::new("malformed-json", format!("{error}.")),
        ingest::Error::Copy(error) => Problem::new(
            "malformed-request",
            format!("The copy could not be read: {error}."),
        ),
        ingest::Error::Xml(error) => Problem::new("malformed-xml", format!("{error}.")),
        ingest::Error::NoArticle(why) => {
            Problem::new("invalid-record", format!("This cannot be filed: {why}."))
        }
        ingest::Error::Page(error) => Problem::new(
            "malformed-request",
            format!("The page could not be read: {error}."),
        ),
    })
}

/// A form as it was read: what is the article, and the files that came with it.
#[derive(Default)]
struct Form {
    article: Option<(Format, String, Bytes)>,
    files: Vec<(String, Bytes)>,
    n_bytes: usize,
}

impl Form {
    /// Reads one part, within what is left of the limits.
    async fn read(&mut self, mut part: Field<'_>, limits: &config::Limits) -> Result<(), Problem> {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let kind = part.content_type().map(str::to_owned);
        let is_article = matches!(name.as_str(), "record" | "copy");
        let most = if is_article {
            limits.record_bytes
        } else {
            limits.photo_bytes
        };
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.chunk().await.map_err(|error| unread(&error))? {
            self.n_bytes += chunk.len();
            if bytes.len() + chunk.len() > most || self.n_bytes > limits.push_bytes {
                return Err(too_large(most.min(limits.push_bytes)));
            }
            bytes.extend_from_slice(&chunk);
        }
        if !is_article {
            self.files.push((file_name.unwrap_or(name), bytes.freeze()));
            return Ok(());
        }
        let format = part_format(&name, kind.as_deref(), &bytes);
        let kind = kind.unwrap_or_default();
        let article = (format, kind, bytes.freeze());
        if self.article.replace(article).is_some() {
            return Err(Problem::new(
                "malformed-request",
                "The form must have one part “record” or “copy”, not two.",
            ));
        }
        Ok(())
    }
}

/// The format of the part `record` or `copy`: its type may name another, and a wire's own shows by its shape.
fn part_format(name: &str, kind: Option<&str>, bytes: &[u8]) -> Format {
    match (name, Format::sniff(bytes)) {
        (_, wire @ (Format::Nitf | Format::NewsMl)) => wire,
        ("copy", Format::Anpa) => Format::Anpa,
        ("copy", _) => Format::Copy,
        (_, _) => kind
            .and_then(|kind| Format::of(kind, bytes))
            .or_else(|| Format::of("application/json", bytes))
            .unwrap_or(Format::Record),
    }
}

fn unread(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        "malformed-request",
        format!("The form could not be read: {error}."),
    )
}

/// A form: the part `record` or `copy`, and files.
async fn read_form(web: &Arc<Web>, request: Request, beside: &Beside) -> Result<Draft, Problem> {
    let limits = web.settings.load().limits.clone();
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|error| unread(&error))?;
    let mut form = Form::default();
    for n_parts in 0.. {
        let Some(part) = parts.next_field().await.map_err(|error| unread(&error))? else {
            break;
        };
        if n_parts >= MOST_PARTS {
            return Err(Problem::new(
                "payload-too-large",
                format!("At most {MOST_PARTS} parts are taken in one form."),
            ));
        }
        form.read(part, &limits).await?;
    }
    let Some((format, kind, bytes)) = form.article else {
        return Err(Problem::new(
            "malformed-request",
            "The form must have a part “record” (a record or ninjs as JSON, NITF or NewsML-G2 as XML, or a page) or “copy” (text).",
        ));
    };
    let options = Options {
        n_photos: form.files.len(),
        ..beside.options(web, &kind)?
    };
    let draft = read_document(format, bytes, options).await?;
    let came: Vec<&str> = form.files.iter().map(|(name, _)| name.as_str()).collect();
    let draft = match format {
        Format::Nitf | Format::NewsMl => copy::awaiting_files(draft, &came),
        Format::Record | Format::Ninjs | Format::Copy | Format::Anpa | Format::Page => draft,
    };
    let draft = illustrate(&web.desk, draft, form.files, limits.photo_bytes).await?;
    Ok(settle(format, draft))
}

/// Leaves aside what raw copy and wires leave open: captions for which no photo came.
pub(crate) fn settle(format: Format, draft: Draft) -> Draft {
    match format {
        Format::Copy | Format::Anpa | Format::Nitf | Format::NewsMl => {
            copy::without_missing_photos(draft)
        }
        Format::Record | Format::Ninjs | Format::Page => draft,
    }
}

/// Puts the files on the shelf and joins them to the draft's photos: by name, else in order, else at the end.
pub(crate) async fn illustrate(
    desk: &Desk,
    mut draft: Draft,
    files: Vec<(String, Bytes)>,
    most_bytes: usize,
) -> Result<Draft, Problem> {
    let mut shelved: HashMap<String, String> = HashMap::new();
    let mut unnamed = Vec::new();
    for (name, bytes) in files {
        let file = desk::upload(desk, bytes, most_bytes)
            .await
            .map_err(|error| match error {
                desk::Error::Photo(why) => Problem::new(
                    "invalid-record",
                    format!("The file {name:?} cannot be taken: {why}."),
                ),
                other => other.into(),
            })?;
        if !draft
            .photos
            .iter()
            .any(|photo| photo.photo.as_deref() == Some(&name))
        {
            unnamed.push(file.name.clone());
        }
        shelved.insert(name, file.name);
    }
    for photo in &mut draft.photos {
        if let Some(known) = photo.photo.as_ref().and_then(|name| shelved.get(name)) {
            photo.photo = Some(known.clone());
        }
    }
    let mut unnamed = unnamed.into_iter();
    for photo in draft
        .photos
        .iter_mut()
        .filter(|photo| photo.photo.is_none() && photo.url.is_none())
    {
        photo.photo = unnamed.next();
    }
    draft.photos.extend(unnamed.map(|name| DraftPhoto {
        photo: Some(name),
        ..DraftPhoto::default()
    }));
    Ok(draft)
}
