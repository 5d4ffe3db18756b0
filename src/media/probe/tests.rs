//! What is read from tiny photos of each kind, and what is refused.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::{any, prop, proptest};

use super::{Digest, Error, Limits, PhotoType, Probe, probe, probe_within};

fn photos() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/photos");
    let mut photos: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    photos.sort();
    photos
}

fn photo(name: &str) -> Vec<u8> {
    photos()
        .into_iter()
        .find(|(found, _)| found == name)
        .unwrap()
        .1
}

#[test]
fn every_kind_is_measured_as_displayed() {
    let photos = photos();
    assert!(photos.len() >= 26);
    for (name, bytes) in photos {
        let found = probe(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (stem, extension) = name.rsplit_once('.').unwrap();
        let turned = stem
            .strip_prefix("orientation-")
            .is_some_and(|n| n.parse::<u8>().unwrap() > 4);
        let (width, height) = if turned { (9, 16) } else { (16, 9) };
        let expected = Probe {
            media_type: PhotoType::from_extension(extension).unwrap(),
            width,
            height,
            size_bytes: u64::try_from(bytes.len()).unwrap(),
            frames: if stem == "animated" { 3 } else { 1 },
            digest: Digest::of(&bytes),
        };
        assert_eq!(found, expected, "{name}");
        assert_eq!(found.media_type.extension(), extension);
        assert_eq!(found.is_animated(), stem == "animated");
    }
}

#[test]
fn the_sizes_agree_with_another_reader() {
    for (name, bytes) in photos() {
        if name.starts_with("orientation") {
            continue;
        }
        let found = probe(&bytes).unwrap();
        let other = imagesize::blob_size(&bytes).unwrap();
        assert_eq!(
            (found.width as usize, found.height as usize),
            (other.width, other.height),
            "{name}"
        );
    }
}

#[test]
fn a_photo_cut_at_any_length_is_refused() {
    for (name, bytes) in photos() {
        for length in 0..bytes.len() {
            let cut = probe(&bytes[..length]);
            assert!(
                cut.is_err(),
                "{name} cut to {length} of {}: {cut:?}",
                bytes.len()
            );
        }
    }
}

#[test]
fn bytes_after_the_end_do_not_matter_except_in_avif() {
    for (name, bytes) in photos() {
        let mut longer = bytes.clone();
        longer.extend_from_slice(b"<html><script>alert(1)</script>");
        let found = probe(&longer);
        if name.ends_with("avif") {
            assert!(found.is_err(), "{name}");
            continue;
        }
        let found = found.unwrap();
        assert_eq!(found.size_bytes, u64::try_from(longer.len()).unwrap());
        assert_eq!(found.width, probe(&bytes).unwrap().width);
    }
}

#[test]
fn other_kinds_are_named_and_refused() {
    let cases: &[(&[u8], &str)] = &[
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (
            b"\xEF\xBB\xBF <?xml version='1.0'?><!-- x --><svg:svg/>",
            "SVG",
        ),
        (b"\xFF\xFE<\0s\0v\0g\0>\0", "SVG"),
        (b"<!DOCTYPE HTML><p>Not found", "HTML"),
        (b"\n<html>", "HTML"),
        (b"<rss version='2.0'>", "markup"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"BM\x36\0\0\0", "BMP"),
        (b"\0\0\x01\0\x01\0", "a Windows icon"),
        (b"\xFF\x0A\0", "JPEG XL"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video"),
        (b"%PDF-1.7", "PDF"),
        (b"8BPS\0\x01", "a Photoshop file"),
        (b"{\"error\":404}", "JSON"),
    ];
    for (bytes, kind) in cases {
        assert_eq!(probe(bytes), Err(Error::Unsupported { kind }));
    }
    assert_eq!(probe(b""), Err(Error::Empty));
    assert_eq!(probe(b"hello"), Err(Error::Unknown));
    assert_eq!(probe(b"GIF88a"), Err(Error::Unknown));
    assert_eq!(
        probe(b"II*\0").unwrap_err().to_string(),
        "TIFF is not taken as a photo: send JPEG, PNG, GIF, WebP or AVIF"
    );
}

/// A JPEG with the height and width of its frame header replaced.
fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = photo("baseline.jpg");
    let at = bytes
        .windows(4)
        .position(|four| four == b"\xFF\xC0\0\x11")
        .unwrap()
        + 5;
    bytes[at..at + 2].copy_from_slice(&height.to_be_bytes());
    bytes[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn limits_hold() {
    assert_eq!(
        probe(&jpeg_of(65_535, 65_535)),
        Err(Error::SideTooLong {
            width: 65_535,
            height: 65_535,
            limit: 20_000
        })
    );
    assert_eq!(
        probe(&jpeg_of(20_000, 5_001)),
        Err(Error::TooManyPixels {
            width: 20_000,
            height: 5_001,
            limit: 100_000_000
        })
    );
    assert!(probe(&jpeg_of(20_000, 5_000)).is_ok());
    assert!(probe(&jpeg_of(0, 9)).is_err());
    assert!(probe(&jpeg_of(9, 0)).is_err());
    let bytes = photo("animated.gif");
    let frames = Limits {
        frames: 2,
        ..Limits::default()
    };
    assert_eq!(
        probe_within(&bytes, &frames),
        Err(Error::TooManyFrames {
            frames: 3,
            limit: 2
        })
    );
    let size = Limits {
        size_bytes: 10,
        ..Limits::default()
    };
    assert!(matches!(
        probe_within(&bytes, &size),
        Err(Error::TooLarge { limit: 10, .. })
    ));
    assert!(matches!(
        probe(&vec![0xFF; (10 << 20) + 1]),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn damage_is_named() {
    let mut png = photo("plain.png");
    png[20] ^= 1;
    assert_eq!(
        probe(&png),
        Err(Error::Corrupt {
            media_type: PhotoType::Png,
            at: "a chunk fails its checksum"
        })
    );
    let mut jpeg = photo("baseline.jpg");
    let at = jpeg.windows(2).position(|two| two == b"\xFF\xC0").unwrap();
    jpeg[at + 1] = 0xC3;
    assert!(matches!(probe(&jpeg), Err(Error::Variety { .. })));
    jpeg[at + 1] = 0xC4;
    assert_eq!(
        probe(&jpeg).unwrap_err().to_string(),
        "the JPEG is damaged: picture data before its measures"
    );
}

#[test]
fn a_digest_is_written_and_read() {
    let digest = Digest::of(b"photo");
    assert_eq!(digest.to_string().parse(), Ok(digest));
    for wrong in ["", "ab", &"g".repeat(64), &"A".repeat(64), &"é".repeat(32)] {
        assert!(wrong.parse::<Digest>().is_err());
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        for start in [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"GIF89a", b"RIFF\x40\0\0\0WEBP", b"\0\0\0\x10ftypavif\0\0\0\0"] {
            drop(probe(&[start, &bytes].concat()));
        }
        drop(probe(&bytes));
    }

    #[test]
    fn damaged_photos_do_not_make_it_panic(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let photos = photos();
        let mut bytes = which.get(&photos).1.clone();
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        drop(probe(&bytes));
    }
}
