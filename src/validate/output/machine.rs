//! Reports for build servers: `JUnit`'s XML and SARIF 2.1.0.
use crate::validate::{Finding, Level, Report, Rule};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Reports as `JUnit`'s XML: a suite a file, a case a finding; hints are left out.
pub fn junit(reports: &[(&str, &Report)]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (file, report) in reports {
        let told: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.rule.level > Level::Info)
            .collect();
        out += &format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            escape(file),
            told.len().max(1),
            report.n_errors()
        );
        if told.is_empty() {
            out += "    <testcase name=\"valid\"/>\n";
        }
        for finding in told {
            out += &junit_case(file, finding);
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn junit_case(file: &str, finding: &Finding) -> String {
    let place = format!("{file}:{}:{}", finding.line, finding.column);
    let name = format!("{} {place}", finding.rule.id);
    let text = format!(
        "{place}\n{}\n{} {}",
        finding.message, finding.rule.why, finding.rule.fix
    );
    let inner = if finding.rule.level == Level::Error {
        format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>",
            finding.rule.id,
            escape(&finding.message),
            escape(&text)
        )
    } else {
        format!("<system-out>{}</system-out>", escape(&text))
    };
    format!(
        "    <testcase name=\"{}\">{inner}</testcase>\n",
        escape(&name)
    )
}

/// XML's five characters, and none that XML may not carry.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Reports as one SARIF 2.1.0 log.
pub fn sarif(reports: &[(&str, &Report)]) -> String {
    let mut used: BTreeMap<&str, &Rule> = BTreeMap::new();
    let mut results: Vec<Value> = Vec::new();
    for (file, report) in reports {
        for finding in &report.findings {
            used.insert(finding.rule.id, finding.rule);
            results.push(sarif_result(file, finding));
        }
    }
    let rules: Vec<Value> = used.values().map(|rule| sarif_rule(rule)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "syndicated validate", "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
    .to_string()
}

fn sarif_rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.why },
        "help": { "text": format!("{} ({})", rule.fix, rule.section) },
        "defaultConfiguration": { "level": sarif_level(rule.level) },
    })
}

fn sarif_result(file: &str, finding: &Finding) -> Value {
    json!({
        "ruleId": finding.rule.id,
        "level": sarif_level(finding.rule.level),
        "message": { "text": finding.message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": file },
                "region": {
                    "startLine": finding.line,
                    "startColumn": finding.column,
                    "snippet": { "text": finding.excerpt },
                },
            },
        }],
    })
}

fn sarif_level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}
