//! Lines of a page or a wire that are no part of the article: share buttons, advertisements, time stamps, wire marks.

use std::sync::LazyLock;

use regex::Regex;

/// Words of buttons and icons; a short line of nothing else is one.
#[rustfmt::skip]
const BUTTONS: &[&str] = &[
    "arrow-right", "arrow-left", "arrow-up", "arrow-down", "arrow", "right", "left", "camera", "facebook", "twitter", "x", "email", "e-mail", "mail", "print", "share", "tweet", "pin", "pinterest", "linkedin", "reddit", "whatsapp",
    "telegram", "bluesky", "threads", "flipboard", "pocket", "copy", "link", "copied", "save", "saved", "bookmark", "listen", "play", "pause", "mute", "unmute", "comment", "comments", "gift", "menu", "search", "close", "expand", "collapse",
    "fullscreen", "toggle", "icon", "chevron-right", "chevron-left", "chevron-down", "caret-right", "caret-down", "envelope", "bars", "times", "next", "previous", "back", "home", "login", "log", "in", "sign", "subscribe", "register",
    "follow", "like", "sms", "messenger", "more", "options", "hide", "show", "caption", "gallery", "image", "images", "photo", "photos", "view", "zoom", "enlarge", "open", "of", "&", "and", "|", "•", "·", "/", "to", "a", "this", "full", "min", "mins", "minutes", "article", "story", "on", "via", "clipboard", "link", "skip", "main", "content", "navigation",
];

/// Words a line of buttons needs one of, so that `This Story and More` stays.
#[rustfmt::skip]
const SURE_BUTTONS: &[&str] = &[
    "facebook", "twitter", "email", "e-mail", "print", "share", "tweet", "pinterest", "linkedin", "reddit", "whatsapp", "bluesky", "flipboard", "copy", "bookmark", "listen", "menu", "search", "login", "subscribe", "arrow-right", "arrow-left",
    "arrow-up", "arrow-down", "chevron-right", "chevron-left", "chevron-down", "caret-right", "caret-down", "save", "gift", "expand", "fullscreen", "camera", "close", "skip", "sign", "gallery", "x", "comments", "zoom", "enlarge", "play", "hide",
];

/// Names of sections, as pages print them above a headline.
#[rustfmt::skip]
const SECTIONS: &[&str] = &[
    "news", "world", "world news", "us", "u.s.", "u.s. news", "us news", "national", "nation", "nation & world", "nation/world", "nation and world", "politics", "business", "sports", "sport", "opinion", "local", "local news", "crime", "health", "science", "technology", "tech",
    "entertainment", "arts", "culture", "arts & culture", "lifestyle", "life", "travel", "food", "weather", "environment", "climate", "education", "international", "europe", "asia", "africa", "americas", "middle east", "home", "latest", "latest news", "top stories", "breaking news",
    "economy", "markets", "money", "metro", "state", "region", "community", "obituaries", "editorial", "features", "magazine", "uk", "uk news", "russia-ukraine war", "war in ukraine",
];

type Rule = (&'static str, &'static str);

/// Patterns over a whole line, and why it goes.
const RULES: &[Rule] = &[
    (
        r"^(?:story continues (?:below|after).*|article continues (?:below|after).*|continue reading.*|advertisement\b.{0,60}|advert|ad|ads|anzeige|werbung|publicité|publicidad|sponsored(?: content| by .{1,40})?|paid (?:content|post)|promoted|scroll (?:down )?to continue.*|ad feedback|- ?advertisement ?-|remove ads?)$",
        "advertisement",
    ),
    (
        r"^(?:read more|read also|also read|read next|see also|see more|more (?:stories|news|coverage|on this(?: story| topic)?|from .{1,40})|related(?: stories| articles| content| coverage| topics?| links?)?|recommended(?: stories)?|most (?:read|popular|viewed)|don['’]t miss|you (?:may|might) (?:also )?(?:like|be interested in).*|what to read next|up next|watch (?:now|next)|trending(?: now)?|top stories|editors['’] picks|lesen sie auch|lire aussi|leer también|leggi anche)\s*:?$",
        "link to other articles",
    ),
    (
        r"^(?:read more|read also|also read|read next|see also|related(?: story| article)?|more|recommended|watch|listen|don['’]t miss|explainer|lesen sie auch|lire aussi|leer también|leggi anche|mehr zum thema)\s*(?::|»|>|→|\|)\s*\S.{0,200}$",
        "link to another article",
    ),
    (
        r"^(?:READ MORE|RELATED|READ ALSO|ALSO READ|SEE ALSO)\b.{0,200}$",
        "link to another article",
    ),
    (
        r"^(?:click|tap) here\b.{0,160}$|^(?:sign up|subscribe|register)\b.{0,160}\b(?:newsletters?|alerts?|inbox|updates|today|account|access|reading|now)\b.{0,80}$|^get (?:the|our|more)\b.{0,120}\b(?:newsletters?|inbox|app)\b.{0,80}$|^(?:follow|like|find|join) (?:us|me|him|her|\S+ on)\b.{0,60}\b(?:facebook|twitter|x|instagram|whatsapp|telegram|youtube|tiktok)\b.{0,80}$|^follow .{0,60}\bat https?://\S+$|^download (?:our|the)\b.{0,80}\bapp\b.{0,40}$|^support (?:local|our|independent) journalism\b.{0,120}$|^(?:already a subscriber|log in|sign in|create an? (?:free )?account)\b.{0,80}$|^(?:this is|you['’]ve read) .{0,60}\bfree (?:article|preview)\b.{0,80}$",
        "call to subscribe or follow",
    ),
    (
        r"^(?:we (?:and our partners )?use cookies\b.{0,300}|accept(?: all)?(?: cookies)?|reject all|manage (?:cookies|preferences)|privacy policy|terms of (?:use|service)|cookie policy)$",
        "notice of the page",
    ),
    (
        r"^(?:\d+\s*(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?)\s*(?:ago|read|to read)|(?:estimated )?reading time\b.{0,30}|\d+\s*min(?:ute)?s?(?: read)?|\d+\s+comments?|\d+\s+shares?|\d+\s*(?:/|of)\s*\d+|\d+\s+photos?|listen\s*(?:\(|·|\|)?\s*\d+\s*min.{0,20}|view (?:all |\d+ )?comments?|leave a comment|join the conversation|show (?:more|all) comments?)$",
        "counter of the page",
    ),
    (
        r"^(?:(?:photos?|pictures?|photo gallery|galler(?:y|ies)|images?|captions?|cutlines?|fotos|bilder)\s*:?|.{1,30}\slogo|logo)$",
        "heading or picture of the page",
    ),
    (
        r"^reporting from [A-Z][\w .,'’-]{2,60}$",
        "place of reporting",
    ),
    (
        r"^(?:#{2,}|-\s*30\s*-|-+\s*ends?\s*-+|ends|\(?\s*(?:more|ends|end)\s*\)?|nnnn|[_=*~•.\-–—\s]{3,}|\*|endit|-0-|bc|xxx)$",
        "mark of the wire",
    ),
    (
        r"^(?:[a-z]\d{3,5}(?:\s.{0,40})?|[a-z]{3}\d{3,5}\s.{0,60}|ap-[a-z]{2,4}-\d\d-\d\d-\d\d\b.{0,30}|\d{2}-\d{2}-\d{2} ?\d{3,4}[a-z]{2,4}|(?:r|u|d|b|f|n|s) [a-z]{1,2}(?: [a-z]{1,3})*|(?:urgent|bulletin|flash)|\d{3,6}[a-z]{3}\s\d\d.{0,30})$",
        "header of the wire",
    ),
    (
        r"^(?:bc|am|pm|ap|eu|us|as|ml|af|la)-{1,2}[^\s]*(?:--|,\s*\d|,\s*(?:\d(?:st|nd|rd|th)|adv|ld)|\d$|-[^\s]*-)[^.]{0,80}$|^\S.{0,80}\b\d+(?:st|nd|rd|th) (?:ld|lead|add)\b.{0,50}$|^(?:slug|slugline|word count|words|budget)\s*:.{0,80}$|^\(?eds(?:\.|:|\b).{0,400}$|^\(?(?:note to )?editors\s*:.{0,400}$|^\(?with (?:photo|video|graphic|ap photo|audio)s?\b.{0,80}\)?\.?$|^(?:for release|for immediate release)\b.{0,80}$",
        "note for the desk",
    ),
    (
        r"^(?:©|\(c\)|copyright\b|&copy;|distributed by|all rights reserved|©\s*\d{4}).{0,400}$|^.{0,160}\ball rights reserved\b.{0,160}$|^this material may not be published\b.{0,200}$",
        "copyright notice",
    ),
    (
        r"^(?:this (?:article|story|report|content) (?:was |has been |is )?(?:originally|first|also)?\s*(?:appeared|published|produced|republished|provided|distributed)\b.{0,300}|originally published (?:by|in|on|at)\b.{0,120}|to see the original story\b.{0,200}|(?:see|read|view) (?:the )?original (?:article|story)?\b.{0,120}|(?:courtesy|source)\s*:\s*(?:the )?[A-Z][\w .-]{1,40}$)",
        "note of origin",
    ),
];

/// Why this line is no part of the article; nothing if it may be.
pub(super) fn why(line: &str) -> Option<&'static str> {
    static COMPILED: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
        RULES
            .iter()
            .map(|(pattern, why)| {
                (
                    Regex::new(&format!("(?i){pattern}"))
                        .expect("the patterns of furniture compile"),
                    *why,
                )
            })
            .collect()
    });
    if is_buttons(line) {
        return Some("buttons and icons of the page");
    }
    if is_stamp(line) {
        return Some("time stamp of the page; never taken for the date of publishing");
    }
    if line.chars().count() > 600 {
        return None;
    }
    let prose_in_capitals = |why: &str| {
        why == "link to another article"
            && line.ends_with('.')
            && line.split_whitespace().count() > 14
    };
    COMPILED
        .iter()
        .find(|(pattern, why)| pattern.is_match(line) && !prose_in_capitals(why))
        .map(|(_, why)| *why)
}

/// A short line of button names and icon names only.
fn is_buttons(line: &str) -> bool {
    let words: Vec<String> = line
        .split_whitespace()
        .map(|word| {
            word.to_lowercase()
                .trim_matches([',', ':', '.', '(', ')', '…'])
                .to_owned()
        })
        .collect();
    words.len() <= 12
        && !words.is_empty()
        && words.iter().all(|word| {
            word.is_empty()
                || BUTTONS.contains(&word.as_str())
                || word
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, ':' | '·' | '•'))
        })
        && words
            .iter()
            .any(|word| SURE_BUTTONS.contains(&word.as_str()))
}

/// A line that says when the page was published or changed, and nothing more.
pub(super) fn is_stamp(line: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)\b(?:(?:first|last|originally)\s+)?(?:published|updated?|posted|modified|created|filed|issued|publié|mis\s+à\s+jour|aktualisiert|veröffentlicht|stand|actualizado|publicado|pubblicato|aggiornato)\b(?:\s+(?:on|at|le|am|el|il|online))?
            |\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b\.?
            |\b(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|mar(?:ch|s|zo)?|märz|apr(?:il)?|avril|may|mai|mayo|june?|juni|juin|july?|juli|juillet|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?|oktober|nov(?:ember|embre|iembre)?|dec(?:ember)?|dezember|décembre)\b\.?
            |\b\d+\s+(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?)\s+(?:ago|read)\b
            |\b\d{1,4}(?:st|nd|rd|th)?\b|\b\d{1,2}:\d{2}(?::\d{2})?|\b\d{1,2}[ap]m\b|\b[ap]\.?m\b\.?|\b[ecmp][sd]?t\b|\b(?:gmt|utc|bst|cet|cest|ist|jst|aest|uhr|noon|midnight|local\s+time)\b|\b(?:at|on|of|de|the|um|à)\b|\bt\d{2}\b|\d+t\d+|\dz\b|\d+h\d*",
        )
        .expect("the pattern of time stamps compiles")
    });
    let short = line.chars().count() <= 120;
    let dated = line.chars().filter(char::is_ascii_digit).count() >= 2;
    short
        && dated
        && !WORDS
            .replace_all(line, "")
            .chars()
            .any(char::is_alphanumeric)
        && has_month_or_clock(line)
}

fn has_month_or_clock(line: &str) -> bool {
    static SURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:jan|feb|mar|apr|may|mai|jun|jui|jul|aug|ao[uû]|sep|oct|okt|nov|dec|dez|déc|fév|mär)|\d{1,2}:\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|publi|updat|posted").expect("the pattern of sure stamps compiles")
    });
    SURE.is_match(line)
}

/// `Est. May 19, 1883`, alone or after the place: how a paper dates itself.
pub(super) fn is_established(line: &str) -> bool {
    static EST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[\s,|•·-])(?:est\.?|established|founded|since)\s+(?:in\s+)?(?:[a-z]+\.?\s+\d{1,2},\s+)?(?:1[5-9]|20)\d{2}\.?$").expect("the pattern of founding years compiles")
    });
    line.split_whitespace().count() <= 12 && EST.is_match(line)
}

/// A section's name or a trail of them: `News`, `Home > News > World`.
pub(super) fn is_section(line: &str) -> bool {
    let parts: Vec<String> = line
        .split(['>', '|', '»', '›', '/', '•'])
        .map(|part| part.trim().to_lowercase())
        .filter(|part| !part.is_empty())
        .collect();
    let trail = parts.len() > 1
        && line.contains(['>', '»', '›'])
        && parts
            .iter()
            .all(|part| part.split_whitespace().count() <= 4);
    !parts.is_empty()
        && (SECTIONS.contains(&line.trim().to_lowercase().as_str())
            || parts.iter().all(|part| SECTIONS.contains(&part.as_str()))
            || trail)
}

/// An embargo or a kill, which the desk must see and never lose.
pub(in crate::ingest) fn is_order(line: &str) -> bool {
    static ORDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:strictly |under )?embargo(?:ed)?\b|not for (?:release|publication)\b|hold for release\b|(?:mandatory )?kill\b\s*[:(-]|mandatory kill\b|(?:bc|eu|us)-.{0,40}\bkill\b|withhold\b|do not (?:use|publish)\b|kill notice\b|advisory\s*:)").expect("the pattern of orders compiles")
    });
    line.chars().count() <= 300 && ORDER.is_match(line)
}
