//! Bounds how many requests are under way: to one host, and in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests under way to one host.
const PER_HOST: usize = 4;
/// Requests under way in all.
const IN_ALL: usize = 64;
/// Hosts that are remembered before idle ones are forgotten.
const HOSTS: usize = 1024;

/// The turns that can be taken.
#[derive(Debug)]
pub(super) struct Turns {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A turn; dropping it gives it back.
pub(super) struct Turn {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(IN_ALL)),
            hosts: Mutex::default(),
        }
    }
}

impl Turns {
    /// Waits for a turn. The host's comes first, so that a slow host with many waiting cannot use
    /// up the turns of all.
    pub(super) async fn take(&self, host: &str) -> Turn {
        const OPEN: &str = "the semaphores are never closed";
        let host = self.host(host.trim_end_matches('.'));
        Turn {
            _host: host.acquire_owned().await.expect(OPEN),
            _all: Arc::clone(&self.all).acquire_owned().await.expect(OPEN),
        }
    }

    fn host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS {
            hosts.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        let semaphore = hosts
            .entry(host.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(PER_HOST)));
        Arc::clone(semaphore)
    }
}

#[cfg(test)]
mod tests {
    use super::{HOSTS, PER_HOST, Turns};

    #[tokio::test]
    async fn a_host_has_few_turns_and_others_do_not_wait_for_it() {
        let turns = Turns::default();
        let mut held = Vec::new();
        for _ in 0..PER_HOST {
            held.push(turns.take("slow.example").await);
        }
        let mut waiting = Box::pin(turns.take("slow.example."));
        assert!(futures_poll(&mut waiting).await.is_none());
        drop(turns.take("other.example").await);
        held.pop();
        assert!(futures_poll(&mut waiting).await.is_some());
    }

    #[tokio::test]
    async fn idle_hosts_are_forgotten() {
        let turns = Turns::default();
        let held = turns.take("held.example").await;
        for n in 0..HOSTS * 2 {
            drop(turns.take(&format!("{n}.example")).await);
        }
        assert!(turns.hosts.lock().unwrap().len() <= HOSTS);
        assert!(turns.hosts.lock().unwrap().contains_key("held.example"));
        drop(held);
    }

    /// What a future says when asked once.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = future => Some(output),
            () = std::future::ready(()) => None,
        }
    }
}
