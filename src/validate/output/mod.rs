//! Reports for people and for machines.
mod machine;

pub use machine::{junit, sarif};

use super::{Finding, Level, Report, rules};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A report as people read it: each finding with its place, its line and what to do.
pub fn text(file: &str, report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        finding_text(&mut out, file, finding);
    }
    let verdict = if report.is_valid() {
        "valid"
    } else {
        "not valid"
    };
    let counts = [
        (report.n_errors(), "error"),
        (report.n_warnings(), "warning"),
        (report.n_infos(), "hint"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .map(|(n, what)| format!("{n} {what}{}", if *n == 1 { "" } else { "s" }))
        .collect();
    put(
        &mut out,
        &format!(
            "{file}: {verdict} {}: {}\n",
            report.format.name(),
            counts.join(", ")
        ),
    );
    out
}

fn finding_text(out: &mut String, file: &str, finding: &Finding) {
    let Finding {
        rule,
        line,
        column,
        message,
        ..
    } = finding;
    put(
        out,
        &format!(
            "{file}:{line}:{column}: {}: {message} [{}]\n",
            rule.level.name(),
            rule.id
        ),
    );
    if !finding.excerpt.is_empty() {
        put(out, &format!("    {}\n    ^\n", finding.excerpt));
    }
    put(
        out,
        &format!("    {} {} ({})\n", rule.why, rule.fix, rule.section),
    );
}

/// Writing to a string cannot fail.
fn put(out: &mut String, text: &str) {
    let _ = out.write_str(text);
}

/// A report as one JSON object on one line: `file`, `errors`, `warnings`, `infos`, each finding
/// with `id`, `line`, `column`, `message` and the W3C's `params`.
pub fn json_line(file: &str, report: &Report) -> String {
    let of = |level: Level| -> Vec<Value> {
        report
            .findings
            .iter()
            .filter(|finding| finding.rule.level == level)
            .map(finding_json)
            .collect()
    };
    json!({
        "file": file,
        "format": report.format.name(),
        "valid": report.is_valid(),
        "errors": of(Level::Error),
        "warnings": of(Level::Warning),
        "infos": of(Level::Info),
    })
    .to_string()
}

fn finding_json(finding: &Finding) -> Value {
    let params: Map<String, Value> = [
        ("element", &finding.element),
        ("parent", &finding.parent),
        ("attr", &finding.attr),
        ("value", &finding.value),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        value
            .as_ref()
            .map(|value| (name.to_owned(), Value::from(value.as_str())))
    })
    .collect();
    json!({
        "id": finding.rule.id,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "item": finding.item,
        "params": params,
    })
}

/// What a rule is about, for people who ask by its name in any case.
pub fn explain(id: &str) -> Option<String> {
    let rule = rules()
        .iter()
        .find(|rule| rule.id.eq_ignore_ascii_case(id))?;
    Some(format!(
        "{} ({}; {})\n\n{}\n{}\n",
        rule.id,
        rule.level.name(),
        rule.section,
        rule.why,
        rule.fix
    ))
}
