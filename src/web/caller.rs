//! Who asks: the other end of the socket, or whom a proxy of ours names. For counting only: nothing that is published
//! and nothing that is allowed depends on it.

use std::net::IpAddr;

use hyper::HeaderMap;

use super::listener::counted_as;

/// Where proxies write for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// So many addresses are looked at; a longer row is nobody's honest one.
const MOST: usize = 16;

/// The other end of the socket, as the listener hands it to the routes.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub IpAddr);

impl Caller {
    /// The address to count the request by. The row in `X-Forwarded-For` is read from its end, where our own proxies
    /// wrote: the first that is none of them is who asks. What stands before it anybody may have invented.
    pub(super) fn counted(self, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
        let is_ours = |address: IpAddr| proxies.contains(&address.to_canonical());
        let mut address = self.0;
        if is_ours(address) {
            let values = headers.get_all(FORWARDED_FOR).iter().rev();
            let named = values
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.rsplit(','));
            for name in named.take(MOST) {
                let Ok(named) = name.trim().parse() else {
                    break;
                };
                address = named;
                if !is_ours(address) {
                    break;
                }
            }
        }
        counted_as(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(peer: &str, rows: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for row in rows {
            headers.append(FORWARDED_FOR, row.parse().unwrap());
        }
        let proxies = ["127.0.0.1".parse().unwrap(), "10.0.0.9".parse().unwrap()];
        let caller = Caller(peer.parse().unwrap());
        caller.counted(&headers, &proxies).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        for (peer, rows, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            // A stranger may say what it likes.
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            // What the client itself wrote stands first and counts for nothing.
            ("127.0.0.1", &["203.0.113.1, 198.51.100.7"], "198.51.100.7"),
            (
                "127.0.0.1",
                &["203.0.113.1", "198.51.100.7"],
                "198.51.100.7",
            ),
            (
                "127.0.0.1",
                &["203.0.113.1, 198.51.100.7, 10.0.0.9"],
                "198.51.100.7",
            ),
            ("127.0.0.1", &["198.51.100.7, unknown"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7:443"], "127.0.0.1"),
            ("127.0.0.1", &["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::"),
        ] {
            assert_eq!(counted(peer, rows), expected, "{peer} {rows:?}");
        }
    }
}
