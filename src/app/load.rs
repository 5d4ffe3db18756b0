//! Reads `config.toml` and the feed files, and says which file, line and key is wrong.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use crate::article::byline::Outlets;
use crate::config::{self, Config, Fault};
use crate::desk::{self, Culprit, FrameFault, Rules};
use crate::feed::{FeedDefinition, Site};
use crate::inbox;

/// A configuration with the feeds it names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The file it was read from.
    pub file: PathBuf,
    /// What the file and the environment say.
    pub config: Config,
    /// The feeds, by name.
    pub feeds: Vec<FeedDefinition>,
    /// The text of the configuration file.
    text: String,
    /// File and text of each feed, in their order.
    feed_files: Vec<(PathBuf, String)>,
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
    /// Two feed files want the same old address, there are no feeds, or one would be invalid and no key is to blame.
    #[error("{}: {why}", file.display())]
    Feeds {
        /// The file or folder.
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
        text,
        feed_files: Vec::new(),
    };
    let folder = loaded.feeds_folder();
    (loaded.feeds, loaded.feed_files) = read_feeds(&folder)?.into_iter().unzip();
    Ok(loaded)
}

fn read(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|source| Error::Unreadable {
        file: file.to_owned(),
        source,
    })
}

/// A feed, and the file and text it was read from.
type Read = (FeedDefinition, (PathBuf, String));

fn read_feeds(folder: &Path) -> Result<Vec<Read>, Error> {
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
    let mut feeds: Vec<Read> = Vec::with_capacity(files.len());
    for file in files {
        let name = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let text = read(&file)?;
        let feed = FeedDefinition::parse(&name, &text).map_err(|fault| Error::Wrong {
            file: file.clone(),
            fault,
        })?;
        let taken = feed.redirect_from.iter().find(|path| {
            feeds
                .iter()
                .any(|(other, _)| other.redirect_from.contains(path))
        });
        if let Some(path) = taken {
            return Err(Error::Feeds {
                file,
                why: format!("redirect_from: {path} leads to another feed already"),
            });
        }
        feeds.push((feed, (file, text)));
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

    /// What the watched folder is told; `None` where there is none.
    pub fn inbox(&self) -> Option<inbox::Settings> {
        let told = &self.config.inbox;
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Some(inbox::Settings {
            folder: self.beside_file(&given(&told.folder)?),
            source: told.source.clone(),
            settle: TimeDelta::seconds(told.settle_seconds.into()),
            section: given(&told.section),
            language: given(&told.language),
            limits: self.config.limits.clone(),
        })
    }

    /// The base of public addresses; where the configuration names none, the address that is really listened on.
    pub fn public_url(&self, address: SocketAddr) -> String {
        if self.config.server.public_url.is_empty() {
            format!("http://{address}")
        } else {
            self.config.public_url()
        }
    }

    /// What the program would refuse to run with though every file can be read: feeds that would be invalid whatever
    /// they show. Feeds that stand in `known` just so were judged before. Costs some milliseconds a feed.
    pub fn faults(&self, known: Option<&Self>, now: DateTime<Utc>) -> Vec<Error> {
        let rules = |loaded: &Self| {
            let listen = loaded.config.server.listen.parse();
            loaded.rules(listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0))))
        };
        let known = known.map(rules);
        let mut faults: Vec<Error> = Vec::new();
        for fault in desk::frame_faults(&rules(self), known.as_ref(), now) {
            let fault = self.place(&fault);
            // A key of the newsroom is told once and not for each of its feeds.
            if !faults
                .iter()
                .any(|told| told.to_string() == fault.to_string())
            {
                faults.push(fault);
            }
        }
        faults
    }

    /// The same off the runtime.
    pub async fn judge(&self, known: Option<&Self>, now: DateTime<Utc>) -> anyhow::Result<()> {
        let (loaded, known) = (self.clone(), known.cloned());
        let judging = tokio::task::spawn_blocking(move || loaded.faults(known.as_ref(), now));
        let faults = judging.await.context("judging the feeds was cut off")?;
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("; "));
        Ok(())
    }

    /// File, line and key of what a feed's frame is refused for.
    fn place(&self, fault: &FrameFault) -> Error {
        let mut feeds = self.feeds.iter().zip(&self.feed_files);
        let of_feed = feeds.find(|(feed, _)| feed.name == fault.feed);
        match (fault.culprit, of_feed) {
            (Culprit::Newsroom(section, key), _) => Error::Wrong {
                file: self.file.clone(),
                fault: Fault::in_file(&self.text, section, key, &fault.why),
            },
            (Culprit::Feed(key), Some((_, (file, text)))) => Error::Wrong {
                file: file.clone(),
                fault: Fault::in_file(text, "", key, &fault.why),
            },
            (_, of_feed) => Error::Feeds {
                file: of_feed.map_or_else(|| self.feeds_folder(), |(_, (file, _))| file.clone()),
                why: fault.why.clone(),
            },
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
        .keeping(self.config.retention.articles_days)
        .with_pulls(self.config.pull.iter().map(pull).collect())
    }
}

/// A feed that is pulled, in the words of the desk.
fn pull(pull: &config::Pull) -> desk::Pull {
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    desk::Pull {
        name: pull.name.clone(),
        url: pull.url.clone(),
        section: some(&pull.section),
        tags: pull.tags.clone(),
        language: some(&pull.language),
        every_seconds: pull.every_seconds,
        guids: match pull.guids {
            config::pull::Guids::Keep => desk::Guids::Keep,
            config::pull::Guids::Mint => desk::Guids::Mint,
        },
        bodies: match pull.bodies {
            config::pull::Bodies::Full => desk::Bodies::Full,
            config::pull::Bodies::Summary => desk::Bodies::Summary,
        },
        deleted: match pull.deleted {
            config::pull::Deleted::Keep => desk::Deleted::Keep,
            config::pull::Deleted::Kill => desk::Deleted::Kill,
        },
        enabled: pull.enabled,
    }
}
