//! Reads `config.toml` and the feed files, and says which file, line and key is wrong.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::article::byline::Outlets;
use crate::config::{Config, Fault};
use crate::desk::Rules;
use crate::feed::{FeedDefinition, Site};

/// A configuration with the feeds it names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The file it was read from.
    pub file: PathBuf,
    /// What the file and the environment say.
    pub config: Config,
    /// The feeds, by name.
    pub feeds: Vec<FeedDefinition>,
}

/// Why a configuration cannot be used: file, line, key and a sentence.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file says something wrong.
    #[error("{}:{}: {}: {}", file.display(), fault.line, fault.key, fault.why)]
    Wrong {
        /// The file.
        file: PathBuf,
        /// Where and what.
        fault: Fault,
    },
    /// Two feed files want the same old address, or there are no feeds.
    #[error("{}: {why}", file.display())]
    Feeds {
        /// The folder.
        file: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// Reads a configuration file, the environment, and the feed files.
pub fn load(file: &Path, environment: &[(String, String)]) -> Result<Loaded, Error> {
    let text = read(file)?;
    let config =
        Config::parse(&text, environment.iter().cloned()).map_err(|fault| Error::Wrong {
            file: file.to_owned(),
            fault,
        })?;
    let mut loaded = Loaded {
        file: file.to_owned(),
        config,
        feeds: Vec::new(),
    };
    let folder = loaded.feeds_folder();
    loaded.feeds = read_feeds(&folder)?;
    Ok(loaded)
}

fn read(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|source| Error::Unreadable {
        file: file.to_owned(),
        source,
    })
}

fn read_feeds(folder: &Path) -> Result<Vec<FeedDefinition>, Error> {
    let unreadable = |source| Error::Unreadable {
        file: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
            && !hidden
        {
            files.push(path);
        }
    }
    files.sort();
    let mut feeds: Vec<FeedDefinition> = Vec::with_capacity(files.len());
    for file in files {
        let name = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let text = read(&file)?;
        let feed = FeedDefinition::parse(&name, &text).map_err(|error| {
            let fault = Fault {
                line: error.line,
                key: error.key,
                why: error.why,
            };
            Error::Wrong {
                file: file.clone(),
                fault,
            }
        })?;
        let taken = feed
            .redirect_from
            .iter()
            .find(|path| feeds.iter().any(|other| other.redirect_from.contains(path)));
        if let Some(path) = taken {
            return Err(Error::Feeds {
                file,
                why: format!("redirect_from: {path} leads to another feed already"),
            });
        }
        feeds.push(feed);
    }
    if feeds.is_empty() {
        return Err(Error::Feeds {
            file: folder.to_owned(),
            why: "has no feed file; a file NAME.toml defines the feed NAME".to_owned(),
        });
    }
    Ok(feeds)
}

impl Loaded {
    /// Paths of the file are relative to where the file lies.
    fn beside_file(&self, path: &str) -> PathBuf {
        self.file
            .parent()
            .unwrap_or_else(|| Path::new("."))
            .join(path)
    }

    /// The folder of everything that is kept.
    pub fn data_folder(&self) -> PathBuf {
        self.beside_file(&self.config.store.data)
    }

    /// The folder of the feed files.
    pub fn feeds_folder(&self) -> PathBuf {
        self.beside_file(&self.config.feeds.folder)
    }

    /// The base of public addresses; where the configuration names none, the address that is really listened on.
    pub fn public_url(&self, address: SocketAddr) -> String {
        if self.config.server.public_url.is_empty() {
            format!("http://{address}")
        } else {
            self.config.public_url()
        }
    }

    /// The rules of the desk.
    pub fn rules(&self, address: SocketAddr) -> Rules {
        let newsroom = &self.config.newsroom;
        let site = Site {
            public_url: self.public_url(address),
            title: newsroom.title.clone(),
            authority: newsroom.authority.clone(),
            language: newsroom.language.clone(),
            hub: (!newsroom.hub.is_empty()).then(|| newsroom.hub.clone()),
        };
        Rules::new(
            site,
            Outlets::default().with(newsroom.outlets.iter().cloned()),
            newsroom.embeds.clone(),
            self.feeds.clone(),
        )
    }
}
