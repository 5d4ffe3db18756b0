//! Rations what is open to everybody and costs something: so many in a minute from one address, so many at once from
//! one address and in all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that one address may have under way at once.
const AT_ONCE: u32 = 4;
/// The most that are under way in all, bodies in memory included.
const IN_ALL: usize = 32;
/// What adding up fractions may miss.
const ROUNDING: f64 = 1e-6;
/// The most addresses that are remembered.
const MOST_ADDRESSES: usize = 10_000;

/// One kind of request that is rationed.
#[derive(Debug)]
pub(super) struct Ration {
    addresses: Arc<Mutex<HashMap<IpAddr, Account>>>,
    seats: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

/// What one address may still ask.
#[derive(Debug)]
struct Account {
    left: f64,
    counted: Instant,
    under_way: u32,
}

/// Why a request has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// This address asked too often: so many seconds.
    TooOften(u32),
    /// Everybody together asks too much just now.
    Full,
}

/// A request under way; its place is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    addresses: Arc<Mutex<HashMap<IpAddr, Account>>>,
    address: IpAddr,
    _seat: OwnedSemaphorePermit,
}

impl Default for Ration {
    /// Half of the processors work for everybody.
    fn default() -> Self {
        let n_processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            addresses: Arc::default(),
            seats: Arc::new(Semaphore::new(IN_ALL)),
            workers: Arc::new(Semaphore::new((n_processors / 2).max(1))),
        }
    }
}

impl Ration {
    /// A place for a request of this address that may ask `per_minute` (0: as often as it likes), a minute's worth at
    /// once. `now` is monotonic: a clock that jumps gives and takes nothing.
    pub(super) fn admit(
        &self,
        address: IpAddr,
        per_minute: u32,
        now: Instant,
    ) -> Result<Seat, Refusal> {
        let most = f64::from(per_minute);
        let mut accounts = lock(&self.addresses);
        if accounts.len() >= MOST_ADDRESSES && !accounts.contains_key(&address) {
            accounts.retain(|_, account| account.under_way > 0 || account.at(most, now) < most);
            if accounts.len() >= MOST_ADDRESSES {
                return Err(Refusal::Full);
            }
        }
        let account = accounts.entry(address).or_insert(Account {
            left: most,
            counted: now,
            under_way: 0,
        });
        if per_minute > 0 {
            account.left = account.at(most, now);
            account.counted = now;
            if account.left < 1.0 - ROUNDING {
                return Err(Refusal::TooOften(wait((1.0 - account.left) * 60.0 / most)));
            }
            if account.under_way >= AT_ONCE {
                return Err(Refusal::TooOften(1));
            }
        }
        let seat = Arc::clone(&self.seats).try_acquire_owned();
        let seat = seat.map_err(|_| Refusal::Full)?;
        account.left -= 1.0;
        account.under_way += 1;
        Ok(Seat {
            addresses: Arc::clone(&self.addresses),
            address,
            _seat: seat,
        })
    }

    /// Waits until there is a processor to spare for it.
    pub(super) async fn work(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.workers).acquire_owned().await.ok()
    }
}

impl Account {
    /// What it may ask at this moment.
    fn at(&self, most: f64, now: Instant) -> f64 {
        let since = now.saturating_duration_since(self.counted);
        (self.left + since.as_secs_f64() * most / 60.0).min(most)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(account) = lock(&self.addresses).get_mut(&self.address) {
            account.under_way = account.under_way.saturating_sub(1);
        }
    }
}

/// Whole seconds, at least one.
fn wait(seconds: f64) -> u32 {
    let whole = Duration::try_from_secs_f64((seconds - ROUNDING * 60.0).ceil())
        .unwrap_or(Duration::from_secs(60));
    u32::try_from(whole.as_secs()).unwrap_or(60).clamp(1, 60)
}

/// Nothing can panic while the lock is held, so its content is sound.
fn lock(addresses: &Mutex<HashMap<IpAddr, Account>>) -> MutexGuard<'_, HashMap<IpAddr, Account>> {
    addresses.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(n))
    }

    #[test]
    fn a_minutes_worth_and_then_one_by_one() {
        let (ration, begin) = (Ration::default(), Instant::now());
        let ask = |from: u32, seconds: u64| {
            let now = begin + Duration::from_secs(seconds);
            ration.admit(address(from), 6, now).map(drop)
        };
        for _ in 0..6 {
            assert_eq!(ask(1, 0), Ok(()));
        }
        assert_eq!(ask(1, 0), Err(Refusal::TooOften(10)));
        assert_eq!(ask(1, 7), Err(Refusal::TooOften(3)));
        assert_eq!(ask(2, 7), Ok(()), "one address takes nothing from another");
        assert_eq!(ask(1, 10), Ok(()));
        assert_eq!(ask(1, 10), Err(Refusal::TooOften(10)));
        // Refusals cost nothing, and more than a minute's worth is not saved up.
        for _ in 0..6 {
            assert_eq!(ask(1, 1_000), Ok(()));
        }
        assert!(ask(1, 1_000).is_err());
    }

    #[test]
    fn so_many_at_once() {
        let (ration, now) = (Ration::default(), Instant::now());
        let mut seats: Vec<Seat> = (0..AT_ONCE)
            .map(|_| ration.admit(address(1), 60, now).unwrap())
            .collect();
        let more = ration.admit(address(1), 60, now);
        assert_eq!(more.unwrap_err(), Refusal::TooOften(1));
        seats.pop();
        seats.push(ration.admit(address(1), 60, now).unwrap());
        for n in 2.. {
            match ration.admit(address(n), 60, now) {
                Ok(seat) => seats.push(seat),
                Err(refusal) => {
                    assert_eq!((refusal, seats.len()), (Refusal::Full, IN_ALL));
                    break;
                }
            }
        }
        // Who may ask as often as it likes is bounded by all only.
        seats.clear();
        seats.extend((0..IN_ALL).map(|_| ration.admit(address(1), 0, now).unwrap()));
        assert_eq!(ration.admit(address(1), 0, now).unwrap_err(), Refusal::Full);
    }

    #[test]
    fn no_more_addresses_are_remembered_than_need_be() {
        let (ration, begin) = (Ration::default(), Instant::now());
        let most = u32::try_from(MOST_ADDRESSES).unwrap();
        for n in 0..most {
            ration.admit(address(n), 1, begin).unwrap();
        }
        assert_eq!(
            ration.admit(address(most), 1, begin).unwrap_err(),
            Refusal::Full
        );
        let later = begin + Duration::from_secs(61);
        ration.admit(address(most), 1, later).unwrap();
        assert_eq!(lock(&ration.addresses).len(), 1);
    }
}
