//! What it costs to render a feed of 50 full texts, beside writing the same RSS with `quick-xml` alone; and to code it.
//!
//! `cargo bench --bench render`

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::DateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesText, Event};
use syndicated::article::Article;
use syndicated::article::moment::{rfc822, rfc3339};
use syndicated::article::photo::PhotoFile;
use syndicated::feed::edition::Coded;
use syndicated::feed::{FeedDefinition, Format, Page, Site, Story, render};
use syndicated::validate::{Document, validate};

/// Articles in the feed.
const N_STORIES: usize = 50;
/// Rounds of which the quickest counts.
const N_ROUNDS: usize = 200;

fn main() {
    let site = Site {
        public_url: "https://feeds.courier.example".to_owned(),
        title: "The Harbour Courier".to_owned(),
        authority: "courier.example".to_owned(),
        language: "en".to_owned(),
        hub: None,
    };
    let toml = "title = \"Front\"\ndescription = \"All of it\"\nlimit = 50\n";
    let definition = FeedDefinition::parse("front", toml).expect("the definition is right");
    let stories: Vec<Story> = (0..N_STORIES).map(story).collect();
    let page = Page {
        site: &site,
        definition: &definition,
        stories: &stories,
        tombstones: &[],
    };
    let direct = quickest(|| directly(&page));
    print(
        "RSS by quick-xml alone",
        directly(&page).len(),
        direct,
        direct,
    );
    for format in Format::ALL {
        let make = || render(black_box(&page), format).unwrap_or_default();
        print(format.label(), make().len(), quickest(make), direct);
    }
    for format in Format::ALL {
        let bytes = render(&page, format).unwrap_or_default();
        let document = Document {
            bytes: &bytes,
            media_type: Some(format.media_type()),
            location: None,
            now: DateTime::UNIX_EPOCH,
        };
        let spent = quickest(|| validate(black_box(&document)));
        print(
            &format!("{} judged", format.label()),
            bytes.len(),
            spent,
            direct,
        );
    }
    for format in Format::ALL {
        let bytes = Bytes::from(render(&page, format).unwrap_or_default());
        let spent = quickest(|| Coded::of(black_box(&bytes)));
        let coded = Coded::of(&bytes);
        let length = |coded: Option<Bytes>| coded.map_or(0, |coded| coded.len());
        let (gzip, brotli) = (length(coded.gzip), length(coded.brotli));
        let zstd = length(coded.zstd);
        let label = format!(
            "{} in gzip {gzip}, br {brotli}, zstd {zstd}",
            format.label()
        );
        print(&label, bytes.len(), spent, direct);
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn print(label: &str, length: usize, spent: Duration, direct: Duration) {
    let micros = spent.as_micros();
    let ratio = spent.as_secs_f64() / direct.as_secs_f64();
    println!("{label:<55} {length:>7} bytes {micros:>6} µs  {ratio:.2} x");
}

fn quickest<T>(mut make: impl FnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..N_ROUNDS {
        let begun = Instant::now();
        black_box(make());
        best = best.min(begun.elapsed());
    }
    best
}

/// An article with 4 KB of text, as the desk would have filed it.
fn story(n: usize) -> Story {
    let paragraph = "<p>The council’s vote on the “ice &amp; fuel” ferry fares comes on <a href=\"https://www.courier.example/x\" \
        rel=\"nofollow noopener\">Tuesday</a>, a week before the last cheap boat to Skerra leaves the north pier.</p>\n";
    let day = n % 28 + 1;
    let record = serde_json::json!({
        "id": format!("ferry-{n}"), "source": "cms", "version": 1, "status": "usable",
        "atom_id": format!("tag:courier.example,2026-11-01:cms/ferry-{n}"),
        "url": format!("https://www.courier.example/2026/ferry-{n}"),
        "headline": format!("Ferry fares rise by a third & islanders ask who pays, part {n}"),
        "summary": "A return ticket to Skerra will cost 32 crowns from January, up from 24.",
        "body": format!("<p>Part {n}.</p>\n{}", paragraph.repeat(18)),
        "authors": [{"name": "Åsa Lindqvist", "kind": "person"}, {"name": "Tomás O’Reilly", "kind": "person"}],
        "published": format!("2026-11-{day:02}T08:30:{n:02}Z"), "updated": format!("2026-11-{day:02}T09:30:{n:02}Z"),
        "section": "Local", "tags": ["ferries", "fares", "ice"],
        "photos": [{
            "source": {"shelf": format!("{n:04x}.jpg")}, "caption": "The Skerra ferry at the north pier on Friday",
            "credit": "Mei Tanaka", "credits": [{"name": "Mei Tanaka", "kind": "person", "role": "photographer"}],
            "alt": "A white ferry beside a stone pier",
        }],
    });
    let article: Article = serde_json::from_value(record).expect("the record is right");
    let file = PhotoFile {
        name: format!("{n:04x}.jpg"),
        media_type: "image/jpeg".to_owned(),
        width: 1600,
        height: 1067,
        size_bytes: 284_113,
    };
    Story {
        article,
        files: vec![Some(file)],
    }
}

/// The elements that carry the weight, written without any model between: what no feed crate can be quicker than.
fn directly(page: &Page<'_>) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::with_capacity(300_000), b' ', 1);
    write_directly(page, &mut writer).expect("writing to memory does not fail");
    writer.into_inner()
}

fn write_directly(page: &Page<'_>, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let channel = writer.create_element("channel");
    channel.write_inner_content(|writer| {
        for story in page.stories {
            let item = writer.create_element("item");
            item.write_inner_content(|writer| write_item(page, story, writer))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_item(page: &Page<'_>, story: &Story, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    let article = &story.article;
    let mut text = |name: &str, value: &str| {
        let element = writer.create_element(name);
        element.write_text_content(BytesText::new(value)).map(drop)
    };
    text("title", &article.headline)?;
    text("link", &page.site.article_url(article))?;
    text(
        "description",
        article.summary.as_deref().unwrap_or_default(),
    )?;
    for tag in &article.tags {
        text("category", tag)?;
    }
    text("guid", article.atom_id.as_str())?;
    text("pubDate", &rfc822(article.published))?;
    text("atom:updated", &rfc3339(article.updated))?;
    for author in &article.authors {
        text("dc:creator", &author.name)?;
    }
    for (photo, file) in article.photos.iter().zip(&story.files) {
        let Some(file) = file else { continue };
        let url = page.site.photo_url(file);
        let content = writer.create_element("media:content");
        let content = content
            .with_attribute(("url", url.as_str()))
            .with_attribute(("type", file.media_type.as_str()));
        content.write_inner_content(|writer| {
            let caption = photo.caption.as_deref().unwrap_or_default();
            let element = writer.create_element("media:description");
            element
                .write_text_content(BytesText::new(caption))
                .map(drop)
        })?;
    }
    let body = article.body.as_ref().map_or("", |body| body.as_html());
    let element = writer.create_element("content:encoded");
    element.write_inner_content(|writer| {
        BytesCData::escaped(body).try_for_each(|part| writer.write_event(Event::CData(part)))
    })?;
    Ok(())
}
