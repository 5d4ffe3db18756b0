//! The words of ninjs in its three tongues (protocols G.2): inside, the reader asks by those of 3.1.

use super::generation::Family;

/// 3.x, 2.x, 1.x; only words that differ.
const DIFFERING: &[[&str; 3]] = &[
    [
        "representationType",
        "representationtype",
        "representationtype",
    ],
    ["firstCreated", "firstcreated", "firstcreated"],
    ["versionCreated", "versioncreated", "versioncreated"],
    ["contentCreated", "contentcreated", "contentcreated"],
    ["embargoedUntil", "embargoed", "embargoed"],
    ["pubStatus", "pubstatus", "pubstatus"],
    ["copyrightHolder", "copyrightholder", "copyrightholder"],
    ["copyrightNotice", "copyrightnotice", "copyrightnotice"],
    ["usageTerms", "usageterms", "usageterms"],
    ["edNote", "ednote", "ednote"],
    ["rightsInfo", "rightsinfo", "rightsinfo"],
    [
        "digitalSourceType",
        "digitalsourcetype",
        "digitalsourcetype",
    ],
    ["altIds", "altids", "altids"],
    ["trustIndicators", "trustindicators", "trustindicator"],
    ["infoSources", "infosources", "infosource"],
    ["people", "people", "person"],
    ["organisations", "organisations", "organisation"],
    ["places", "places", "place"],
    ["subjects", "subjects", "subject"],
    ["events", "events", "event"],
    ["objects", "objects", "object"],
    ["genres", "genres", "genre"],
    ["by", "by", "byline"],
    ["standard", "standard", "$standard"],
    ["contentType", "contenttype", "mimetype"],
    ["sizeInBytes", "sizeinbytes", "sizeinbytes"],
    ["charCount", "charcount", "charcount"],
    ["wordCount", "wordcount", "wordcount"],
    ["contactInfo", "contactinfo", "contactinfo"],
    ["postalCode", "postalcode", "postalcode"],
    ["symbolType", "symboltype", "symboltype"],
    ["geoJSON", "geojson", "geojson"],
    ["langId", "langid", "langid"],
    ["linkedRights", "linkedrights", "linkedrights"],
    ["encodedRights", "encodedrights", "encodedrights"],
    // Only 3.x has these.
    ["eventDetails", "eventDetails", "eventDetails"],
    ["plannedCoverage", "plannedCoverage", "plannedCoverage"],
];

fn column(family: Family) -> usize {
    match family {
        Family::Three => 0,
        Family::Two => 1,
        Family::One => 2,
    }
}

/// A word of 3.1 as the family has it.
pub fn word(family: Family, canonical: &str) -> &str {
    DIFFERING
        .iter()
        .find(|row| row[0] == canonical)
        .map_or(canonical, |row| row[column(family)])
}

/// A word of a family as 3.1 has it.
pub fn canonical(family: Family, word: &str) -> &str {
    DIFFERING
        .iter()
        .find(|row| row[column(family)] == word)
        .map_or(word, |row| row[0])
}

/// Whether the word is one that tells families apart and belongs to this one.
pub(super) fn is_known(family: Family, word: &str) -> bool {
    DIFFERING.iter().any(|row| row[column(family)] == word)
}
