//! Who may hold a connection: so many in all, so many from one address.
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::counters::Counters;
use super::limits::Settings;

/// The places of one listener.
#[derive(Debug)]
pub(super) struct Admission {
    places: usize,
    per_address: usize,
    taken: Mutex<Taken>,
    counters: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Taken {
    n_places: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place; free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    admission: Arc<Admission>,
    address: IpAddr,
}

impl Admission {
    pub(super) fn new(settings: &Settings) -> Self {
        let (limits, counters) = (&settings.limits, Arc::clone(&settings.counters));
        Self {
            places: limits.connections.saturating_sub(limits.reserved).max(1),
            per_address: limits.per_address,
            taken: Mutex::default(),
            counters,
        }
    }

    /// A place for a connection from this address, if there is one.
    pub(super) fn admit(self: &Arc<Self>, from: IpAddr) -> Option<Seat> {
        let address = counted_as(from);
        let mut taken = self.taken();
        if taken.n_places >= self.places {
            return None;
        }
        let here = taken.by_address.entry(address).or_default();
        if *here >= self.per_address {
            return None;
        }
        *here += 1;
        taken.n_places += 1;
        self.counters.open.fetch_add(1, Relaxed);
        Some(Seat {
            admission: Arc::clone(self),
            address,
        })
    }

    /// Nothing can panic while the lock is held, so its content is sound.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.admission.taken();
        taken.n_places = taken.n_places.saturating_sub(1);
        if let Some(here) = taken.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.by_address.remove(&self.address);
            }
        }
        self.admission.counters.open.fetch_sub(1, Relaxed);
    }
}

/// The address under which a peer is counted: whoever has one IPv6 address has
/// the 2^64 of its network.
pub fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, counted_as};
    use crate::web::listener::Settings;
    use chrono::DateTime;
    use std::sync::Arc;

    fn admission(connections: usize, per_address: usize) -> Arc<Admission> {
        let mut settings = Settings::new(Arc::new(DateTime::default));
        settings.limits.connections = connections;
        settings.limits.per_address = per_address;
        settings.limits.reserved = 1;
        Arc::new(Admission::new(&settings))
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let count = |text: &str| counted_as(text.parse().unwrap()).to_string();
        assert_eq!(count("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(count("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(count("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn places_are_given_back() {
        let admission = admission(4, 2);
        let (one, two) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = admission.admit(one).unwrap();
        let _second = admission.admit(one).unwrap();
        assert!(admission.admit(one).is_none(), "per address");
        let _third = admission.admit(two).unwrap();
        assert!(
            admission.admit(two).is_none(),
            "in all, less the reserved one"
        );
        drop(first);
        assert!(admission.admit(two).is_some());
    }
}
