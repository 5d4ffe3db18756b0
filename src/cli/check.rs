//! `syndicated check`: the configuration, the feed files, every record of the store and every photo on the shelf.

use std::path::Path;

use super::{AWAY, DONE, REFUSED, WRONG, answer, load, tell};
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::media::shelf::Shelf;

pub(super) async fn run(config: &Path) -> u8 {
    let loaded = match load(config) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let faults = loaded.faults(None, SystemClock.now());
    for fault in &faults {
        tell(&format!("error: {fault}"));
    }
    if !faults.is_empty() {
        return WRONG;
    }
    answer(&format!(
        "{}: good, with {} feeds",
        loaded.file.display(),
        loaded.feeds.len()
    ));
    let folder = loaded.data_folder();
    if !folder.exists() {
        answer(&format!("{}: nothing is kept yet", folder.display()));
        return DONE;
    }
    let verified = match app::open_store(&loaded).await {
        Ok(store) => store.verify().await,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            return AWAY;
        }
    };
    let verified = match verified {
        Ok(verified) => verified,
        Err(error) => {
            tell(&format!("error: {error}"));
            return AWAY;
        }
    };
    answer(&format!(
        "{}: {} records read, {} damaged",
        folder.display(),
        verified.n_records,
        verified.damages.len()
    ));
    for damage in &verified.damages {
        tell(&format!("damaged: {damage}"));
    }
    let damaged_photos = match check_photos(&folder.join("photos")) {
        Ok(damaged) => damaged,
        Err(error) => {
            tell(&format!("error: {error}"));
            return AWAY;
        }
    };
    if verified.damages.is_empty() && damaged_photos == 0 {
        DONE
    } else {
        REFUSED
    }
}

/// Hashes every photo again; gives the number of damaged ones.
fn check_photos(folder: &Path) -> Result<usize, crate::media::shelf::Error> {
    if !folder.exists() {
        return Ok(0);
    }
    let shelf = Shelf::open_beside(folder);
    let names = shelf.names()?;
    let mut n_damaged = 0;
    for name in &names {
        if let Err(error) = shelf.verify(*name) {
            tell(&format!("damaged: {error}"));
            n_damaged += 1;
        }
    }
    answer(&format!(
        "{}: {} photos read, {n_damaged} damaged",
        folder.display(),
        names.len()
    ));
    Ok(n_damaged)
}
