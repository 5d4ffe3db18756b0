//! Decides which addresses an outgoing request may reach: public ones, and what the configuration
//! excepts. Numbers are judged after every disguise is taken off them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use url::{Host, Url};

/// The longest URL that is asked for.
const URL_BYTES: usize = 2048;

/// What outgoing requests may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The ports that are asked on public addresses.
    pub ports: Vec<u16>,
    /// Addresses beyond the public ones, such as a photo server inside the house.
    pub exceptions: Vec<Exception>,
    /// Names with an address of their own, as in a hosts file; the same rules judge them.
    pub hosts: Vec<(String, Vec<IpAddr>)>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            ports: vec![80, 443],
            exceptions: Vec::new(),
            hosts: Vec::new(),
        }
    }
}

/// A network that may be reached although it is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// The network's first address.
    pub network: IpAddr,
    /// How many leading bits of an address must agree with it.
    pub prefix: u8,
    /// The one port; `None` for every port.
    pub port: Option<u16>,
}

impl Exception {
    /// Every loopback address, at one port or all.
    #[must_use]
    pub fn loopback(port: Option<u16>) -> [Self; 2] {
        [
            Self {
                network: Ipv4Addr::new(127, 0, 0, 0).into(),
                prefix: 8,
                port,
            },
            Self {
                network: Ipv6Addr::LOCALHOST.into(),
                prefix: 128,
                port,
            },
        ]
    }

    fn takes(&self, address: IpAddr, port: u16) -> bool {
        let same = |a: u128, b: u128, width: u32| {
            let rest = width.saturating_sub(u32::from(self.prefix));
            a.checked_shr(rest).unwrap_or(0) == b.checked_shr(rest).unwrap_or(0)
        };
        self.port.is_none_or(|taken| taken == port)
            && match (self.network, address) {
                (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
                (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
                _ => false,
            }
    }
}

/// The text of an [`Exception`] is not `ADDRESS[/PREFIX][:PORT]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no address with port: write 10.1.2.3:80, 10.0.0.0/8:80, 127.0.0.1:* or [::1]:8080"
)]
pub struct NotAnException(String);

impl FromStr for Exception {
    type Err = NotAnException;

    /// Reads `10.1.2.3:80`, `10.0.0.0/8:*`, `[fd00::]/8:443`; `*` means every port.
    fn from_str(text: &str) -> Result<Self, NotAnException> {
        let read = || {
            let (address, port) = text.rsplit_once(':')?;
            let port = if port == "*" {
                None
            } else {
                Some(port.parse().ok()?)
            };
            let (address, prefix) = match address.split_once('/') {
                Some((address, prefix)) => (address, Some(prefix.parse::<u8>().ok()?)),
                None => (address, None),
            };
            let network: IpAddr = match address.strip_prefix('[') {
                Some(inside) => inside.strip_suffix(']')?.parse::<Ipv6Addr>().ok()?.into(),
                None => address.parse::<Ipv4Addr>().ok()?.into(),
            };
            let width = if network.is_ipv4() { 32 } else { 128 };
            let prefix = prefix.unwrap_or(width);
            (prefix <= width).then_some(Self {
                network,
                prefix,
                port,
            })
        };
        read().ok_or_else(|| NotAnException(text.to_owned()))
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.network {
            IpAddr::V4(address) => write!(f, "{address}/{}:", self.prefix)?,
            IpAddr::V6(address) => write!(f, "[{address}]/{}:", self.prefix)?,
        }
        match self.port {
            Some(port) => write!(f, "{port}"),
            None => f.write_str("*"),
        }
    }
}

/// Why a URL or an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the messages say it; the fields are named in them"
)]
pub enum Refused {
    #[error("the url cannot be read: {0}")]
    Syntax(#[from] url::ParseError),
    #[error("the url is longer than {URL_BYTES} bytes")]
    TooLong,
    #[error("the scheme {0:?} is not asked: only http and https are")]
    Scheme(String),
    #[error("the url carries a user name or password")]
    UserInfo,
    #[error("the url names no host")]
    NoHost,
    #[error("port {0} is not asked")]
    Port(u16),
    #[error("{address} is not a public address")]
    Address { address: IpAddr },
    #[error("{host} has no public address")]
    Name { host: String },
    #[error("a redirect from https to http is not followed")]
    Downgrade,
}

impl Guard {
    /// Reads a URL and checks all that can be known before its name is resolved.
    ///
    /// # Errors
    /// When scheme, user info, port or a literal address are not allowed.
    pub fn read(&self, url: &str) -> Result<Url, Refused> {
        if url.len() > URL_BYTES {
            return Err(Refused::TooLong);
        }
        let mut url = Url::parse(url.trim())?;
        url.set_fragment(None);
        self.check(&url)?;
        Ok(url)
    }

    /// As [`Guard::read`], for a URL that has been read.
    ///
    /// # Errors
    /// As [`Guard::read`].
    pub fn check(&self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::UserInfo);
        }
        let port = url.port_or_known_default().ok_or(Refused::NoHost)?;
        let is_open = self.ports.contains(&port)
            || self
                .exceptions
                .iter()
                .any(|it| it.port.is_none_or(|taken| taken == port));
        if !is_open {
            return Err(Refused::Port(port));
        }
        // The url crate has turned 0x7f.1, 2130706433 and the like into addresses by now.
        match url.host().ok_or(Refused::NoHost)? {
            Host::Ipv4(address) => self.check_address(address.into(), port),
            Host::Ipv6(address) => self.check_address(address.into(), port),
            Host::Domain(name) if name.trim_end_matches('.').is_empty() => Err(Refused::NoHost),
            Host::Domain(_) => Ok(()),
        }
    }

    /// Checks one address at one port.
    ///
    /// # Errors
    /// When it is neither public with an open port nor excepted.
    pub fn check_address(&self, address: IpAddr, port: u16) -> Result<(), Refused> {
        let bare = unmapped(address);
        if self.exceptions.iter().any(|it| it.takes(bare, port)) {
            return Ok(());
        }
        if !is_public(bare) {
            return Err(Refused::Address { address });
        }
        self.ports
            .contains(&port)
            .then_some(())
            .ok_or(Refused::Port(port))
    }

    /// Resolves a name once and keeps the addresses that may be asked at this port.
    ///
    /// # Errors
    /// `Ok(Err(_))` when the name has addresses and none is allowed; an I/O error when it has none.
    pub async fn resolve(
        &self,
        host: &str,
        port: u16,
    ) -> std::io::Result<Result<Vec<SocketAddr>, Refused>> {
        let name = host.trim_end_matches('.');
        let own = self
            .hosts
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        let found: Vec<SocketAddr> = match own {
            Some((_, addresses)) => addresses
                .iter()
                .map(|it| SocketAddr::new(*it, port))
                .collect(),
            None => tokio::net::lookup_host((host, port)).await?.collect(),
        };
        let taken: Vec<_> = found
            .into_iter()
            .filter(|it| self.check_address(it.ip(), port).is_ok())
            .collect();
        if taken.is_empty() {
            return Ok(Err(Refused::Name {
                host: host.to_owned(),
            }));
        }
        Ok(Ok(taken))
    }
}

/// The IPv4 address inside a mapped (RFC 4291, 2.5.5.2) or NAT64 (RFC 6052) address.
fn unmapped(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    let [high @ .., a, b, c, d] = v6.octets();
    let is_mapped = high == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
    let is_nat64 = high == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0];
    if is_mapped || is_nat64 {
        Ipv4Addr::new(a, b, c, d).into()
    } else {
        address
    }
}

/// Whether an address belongs to one host on the public internet (IANA special-purpose
/// registries of 2026). 6to4 and Teredo are out whatever is inside them: both are retired.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match unmapped(address) {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b, c) {
        (0 | 10 | 127 | 224..=255, _, _)
        | (100, 64..=127, _)
        | (169, 254, _)
        | (172, 16..=31, _)
        // Protocol assignments, documentation, and the 6to4 relays.
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (192, 168, _)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => true,
        _ => false,
    };
    // Azure answers its machines at a public address.
    !is_special && address != Ipv4Addr::new(168, 63, 129, 16)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, ..] = address.segments();
    // Only 2000::/3 is given out; in it 2001::/23 (Teredo, ORCHID, benchmarks), documentation
    // (2001:db8::/32, 3fff::/20), 6to4 (2002::/16) and the direct AS112 block are special.
    (0x2000..=0x3FFF).contains(&a)
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0DB8))
        && a != 0x2002
        && !(a == 0x3FFF && b < 0x1000)
        && !(a == 0x2620 && b == 0x004F && c == 0x8000)
}

#[cfg(test)]
mod tests;
