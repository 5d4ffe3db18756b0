//! Looks over markup before any parser sees it: what would make a parser slow is refused, in one pass over the bytes.
//!
//! A parser of HTML may take time that grows with the square of depth, of the attributes of one tag, and of
//! formatting elements left open (each paragraph after them opens them all again, HTML 13.2.4.3). The scan follows
//! the tags as the tokenizer does (HTML 13.2.5), and rather counts too much than too little.

mod names;
mod open;
mod tags;

use open::Open;
use tags::Cursor;

/// Refuses markup that would make a parser slow. The error is a sentence for people.
pub fn scan(html: &str) -> Result<(), String> {
    let mut open = Open::default();
    let mut rest = Cursor::new(html.as_bytes());
    while let Some(tag) = rest.next_tag()? {
        if tag.closes {
            open.end(&tag.name);
            continue;
        }
        let raw = names::RAW.contains(&tag.name.as_str()) && !open.is_foreign() && !open.unsure;
        open.start(&tag)?;
        if raw {
            rest.skip_raw(&tag.name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_parsers_slow_is_refused() {
        for bomb in [
            "<div>".repeat(257),
            "<div></b>".repeat(257),
            "<span><div></span>".repeat(200),
            "<div><object></div>".repeat(200),
            "<svg><g>".repeat(200),
            "<svg><foreignObject><div/>".repeat(200),
            "<br>".repeat(20_001),
            format!("<p {}>", "a ".repeat(65)),
            format!("<p {}>", "a=1 ".repeat(65)),
            format!("<p {}>", "a='>' ".repeat(65)),
            format!("<p {}>", "a/".repeat(65)),
            "<!--><div>".repeat(257),
            "<title></title><div>".repeat(257),
            format!(
                "{}{}",
                (0..200).map(|n| format!("<b x={n}>")).collect::<String>(),
                "<p>x".repeat(15_000)
            ),
            (0..2_000)
                .map(|n| format!("<div><b x={n}></div>"))
                .collect(),
            (0..2_000)
                .map(|n| format!("<b x={n}><object></b></object>"))
                .collect(),
            "<object><table></object>".repeat(200),
            format!("<svg><div>{}", "<section/>".repeat(300)),
            "<svg><font color=x><section/>".repeat(300),
            format!("<svg><title>{}", "<div>".repeat(300)),
            format!("<svg><font><style>{}", "<i>".repeat(300)),
        ] {
            assert!(scan(&bomb).is_err(), "{}", &bomb[..60]);
        }
    }

    #[test]
    fn what_pages_hold_is_let_through() {
        for page in [
            "<svg viewBox='0 0 1 1'><path d='M0 0'/><g><path/></g></svg>".repeat(500),
            "<!-- <div> --><p>x".repeat(500),
            "<script>document.write('<div>')</script>".repeat(500),
            "<a href=x><div>y</a></div>".repeat(500),
            "<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>".repeat(500),
            format!("<table>{}</table>", "<tr><td>c<td><b>d".repeat(900)),
            "<p><b>x<p><i>y".repeat(2_000),
            "<p><b>x</p><p>y</b></p>".repeat(300),
            "a < b && b > c".repeat(500),
            "<textarea><div></textarea>".repeat(500),
        ] {
            assert_eq!(scan(&page), Ok(()), "{}", &page[..20]);
        }
    }

    #[test]
    fn the_scan_takes_time_in_proportion() {
        for unit in [
            "<!--", "</", "<a b='", "<script>", "<title>", "--!", "<p a=", "</b>",
        ] {
            let _ = scan(&unit.repeat(200_000));
        }
    }
}
