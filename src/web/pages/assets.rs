//! The files the pages need: one style sheet and one icon, compiled in, named by their content.

use std::sync::LazyLock;

/// What to send with every asset: the name changes when a byte does (RFC 8246).
pub const ASSET_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// A file compiled into the program.
#[derive(Debug)]
pub struct Asset {
    /// `/assets/site-<hash>.css`, below the path the site is mounted at.
    pub path: String,
    /// For `Content-Type`.
    pub media_type: &'static str,
    /// The file itself.
    pub body: &'static str,
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        named(
            "site",
            "css",
            "text/css; charset=utf-8",
            include_str!("templates/site.css"),
        ),
        named(
            "icon",
            "svg",
            "image/svg+xml",
            include_str!("templates/icon.svg"),
        ),
    ]
});

/// Every asset, for the routes.
pub fn assets() -> &'static [Asset] {
    ASSETS.as_slice()
}

/// The asset at a path, `/assets/…`; none where no page of this build names it.
pub fn asset(path: &str) -> Option<&'static Asset> {
    assets().iter().find(|asset| asset.path == path)
}

pub(super) fn stylesheet_path() -> &'static str {
    &ASSETS[0].path
}

pub(super) fn icon_path() -> &'static str {
    &ASSETS[1].path
}

/// Sixteen hexadecimal digits of the BLAKE3 hash are 64 bits: no two builds meet by chance.
fn named(stem: &str, extension: &str, media_type: &'static str, body: &'static str) -> Asset {
    let hash = blake3::hash(body.as_bytes()).to_hex();
    let path = format!("/assets/{stem}-{}.{extension}", &hash.as_str()[..16]);
    Asset {
        path,
        media_type,
        body,
    }
}
