//! What `config.toml` says: one struct a concern, unknown keys refused, every key open to the environment.

mod embeds;
mod environment;
pub mod fault;
mod inbox;
pub mod pull;
mod retention;

pub use fault::Fault;
pub use inbox::Inbox;
pub use pull::Pull;
pub use retention::Retention;

use serde::{Deserialize, Serialize};

/// The whole configuration. `config.toml` of the repository is the manual of the keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where and how the program listens.
    pub server: Server,
    /// Who publishes.
    pub newsroom: Newsroom,
    /// Where things are kept.
    pub store: Store,
    /// Where the feed files are.
    pub feeds: Feeds,
    /// How long readers may keep what they fetched.
    pub cache: Cache,
    /// What may be fetched from outside.
    pub fetch: Fetch,
    /// How much is taken in at once.
    pub limits: Limits,
    /// How long articles are kept.
    pub retention: Retention,
    /// The folder whose files become articles.
    pub inbox: Inbox,
    /// The sample newsroom.
    pub sample: Sample,
    /// What is written about the program's own doings.
    pub log: Log,
    /// Feeds of others that are read here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pull: Vec<Pull>,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port of the public listener.
    pub listen: String,
    /// Base of every public address; `http://` and the listening address where empty.
    pub public_url: String,
    /// Names under which the program may be asked (`Host`); any where empty.
    pub hosts: Vec<String>,
    /// Seconds that requests in flight are given when the program stops.
    pub stop_seconds: u64,
    /// Connections at a time from one address (one /64 for IPv6).
    pub connections_per_address: u32,
    /// Connections at a time in all.
    pub connections: u32,
    /// Addresses of proxies in front, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            hosts: Vec::new(),
            stop_seconds: 20,
            connections_per_address: 256,
            connections: 12_000,
            proxies: Vec::new(),
        }
    }
}

/// `[newsroom]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Newsroom {
    /// Name of the paper.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// A domain the newsroom held when it began: part of every minted id (RFC 4151), never to be changed.
    pub authority: String,
    /// Language where an article or a feed names none (BCP 47).
    pub language: String,
    /// Agencies and papers that bylines and credits name, beside the well-known ones.
    pub outlets: Vec<String>,
    /// Hosts whose frames may stay in a body.
    pub embeds: Vec<String>,
    /// Address of a WebSub hub that feeds point to; none where empty.
    pub hub: String,
}

impl Default for Newsroom {
    fn default() -> Self {
        Self {
            title: "The newsroom".to_owned(),
            description: "News as it is filed.".to_owned(),
            authority: "newsroom.example".to_owned(),
            language: "en".to_owned(),
            outlets: Vec::new(),
            embeds: embeds::known(),
            hub: String::new(),
        }
    }
}

/// `[store]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// Folder of everything that is kept.
    pub data: String,
    /// Which engine: `sqlite` (in the folder).
    pub url: String,
    /// Connections that read at a time.
    pub readers: u32,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            data: "data".to_owned(),
            url: "sqlite".to_owned(),
            readers: 4,
        }
    }
}

/// `[feeds]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Feeds {
    /// Folder of the feed files.
    pub folder: String,
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            folder: "feeds".to_owned(),
        }
    }
}

/// `[cache]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// Seconds a feed counts as fresh.
    pub max_age_seconds: u32,
    /// Seconds an old feed may be shown while a new one is fetched.
    pub stale_while_revalidate_seconds: u32,
    /// Seconds an old feed may be shown while we are away.
    pub stale_if_error_seconds: u32,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            max_age_seconds: 60,
            stale_while_revalidate_seconds: 60,
            stale_if_error_seconds: 86_400,
        }
    }
}

/// `[fetch]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// Whether this machine itself may be asked: for trying out only.
    pub allow_loopback: bool,
    /// Ports that may be asked.
    pub ports: Vec<u16>,
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            allow_loopback: false,
            ports: vec![80, 443],
        }
    }
}

/// `[limits]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one record.
    pub record_bytes: usize,
    /// Bytes of one photo.
    pub photo_bytes: usize,
    /// Bytes of one push with its photos.
    pub push_bytes: usize,
    /// Feeds that one address may have judged in a minute; 0 for as many as it likes.
    pub validations_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 2 * 1024 * 1024,
            photo_bytes: 10 * 1024 * 1024,
            push_bytes: 48 * 1024 * 1024,
            validations_per_minute: 60,
        }
    }
}

/// `[sample]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sample {
    /// Whether an empty store is filled with the sample newsroom.
    pub newsroom: bool,
}

/// `[log]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `info,syndicated::web=debug`.
    pub level: String,
    /// `text` or `json`.
    pub format: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: "info".to_owned(),
            format: "text".to_owned(),
        }
    }
}

/// The beginning of every environment variable that sets a key.
pub const ENVIRONMENT_PREFIX: &str = "SYNDICATED_";

/// Section, key and what is wrong.
type Wrong = (&'static str, &'static str, &'static str);

impl Config {
    /// Reads a configuration file and lays the environment over it: `SYNDICATED_<SECTION>_<KEY>`.
    pub fn parse(
        toml: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Fault> {
        let mut config: Self = fault::read_toml(toml)?;
        let mut table = toml::Table::try_from(&config)
            .map_err(|error| Fault::of_key("", &error.to_string()))?;
        for (name, value) in environment {
            // Two names belong to the commands that talk to a server.
            if matches!(name.as_str(), "SYNDICATED_URL" | "SYNDICATED_TOKEN") {
                continue;
            }
            if let Some(key) = name.strip_prefix(ENVIRONMENT_PREFIX) {
                environment::set(&mut table, &name, key, &value)?;
            }
        }
        config = table
            .try_into()
            .map_err(|error: toml::de::Error| Fault::of_key("environment", error.message()))?;
        config.check().map_err(|(section, key, why)| Fault {
            line: fault::line_of(toml, section, key),
            key: format!("{section}.{key}"),
            why: why.to_owned(),
        })?;
        if let Some(fault) = pull::fault(toml, &config.pull) {
            return Err(fault);
        }
        Ok(config)
    }

    /// The base of public addresses, without a slash at the end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            return format!("http://{}", self.server.listen);
        }
        self.server.public_url.trim_end_matches('/').to_owned()
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.server.listen.parse::<std::net::SocketAddr>().is_err() {
            return Err((
                "server",
                "listen",
                "must be an address and a port, such as 127.0.0.1:8080",
            ));
        }
        let is_address = |proxy: &String| proxy.parse::<std::net::IpAddr>().is_ok();
        if !self.server.proxies.iter().all(is_address) {
            return Err((
                "server",
                "proxies",
                "must hold IP addresses, such as 127.0.0.1",
            ));
        }
        let public = &self.server.public_url;
        let good = public.is_empty()
            || url::Url::parse(public).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https")
                    && url.has_host()
                    && url.query().is_none()
                    && url.fragment().is_none()
                    && url.username().is_empty()
            });
        if !good {
            return Err((
                "server",
                "public_url",
                "must begin with http:// or https:// and name a host",
            ));
        }
        if self.store.url != "sqlite" {
            return Err(("store", "url", "must be sqlite"));
        }
        if self.store.data.is_empty() {
            return Err(("store", "data", "must name a folder"));
        }
        if !(1..=64).contains(&self.store.readers) {
            return Err(("store", "readers", "must be 1 to 64"));
        }
        self.inbox.check()?;
        self.newsroom.check()?;
        if !matches!(self.log.format.as_str(), "text" | "json") {
            return Err(("log", "format", "must be text or json"));
        }
        self.retention.check()?;
        if self.limits.record_bytes == 0
            || self.limits.photo_bytes == 0
            || self.limits.push_bytes < self.limits.photo_bytes
        {
            return Err((
                "limits",
                "push_bytes",
                "must not be smaller than photo_bytes, and no limit may be 0",
            ));
        }
        Ok(())
    }
}

impl Newsroom {
    fn check(&self) -> Result<(), Wrong> {
        let authority = &self.authority;
        if authority.is_empty()
            || !authority.contains('.')
            || !authority
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.@".contains(&b))
        {
            return Err((
                "newsroom",
                "authority",
                "must be a domain of the newsroom in lower case, such as courier.example",
            ));
        }
        if self.title.trim().is_empty() {
            return Err(("newsroom", "title", "must not be empty"));
        }
        if !embeds::are_hosts(&self.embeds) {
            return Err((
                "newsroom",
                "embeds",
                "must list host names in lower case, such as player.vimeo.com",
            ));
        }
        let hub = &self.hub;
        if !hub.is_empty()
            && !url::Url::parse(hub).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            return Err(("newsroom", "hub", "must begin with http:// or https://"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_environment_lies_over_the_file() {
        let file = "[server]\nlisten = \"127.0.0.1:1\"\n[fetch]\nports = [80]\n";
        let config = Config::parse(
            file,
            env(&[
                ("SYNDICATED_SERVER_PUBLIC_URL", "https://x.example/"),
                ("SYNDICATED_SAMPLE_NEWSROOM", "true"),
                ("SYNDICATED_FETCH_PORTS", "80, 8080"),
                ("HOME", "x"),
            ]),
        )
        .unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:1");
        assert_eq!(config.public_url(), "https://x.example");
        assert!(config.sample.newsroom);
        assert_eq!(config.fetch.ports, [80, 8080]);
    }

    #[test]
    fn every_key_can_be_set_from_the_environment() {
        let table = toml::Table::try_from(Config::default()).unwrap();
        for (section, keys) in &table {
            for (key, value) in keys.as_table().unwrap() {
                let name = format!(
                    "{ENVIRONMENT_PREFIX}{}_{}",
                    section.to_uppercase(),
                    key.to_uppercase()
                );
                let text = match value {
                    toml::Value::Array(list) => list
                        .iter()
                        .map(|one| {
                            one.as_str()
                                .map_or_else(|| one.to_string(), ToOwned::to_owned)
                        })
                        .collect::<Vec<_>>()
                        .join(","),
                    toml::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                assert_eq!(
                    Config::parse("", [(name.clone(), text)]).unwrap(),
                    Config::default(),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_fault_names_line_and_key() {
        for (file, line, key) in [
            ("[server]\nlisten = 1\n", 2, "listen"),
            ("[server]\nlitsen = \"x\"\n", 2, "litsen"),
            ("[server]\nlisten = \"x\"\n", 2, "server.listen"),
            ("# a\n[srv]\n", 2, "srv"),
            ("[server\n", 1, "server"),
        ] {
            let fault = Config::parse(file, []).unwrap_err();
            assert_eq!((fault.line, fault.key.as_str()), (line, key), "{fault}");
        }
        assert!(Config::parse("", env(&[("SYNDICATED_SERVER_LITSEN", "x")])).is_err());
    }
}
