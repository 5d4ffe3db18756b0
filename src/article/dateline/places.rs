//! Which part of a dateline is a region and which a country, and cities that stand alone.

/// States and provinces as the AP and the Canadian Press abbreviate them, in full, and postal.
#[rustfmt::skip]
const REGIONS: &[&str] = &[
    "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass", "mich", "minn", "miss", "mo", "mont",
    "neb", "nev", "nh", "nj", "nm", "ny", "nc", "nd", "okla", "ore", "pa", "ri", "sc", "sd", "tenn", "vt", "va", "wash", "wva", "wis", "wyo", "dc",
    "alaska", "hawaii", "idaho", "iowa", "maine", "ohio", "texas", "utah",
    "alabama", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida", "illinois", "indiana", "kansas", "kentucky", "louisiana",
    "maryland", "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada", "new hampshire", "new jersey", "new mexico",
    "new york", "north carolina", "north dakota", "oklahoma", "oregon", "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee", "vermont",
    "virginia", "washington", "west virginia", "wisconsin", "wyoming", "district of columbia", "puerto rico", "guam",
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "hi", "id", "il", "in", "ia", "ks", "me", "ma", "mi", "mn", "ms", "mt", "ne", "nv", "oh", "ok", "or",
    "tn", "tx", "ut", "wa", "wv", "wi", "wy", "tex",
    "alta", "alberta", "bc", "british columbia", "man", "manitoba", "nb", "new brunswick", "nl", "nfld", "newfoundland", "newfoundland and labrador", "ns", "nova scotia",
    "nwt", "northwest territories", "nunavut", "ont", "ontario", "pei", "prince edward island", "que", "quebec", "québec", "sask", "saskatchewan", "yukon",
    "england", "scotland", "wales", "northern ireland", "new south wales", "nsw", "queensland", "qld", "victoria", "vic", "tasmania", "south australia", "western australia",
    "bavaria", "catalonia", "sicily", "crimea", "gaza strip", "west bank", "hong kong", "greenland", "punjab", "kashmir", "tibet", "xinjiang", "chechnya",
];

/// Countries as datelines name them.
#[rustfmt::skip]
const COUNTRIES: &[&str] = &[
    "afghanistan", "albania", "algeria", "andorra", "angola", "antigua and barbuda", "argentina", "armenia", "australia", "austria", "azerbaijan", "bahamas", "bahrain", "bangladesh",
    "barbados", "belarus", "belgium", "belize", "benin", "bermuda", "bhutan", "bolivia", "bosnia", "bosnia-herzegovina", "bosnia and herzegovina", "botswana", "brazil", "britain", "brunei", "bulgaria",
    "burkina faso", "burundi", "cambodia", "cameroon", "canada", "cape verde", "central african republic", "chad", "chile", "china", "colombia", "comoros", "congo", "costa rica", "croatia", "cuba",
    "cyprus", "czech republic", "czechia", "democratic republic of congo", "denmark", "djibouti", "dominica", "dominican republic", "east timor", "ecuador", "egypt", "el salvador", "equatorial guinea",
    "eritrea", "estonia", "eswatini", "ethiopia", "fiji", "finland", "france", "gabon", "gambia", "georgia", "germany", "ghana", "greece", "grenada", "guatemala", "guinea", "guyana", "haiti", "honduras",
    "hungary", "iceland", "india", "indonesia", "iran", "iraq", "ireland", "israel", "italy", "ivory coast", "jamaica", "japan", "jordan", "kazakhstan", "kenya", "kosovo", "kuwait", "kyrgyzstan", "laos",
    "latvia", "lebanon", "lesotho", "liberia", "libya", "liechtenstein", "lithuania", "luxembourg", "madagascar", "malawi", "malaysia", "maldives", "mali", "malta", "mauritania", "mauritius", "mexico",
    "moldova", "monaco", "mongolia", "montenegro", "morocco", "mozambique", "myanmar", "namibia", "nepal", "netherlands", "the netherlands", "new zealand", "nicaragua", "niger", "nigeria", "north korea",
    "north macedonia", "norway", "oman", "pakistan", "palau", "palestine", "panama", "papua new guinea", "paraguay", "peru", "philippines", "poland", "portugal", "qatar", "republic of congo", "romania", "russia", "rwanda",
    "samoa", "saudi arabia", "senegal", "serbia", "sierra leone", "singapore", "slovakia", "slovenia", "solomon islands", "somalia", "south africa", "south korea", "south sudan", "spain", "sri lanka",
    "sudan", "suriname", "sweden", "switzerland", "syria", "taiwan", "tajikistan", "tanzania", "thailand", "togo", "tonga", "trinidad", "trinidad and tobago", "tunisia", "turkey", "türkiye", "turkmenistan", "uganda",
    "ukraine", "united arab emirates", "uae", "united kingdom", "uk", "united states", "usa", "us", "uruguay", "uzbekistan", "vanuatu", "vatican city", "venezuela", "vietnam", "yemen", "zambia", "zimbabwe",
    "deutschland", "österreich", "schweiz", "frankreich", "españa", "italia", "brasil", "méxico", "allemagne", "espagne", "suisse", "belgique", "norge", "sverige", "danmark", "suomi", "україна", "россия",
];

/// Cities that need no state or country after them, in AP style and in use.
#[rustfmt::skip]
const STAND_ALONE: &[&str] = &[
    "atlanta", "baltimore", "boston", "chicago", "cincinnati", "cleveland", "dallas", "denver", "detroit", "honolulu", "houston", "indianapolis", "las vegas", "los angeles", "miami", "milwaukee",
    "minneapolis", "new orleans", "new york", "oklahoma city", "philadelphia", "phoenix", "pittsburgh", "st louis", "salt lake city", "san antonio", "san diego", "san francisco", "seattle", "washington",
    "amsterdam", "athens", "baghdad", "bangkok", "barcelona", "beijing", "beirut", "berlin", "brussels", "cairo", "djibouti", "dublin", "geneva", "gibraltar", "guatemala city", "havana", "helsinki", "hong kong", "islamabad",
    "istanbul", "jerusalem", "johannesburg", "kuwait city", "london", "luxembourg", "macau", "madrid", "mexico city", "milan", "monaco", "montreal", "moscow", "munich", "new delhi", "panama city", "paris", "prague",
    "quebec city", "rio de janeiro", "rome", "san marino", "san salvador", "sao paulo", "shanghai", "singapore", "stockholm", "sydney", "tokyo", "toronto", "vatican city", "vienna", "zurich",
    "united nations", "kyiv", "kiev", "warsaw", "vilnius", "riga", "tallinn", "oslo", "copenhagen", "ottawa", "vancouver", "calgary", "edmonton", "winnipeg", "halifax", "melbourne", "brisbane", "perth", "canberra",
    "wellington", "auckland", "mumbai", "delhi", "karachi", "lahore", "dhaka", "colombo", "kathmandu", "kabul", "tehran", "damascus", "riyadh", "dubai", "doha", "amman", "ankara", "tel aviv", "gaza", "gaza city", "ramallah",
    "nairobi", "lagos", "abuja", "accra", "cape town", "pretoria", "kampala", "addis ababa", "khartoum", "tripoli", "tunis", "algiers", "rabat", "buenos aires", "santiago", "lima", "bogota", "caracas", "quito", "brasilia",
    "seoul", "pyongyang", "taipei", "manila", "jakarta", "kuala lumpur", "hanoi", "lisbon", "edinburgh", "glasgow", "belfast", "cardiff", "manchester", "frankfurt", "hamburg", "köln", "münchen", "wien", "zürich", "roma", "milano",
    "москва", "київ", "киев", "paris", "genève", "bruxelles", "montréal", "québec",
];

/// What a part of a dateline after the city is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Region,
    Country,
    Unknown,
}

/// Region or country: abbreviations count with and without their dots.
pub(super) fn kind(part: &str) -> Place {
    let folded = fold(part);
    // `Georgia` in full is the country: the state is `Ga.` in datelines.
    if COUNTRIES.contains(&folded.as_str()) {
        return Place::Country;
    }
    if REGIONS.contains(&folded.as_str()) {
        Place::Region
    } else {
        Place::Unknown
    }
}

/// Whether the city is known to go without state or country (DL-4).
pub(super) fn stands_alone(city: &str) -> bool {
    STAND_ALONE.contains(&fold(city).as_str())
}

/// Small letters without dots, accents kept.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
        .replace('.', "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
