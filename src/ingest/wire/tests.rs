//! Whole copies: those of `tests/labelled/copy`, and what holds for any text.
use super::{Options, read};

#[test]
fn shown() {
    let Ok(path) = std::env::var("COPY") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let photos = std::env::var("PHOTOS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    println!(
        "{}",
        serde_json::to_string_pretty(&read(
            &text,
            &Options {
                photos,
                ..Options::default()
            }
        ))
        .map_err(|_| ())
        .unwrap_or_default()
    );
}
