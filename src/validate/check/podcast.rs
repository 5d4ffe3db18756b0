//! What podcast directories ask beyond the tables.
use super::{Checker, Note};
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::text;

/// Categories of Apple Podcasts, each with its subcategories.
const CATEGORIES: &[(&str, &[&str])] = &[
    (
        "Arts",
        &[
            "Books",
            "Design",
            "Fashion & Beauty",
            "Food",
            "Performing Arts",
            "Visual Arts",
        ],
    ),
    (
        "Business",
        &[
            "Careers",
            "Entrepreneurship",
            "Investing",
            "Management",
            "Marketing",
            "Non-Profit",
        ],
    ),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    (
        "Education",
        &["Courses", "How To", "Language Learning", "Self-Improvement"],
    ),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("History", &[]),
    (
        "Health & Fitness",
        &[
            "Alternative Health",
            "Fitness",
            "Medicine",
            "Mental Health",
            "Nutrition",
            "Sexuality",
        ],
    ),
    (
        "Kids & Family",
        &[
            "Education for Kids",
            "Parenting",
            "Pets & Animals",
            "Stories for Kids",
        ],
    ),
    (
        "Leisure",
        &[
            "Animation & Manga",
            "Automotive",
            "Aviation",
            "Crafts",
            "Games",
            "Hobbies",
            "Home & Garden",
            "Video Games",
        ],
    ),
    (
        "Music",
        &["Music Commentary", "Music History", "Music Interviews"],
    ),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &[
            "Buddhism",
            "Christianity",
            "Hinduism",
            "Islam",
            "Judaism",
            "Religion",
            "Spirituality",
        ],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    (
        "Society & Culture",
        &[
            "Documentary",
            "Personal Journals",
            "Philosophy",
            "Places & Travel",
            "Relationships",
        ],
    ),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    (
        "TV & Film",
        &[
            "After Shows",
            "Film History",
            "Film Interviews",
            "Film Reviews",
            "TV Reviews",
        ],
    ),
];

/// Categories Apple once had and readers still map.
const OLD_CATEGORIES: &[&str] = &[
    "Arts & Entertainment",
    "Audio Blogs",
    "Family",
    "Food",
    "Games & Hobbies",
    "Government & Organizations",
    "Health",
    "International",
    "Movies & Television",
    "News & Politics",
    "Politics",
    "Public Radio",
    "Science & Medicine",
    "Sports & Recreation",
    "Talk Radio",
    "Transportation",
    "Travel",
    "Literature",
    "Architecture",
    "Entertainment",
    "Photography",
    "Poetry",
    "Finance",
    "Business News",
    "Management & Marketing",
    "Shopping",
    "Education Technology",
    "Higher Education",
    "K-12",
    "Language Courses",
    "Training",
    "Local",
    "National",
    "Non-Profit",
    "Regional",
    "Diet & Nutrition",
    "Fitness & Nutrition",
    "Self-Help",
    "Other Games",
    "Podcasting",
    "Software How-To",
    "Gadgets",
    "Computers",
    "Developers",
    "Information Technology",
    "Operating Systems",
    "Smart Phones",
    "Text/Speech",
    "Amateur",
    "College & High School",
    "Outdoor",
    "Professional",
    "Bicycles",
    "Commuting",
    "New Age",
    "Other",
];

/// Rules of a channel that uses Apple's elements.
pub(super) fn channel(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.podcast || !cx.is_closed(id) {
        return;
    }
    let lang = cx.tree.value(id, "xml:lang").is_some();
    if cx.child(id, "language").is_none() && !lang {
        wanted(cx, id, "language");
    }
    for name in ["itunes:category", "itunes:explicit"] {
        if cx.child(id, name).is_none() {
            wanted(cx, id, name);
        }
    }
    if cx.child(id, "itunes:owner").is_none() {
        let note = Note::at(&rule::MISSING_ITUNES_EMAIL, cx.tree.node(id).start);
        let note = note.parent(cx.name(id)).element("itunes:email");
        cx.add(note.say("no itunes:owner with a mail address"));
    }
    if cx.encoding != "UTF-8" {
        let note = cx.about(&rule::NOT_UTF8, id).value(cx.encoding);
        cx.add(note.say(format!(
            "podcast directories want UTF-8, not {}",
            cx.encoding
        )));
    }
}

fn wanted(cx: &mut Checker<'_>, id: NodeId, name: &str) {
    let note = Note::at(&rule::MISSING_ITUNES_ELEMENT, cx.tree.node(id).start);
    let own = cx.name(id);
    let message = format!("<{own}> has no <{name}>");
    cx.add(note.parent(own).element(name).say(message));
}

/// Audio and video formats Apple's directory takes.
pub(super) fn enclosure(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.podcast {
        return;
    }
    let Some(url) = cx.tree.value(id, "url") else {
        return;
    };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !matches!(
        ending.as_str(),
        "m4a" | "mp3" | "mov" | "mp4" | "m4v" | "pdf" | "epub"
    ) {
        let note = cx
            .about(&rule::UNSUPPORTED_ITUNES_FORMAT, id)
            .value(&ending);
        cx.add(note.say(format!(
            "podcast directories do not take .{}",
            super::cut(&ending, 20)
        )));
    }
}

/// A category is one of Apple's.
pub(in crate::validate) fn category(cx: &mut Checker<'_>, id: NodeId) {
    let Some(text) = cx.tree.value(id, "text").map(str::to_owned) else {
        return;
    };
    if !CATEGORIES.iter().any(|(name, _)| *name == text) {
        unknown(cx, id, &text);
    }
}

/// A subcategory is one of its category's.
pub(in crate::validate) fn subcategory(cx: &mut Checker<'_>, id: NodeId) {
    let Some(text) = cx.tree.value(id, "text").map(str::to_owned) else {
        return;
    };
    let parent = cx
        .tree
        .node(id)
        .parent
        .and_then(|parent| cx.tree.value(parent, "text"))
        .unwrap_or_default();
    let known = CATEGORIES
        .iter()
        .find(|(name, _)| *name == parent)
        .map_or(&[] as &[&str], |(_, subs)| subs);
    if !known.contains(&text.as_str()) {
        unknown(cx, id, &text);
    }
}

fn unknown(cx: &mut Checker<'_>, id: NodeId, text: &str) {
    let rule = if OLD_CATEGORIES.contains(&text) {
        &rule::OBSOLETE_ITUNES_CATEGORY
    } else {
        &rule::INVALID_ITUNES_CATEGORY
    };
    let note = cx.about(rule, id).attr("text").value(text);
    cx.add(note.say(format!("\"{text}\" is no category of Apple Podcasts")));
}

/// Keywords are parted by commas.
pub(in crate::validate) fn keywords(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id);
    if value.contains(' ') && !value.contains(',') {
        cx.flag(
            &rule::INVALID_KEYWORDS,
            id,
            "keywords without commas between them",
        );
    }
}

/// Seconds, or minutes and hours before them.
pub(in crate::validate) fn is_duration(value: &str) -> bool {
    let parts: Vec<&str> = value.split(':').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let sixties = |part: &&str| part.len() == 2 && text::integer(part).is_some_and(|n| n < 60);
    parts.len() <= 3
        && parts.first().is_some_and(digits)
        && parts[1..].iter().all(|part| digits(part) && sixties(part))
}

/// A UUID in its usual form (RFC 9562 4).
pub(in crate::validate) fn is_uuid(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    lengths.eq([8, 4, 4, 4, 12])
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()))
}
