//! JSON as pages really hold it: in comments, escaped for HTML, with raw line ends and commas too many.

use std::borrow::Cow;

use scraper::Html;
use serde_json::Value;

/// Reads a block, if need be after mending it. The error names the fault and its place.
pub(super) fn read(block: &str) -> Result<Value, serde_json::Error> {
    let bare = unwrapped(block);
    let first = serde_json::from_str(bare);
    if first.is_ok() {
        return first;
    }
    let mended = mended(bare);
    if let Ok(value) = serde_json::from_str(&mended) {
        return Ok(value);
    }
    if bare.contains("&quot;") || bare.contains("&#34;") || bare.contains("&#x22;") {
        let unescaped = unescaped(bare);
        if let Ok(value) = serde_json::from_str(&self::mended(&unescaped)) {
            return Ok(value);
        }
    }
    first
}

/// Takes off what old pages put around scripts: comments and CDATA marks, and a semicolon at the end.
fn unwrapped(block: &str) -> &str {
    let mut bare = block.trim_start_matches('\u{feff}').trim();
    loop {
        let before = bare;
        for mark in [
            "<!--",
            "//<!--",
            "<![CDATA[",
            "//<![CDATA[",
            "/*<![CDATA[*/",
            "// <![CDATA[",
            "/* <![CDATA[ */",
        ] {
            bare = bare.strip_prefix(mark).unwrap_or(bare).trim_start();
        }
        for mark in [
            "-->",
            "//-->",
            "]]>",
            "//]]>",
            "/*]]>*/",
            "// ]]>",
            "/* ]]> */",
            ";",
            ",",
        ] {
            bare = bare.strip_suffix(mark).unwrap_or(bare).trim_end();
        }
        bare = bare.strip_suffix("//").unwrap_or(bare).trim_end();
        if bare == before {
            return bare;
        }
    }
}

/// The references of HTML taken as what they mean.
fn unescaped(text: &str) -> String {
    // A less-than sign would begin a tag where it begins none in JSON.
    let fragment = Html::parse_fragment(&text.replace('<', "&lt;"));
    fragment.root_element().text().collect()
}

/// Escapes control characters that stand raw in strings, and drops commas before a closing bracket.
fn mended(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut in_string, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        if in_string {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                c if c.is_control() => {
                    out.push_str(match c {
                        '\n' => "\\n",
                        '\t' => "\\t",
                        _ => " ",
                    });
                    continue;
                }
                _ => {}
            }
        } else if c == '"' {
            in_string = true;
        } else if c == ',' && next_closes(&text[at + 1..]) {
            continue;
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// Whether a bracket closes next; looked for a little way only, so that the cost stays in proportion.
fn next_closes(rest: &str) -> bool {
    rest.chars()
        .take(64)
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| matches!(c, ']' | '}' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_do_to_json_is_undone() {
        let good = serde_json::json!({"a": "x\ny", "b": [1, 2]});
        for block in [
            "{\"a\": \"x\\ny\", \"b\": [1, 2]}",
            "<!-- {\"a\": \"x\\ny\", \"b\": [1, 2]} -->",
            "//<![CDATA[\n{\"a\": \"x\\ny\", \"b\": [1, 2]}\n//]]>",
            "/*<![CDATA[*/{\"a\": \"x\ny\", \"b\": [1, 2,],}/*]]>*/",
            "{\"a\": \"x\ny\", \"b\": [1, 2]};",
            "{&quot;a&quot;: &quot;x\\ny&quot;, &quot;b&quot;: [1, 2]}",
            "\u{feff}{\"a\": \"x\\ny\", \"b\": [1,, 2]}",
        ] {
            assert_eq!(read(block).unwrap(), good, "{block}");
        }
        for block in ["", "{", "{\"a\": }", "not json", &"[".repeat(100_000)] {
            assert!(read(block).is_err());
        }
    }
}
