//! Every spelling of an address that must not be reached, and the ones that may.

use std::net::IpAddr;

use super::{Exception, Guard, Refused, is_public};

/// Hosts that name a forbidden address once the url crate has read them.
const FORBIDDEN: &[&str] = &[
    // Loopback and this network, in every radix and length.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.1.",
    "127.255.255.254",
    "127.0.0.0",
    "2130706433",
    "2130706433.",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0x0.0x0.0x1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0177.1",
    "0x7f.0x1",
    "127.0x1",
    "00000000177.0.0.1",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127。0。0。1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "0x7f。1",
    "0",
    "0.",
    "0.0.0.0",
    "0x0",
    "00",
    "0.1",
    "0.0.0.1",
    "0.255.255.255",
    // Private, shared, link-local; metadata services.
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "10.1",
    "172.16.0.1",
    "172.31.255.255",
    "2886729729",
    "0xac100001",
    "172.16.1",
    "192.168.0.1",
    "192.168.1",
    "192.168.255.255",
    "3232235521",
    "0xc0a80001",
    "0300.0250.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "100.100.100.200",
    "1681915904",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "0xa9.0xfe.0xa9.0xfe",
    "169.16689662",
    "169.254.0.1",
    "169.254.170.2",
    "168.63.129.16",
    // Assignments, documentation, benchmarks, multicast, reserved, broadcast.
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "198.18.0.1",
    "198.19.255.255",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "0xffffffff",
    "037777777777",
    // IPv6: unspecified, loopback, compatible, mapped.
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::0.0.0.1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:7F00:0001]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:10.0.0.5]",
    "[::ffff:a00:5]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:192.168.1.1]",
    "[::ffff:172.16.0.1]",
    "[::ffff:100.64.0.1]",
    "[::ffff:0.0.0.0]",
    "[::ffff:0:127.0.0.1]",
    "[::10.0.0.1]",
    "[::8.8.8.8]",
    // NAT64, 6to4, Teredo, unique local, link-local, site-local, multicast, documentation.
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:a00:1::1]",
    "[2002:808:808::1]",
    "[2001:0:7f00:1::]",
    "[2001::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:2::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fd12:3456:789a::1]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[3fff:fff::1]",
    "[100::1]",
    "[5f00::1]",
    "[4000::1]",
    "[2620:4f:8000::1]",
    "[fe80::5efe:127.0.0.1]",
    "[::ffff:168.63.129.16]",
];

#[test]
fn every_disguise_of_a_forbidden_address_is_refused() {
    assert!(FORBIDDEN.len() >= 120, "{}", FORBIDDEN.len());
    let guard = Guard::default();
    for host in FORBIDDEN {
        for url in [
            format!("http://{host}/"),
            format!("https://{host}/photo.jpg"),
            format!("HTTP:\\\\{host}\\photo.jpg"),
            format!("http:////{host}"),
            format!("\t http://{host}:80/?a#b"),
            format!("ht\ntp://{host}/"),
        ] {
            let refused = guard.read(&url);
            assert!(
                matches!(refused, Err(Refused::Address { .. })),
                "{url:?}: {refused:?}"
            );
        }
    }
}

#[test]
fn other_parts_of_a_url_are_judged() {
    let guard = Guard::default();
    let refused = |url: &str| guard.read(url).unwrap_err();
    for url in [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "data:,x",
        "javascript:alert(1)",
        "ws://example.com/",
        "blob:http://example.com/",
        "jar:http://a!/",
    ] {
        assert!(matches!(refused(url), Refused::Scheme(_)), "{url}");
    }
    for url in [
        "http://user@example.com/",
        "http://:secret@example.com/",
        "http://a:b@example.com/",
        "http://example.com%40@example.org/",
        "http://8.8.8.8:80@10.0.0.1/",
    ] {
        assert_eq!(refused(url), Refused::UserInfo, "{url}");
    }
    for port in [1, 22, 25, 81, 444, 6379, 8080, 65_535] {
        assert_eq!(
            refused(&format!("http://example.com:{port}/")),
            Refused::Port(port)
        );
    }
    assert_eq!(refused("http://./"), Refused::NoHost);
    assert_eq!(
        refused(&format!("http://example.com/{}", "a".repeat(2048))),
        Refused::TooLong
    );
    for url in [
        "",
        "photo.jpg",
        "//example.com/a.jpg",
        "http://",
        "http:///",
        "http://[::1/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://[fe80::1%25eth0]/",
        "http://a b/",
        "http://example.com:99999/",
        "http://exa%00mple.com/",
        "http://0x100000000/",
    ] {
        assert!(matches!(refused(url), Refused::Syntax(_)), "{url}");
    }
}

#[test]
fn public_addresses_and_names_pass() {
    let guard = Guard::default();
    for url in [
        "http://example.com/a.jpg",
        "https://example.com:443/",
        "https://example.com:80/",
        "http://8.8.8.8/",
        "http://134744072/",
        "http://[2606:4700::1111]/",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/ä.jpg",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::808:808]/",
        "http://172.32.0.1/",
        "http://100.128.0.1/",
        "http://192.0.1.1/",
        "http://[2001:200::1]/",
        "http://example.com./a.jpg",
    ] {
        guard
            .read(url)
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    assert_eq!(
        guard.read(" https://example.com/a#part ").unwrap().as_str(),
        "https://example.com/a"
    );
}

#[test]
fn exceptions_open_exactly_what_they_say() {
    let mut guard = Guard::default();
    guard.exceptions.extend(Exception::loopback(Some(8123)));
    guard.exceptions.push("10.1.0.0/16:80".parse().unwrap());
    for url in [
        "http://127.0.0.1:8123/",
        "http://[::1]:8123/",
        "http://127.9.9.9:8123/",
        "http://[::ffff:127.0.0.1]:8123/",
        "http://10.1.2.3/",
        "http://localhost:8123/",
    ] {
        guard
            .read(url)
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    for url in [
        "http://127.0.0.1/",
        "http://127.0.0.1:8124/",
        "https://10.1.2.3/",
        "http://10.2.0.1/",
        "http://8.8.8.8:8123/",
        "http://[::2]:8123/",
        "http://10.1.2.3:8123/",
    ] {
        assert!(guard.read(url).is_err(), "{url}");
    }
}

#[test]
fn exceptions_are_read_and_written() {
    for (text, written) in [
        ("127.0.0.1:8080", "127.0.0.1/32:8080"),
        ("10.0.0.0/8:*", "10.0.0.0/8:*"),
        ("[::1]:80", "[::1]/128:80"),
        ("[fd00::]/8:443", "[fd00::]/8:443"),
        ("0.0.0.0/0:*", "0.0.0.0/0:*"),
    ] {
        let read: Exception = text.parse().unwrap();
        assert_eq!(read.to_string(), written);
        assert_eq!(written.parse(), Ok(read));
    }
    for wrong in [
        "",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:",
        "10.0.0.0/33:80",
        "::1:80",
        "[::1]/129:80",
    ] {
        assert!(wrong.parse::<Exception>().is_err(), "{wrong}");
    }
    let all: Exception = "0.0.0.0/0:*".parse().unwrap();
    assert!(all.takes("255.1.2.3".parse().unwrap(), 1));
    assert!(!all.takes("::1".parse().unwrap(), 1));
}

#[tokio::test]
async fn names_are_judged_by_their_addresses() {
    let address = |text: &str| text.parse::<IpAddr>().unwrap();
    let guard = Guard {
        hosts: vec![
            (
                "inside.example".to_owned(),
                vec![address("10.0.0.1"), address("fd00::1")],
            ),
            (
                "mixed.example".to_owned(),
                vec![address("127.0.0.1"), address("8.8.8.8")],
            ),
        ],
        ..Guard::default()
    };
    for name in ["inside.example", "INSIDE.example.", "localhost"] {
        let refused = guard.resolve(name, 80).await.unwrap();
        assert_eq!(
            refused,
            Err(Refused::Name {
                host: name.to_owned()
            })
        );
    }
    let taken = guard.resolve("mixed.example", 80).await.unwrap().unwrap();
    assert_eq!(taken, ["8.8.8.8:80".parse().unwrap()]);
    assert!(guard.resolve("mixed.example", 81).await.unwrap().is_err());
}

#[test]
fn public_means_public() {
    assert!(is_public("8.8.8.8".parse().unwrap()));
    assert!(!is_public("::ffff:10.0.0.1".parse().unwrap()));
}
