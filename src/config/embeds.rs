//! The hosts whose frames may stay in a body.

/// Players and charts that newsrooms embed.
const EMBEDS: [&str; 10] = [
    "www.youtube-nocookie.com",
    "www.youtube.com",
    "player.vimeo.com",
    "www.dailymotion.com",
    "geo.dailymotion.com",
    "w.soundcloud.com",
    "open.spotify.com",
    "datawrapper.dwcdn.net",
    "flo.uri.sh",
    "embed.documentcloud.org",
];

/// The hosts where the file names none.
pub(super) fn known() -> Vec<String> {
    EMBEDS.iter().map(|host| (*host).to_owned()).collect()
}

/// Whether all are names of hosts as addresses write them.
pub(super) fn are_hosts(names: &[String]) -> bool {
    names.iter().all(|name| {
        url::Host::parse(name).is_ok_and(|host| {
            matches!(host, url::Host::Domain(domain) if domain == *name && domain.contains('.'))
        })
    })
}
