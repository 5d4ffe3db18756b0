//! The outlets and agencies a byline, dateline or credit may name: a built-in list and what a newsroom adds.

use std::collections::HashMap;

/// Full name, then the short forms that are only recognised as printed here.
type Known = (&'static str, &'static [&'static str]);

#[rustfmt::skip]
const AGENCIES: &[Known] = &[
    ("The Associated Press", &["AP"]), ("Reuters", &[]), ("Thomson Reuters", &[]),
    ("Agence France-Presse", &["AFP"]), ("PA Media", &["PA"]), ("Press Association", &[]),
    ("PA News Agency", &[]), ("The Canadian Press", &["CP"]), ("La Presse Canadienne", &[]),
    ("Deutsche Presse-Agentur", &[]), ("dpa", &["DPA"]), ("dpa-AFX", &[]),
    ("Australian Associated Press", &["AAP"]), ("Xinhua", &[]), ("Xinhua News Agency", &[]),
    ("Kyodo News", &["Kyodo"]), ("Jiji Press", &["Jiji"]), ("Yonhap", &["YONHAP"]),
    ("Yonhap News Agency", &[]), ("ANSA", &[]), ("EFE", &[]), ("Europa Press", &[]), ("Lusa", &["LUSA"]),
    ("Belga", &["BELGA"]), ("ANP", &[]), ("APA", &[]), ("Austria Presse Agentur", &[]), ("ATS", &[]),
    ("Keystone-SDA", &["SDA"]), ("NTB", &[]), ("TT", &[]), ("TT News Agency", &[]), ("Ritzau", &[]),
    ("STT", &[]), ("Lehtikuva", &[]), ("PAP", &[]), ("Polish Press Agency", &[]), ("CTK", &["ČTK"]), ("MTI", &[]),
    ("TASS", &["ТАСС", "ITAR-TASS"]), ("RIA Novosti", &["РИА Новости"]), ("Interfax", &["Интерфакс"]),
    ("Ukrinform", &["Укрінформ"]), ("Interfax-Ukraine", &[]), ("Anadolu Agency", &["AA"]), ("Anadolu", &[]),
    ("DHA", &[]), ("IHA", &[]), ("Press Trust of India", &["PTI"]), ("Asian News International", &["ANI"]),
    ("Indo-Asian News Service", &["IANS"]), ("Bernama", &[]), ("Antara", &["ANTARA"]), ("KCNA", &[]),
    ("Korean Central News Agency", &[]), ("KRT", &[]), ("IRNA", &[]), ("Maghreb Arabe Presse", &["MAP"]),
    ("Petra", &[]), ("Sputnik", &[]), ("WAM", &[]), ("SPA", &[]), ("Sana", &["SANA"]), ("News Agency of Nigeria", &["NAN"]),
    ("Agência Brasil", &[]), ("Télam", &["Telam"]), ("Notimex", &[]), ("PR Newswire", &["PRNewswire"]),
    ("Business Wire", &["BUSINESS WIRE"]), ("GlobeNewswire", &["GLOBE NEWSWIRE"]), ("United Press International", &["UPI"]),
    ("Tribune News Service", &["TNS"]), ("tca", &["TCA"]), ("McClatchy", &[]), ("McClatchy Washington Bureau", &[]),
    ("Tribune Content Agency", &[]), ("New York Times News Service", &[]), ("Washington Post News Service", &[]),
    ("Bloomberg", &[]), ("Bloomberg News", &[]), ("Dow Jones Newswires", &[]), ("Dow Jones", &[]),
    ("Religion News Service", &["RNS"]), ("Catholic News Service", &[]), ("Stateline", &[]), ("States Newsroom", &[]),
    ("KFF Health News", &[]), ("Kaiser Health News", &[]), ("The Conversation", &[]), ("Inter Press Service", &["IPS"]),
    ("Local Democracy Reporting Service", &["LDRS"]), ("Capital News Service", &[]), ("BusinessDesk", &[]),
    ("Faktisk.no", &[]), ("SWNS", &[]), ("NurPhoto", &[]), ("ZUMA Press", &["ZUMA"]), ("Zuma Wire", &[]),
    ("Sipa USA", &["SIPA", "Sipa"]), ("Abaca Press", &["ABACA"]), ("Imagn Images", &["Imagn"]), ("USA TODAY Sports", &[]),
    ("Icon Sportswire", &[]), ("EPA", &["epa", "EPA-EFE"]), ("European Pressphoto Agency", &[]), ("Getty Images", &["Getty", "GETTY"]),
    ("Alamy", &["Alamy Stock Photo", "Alamy Live News"]), ("Shutterstock", &[]), ("iStock", &[]), ("Rex Features", &["REX"]),
    ("Magnum Photos", &["Magnum"]), ("VII Photo", &[]), ("Redux", &[]), ("Redux Pictures", &[]), ("Maxar Technologies", &["Maxar"]),
    ("Planet Labs PBC", &[]), ("Action Images", &[]), ("Picture Alliance", &["picture alliance"]), ("imago", &["IMAGO"]),
    ("ActionPress", &[]), ("Scanpix", &["NTB Scanpix", "Ritzau Scanpix"]), ("Bettmann", &[]), ("Unsplash", &[]), ("Pexels", &[]),
    ("Wikimedia Commons", &[]), ("CNW", &[]), ("LaPresse", &[]), ("Press Pool", &[]), ("Hearst Newspapers", &[]),
    ("Gannett", &[]), ("Lee Newspapers", &[]), ("Cox Newspapers", &[]), ("Postmedia News", &["Postmedia"]),
];

#[rustfmt::skip]
const OUTLETS: &[Known] = &[
    ("The New York Times", &["NYT"]), ("The Washington Post", &["WaPo"]), ("The Wall Street Journal", &["WSJ"]),
    ("Los Angeles Times", &["L.A. Times", "LA Times"]), ("USA TODAY", &["USA Today"]), ("Chicago Tribune", &[]), ("Chicago Sun-Times", &[]),
    ("The Boston Globe", &[]), ("Boston Herald", &[]), ("The Philadelphia Inquirer", &[]), ("San Francisco Chronicle", &[]),
    ("The Mercury News", &[]), ("The Sacramento Bee", &[]), ("The Fresno Bee", &[]), ("The San Diego Union-Tribune", &[]),
    ("Orange County Register", &[]), ("The Seattle Times", &[]), ("The Spokesman-Review", &[]), ("The Oregonian", &[]),
    ("The Idaho Statesman", &[]), ("The Salt Lake Tribune", &[]), ("Deseret News", &[]), ("The Denver Post", &[]),
    ("The Arizona Republic", &[]), ("Las Vegas Review-Journal", &[]), ("Las Vegas Sun", &[]), ("The Dallas Morning News", &[]),
    ("Houston Chronicle", &[]), ("San Antonio Express-News", &[]), ("Austin American-Statesman", &[]), ("The Texas Tribune", &[]),
    ("Fort Worth Star-Telegram", &[]), ("The Kansas City Star", &[]), ("St. Louis Post-Dispatch", &[]), ("Minneapolis Star Tribune", &[]),
    ("Star Tribune", &[]), ("The Minnesota Star Tribune", &[]), ("Pioneer Press", &[]), ("Milwaukee Journal Sentinel", &[]),
    ("Detroit Free Press", &[]), ("The Detroit News", &[]), ("The Plain Dealer", &[]), ("The Columbus Dispatch", &[]),
    ("The Cincinnati Enquirer", &[]), ("The Indianapolis Star", &[]), ("The Courier-Journal", &[]), ("The Tennessean", &[]),
    ("The Atlanta Journal-Constitution", &["AJC"]), ("The Charlotte Observer", &[]), ("The News & Observer", &[]),
    ("The Post and Courier", &[]), ("Miami Herald", &[]), ("South Florida Sun Sentinel", &[]), ("Tampa Bay Times", &[]),
    ("Orlando Sentinel", &[]), ("The Times-Picayune", &[]), ("The Baltimore Sun", &[]), ("The Virginian-Pilot", &[]),
    ("Richmond Times-Dispatch", &[]), ("Pittsburgh Post-Gazette", &[]), ("The Buffalo News", &[]), ("Newsday", &[]),
    ("New York Post", &[]), ("New York Daily News", &[]), ("The Star-Ledger", &[]), ("Hartford Courant", &[]), ("The Morning Call", &[]),
    ("The Providence Journal", &[]), ("Portland Press Herald", &[]), ("Honolulu Star-Advertiser", &[]), ("Anchorage Daily News", &[]),
    ("Omaha World-Herald", &[]), ("The Des Moines Register", &[]), ("The Oklahoman", &[]), ("Tulsa World", &[]), ("Albuquerque Journal", &[]),
    ("The Christian Science Monitor", &[]), ("The Atlantic", &[]), ("The New Yorker", &[]), ("Newsweek", &[]), ("Politico", &["POLITICO"]),
    ("Axios", &[]), ("ProPublica", &[]), ("The Marshall Project", &[]), ("The Intercept", &[]), ("HuffPost", &[]), ("BuzzFeed News", &[]),
    ("Vox", &[]), ("Slate", &[]), ("Salon", &[]), ("The Hill", &[]), ("Roll Call", &[]), ("CQ-Roll Call", &[]), ("CalMatters", &[]),
    ("NPR", &[]), ("PBS NewsHour", &["PBS"]), ("CNN", &[]), ("CBS News", &["CBS"]), ("NBC News", &["NBC"]), ("ABC News", &["ABC"]), ("Fox News", &[]),
    ("MSNBC", &[]), ("CNBC", &[]), ("Voice of America", &["VOA"]), ("Radio Free Europe/Radio Liberty", &["RFE/RL"]), ("Mother Jones", &[]),
    ("Time", &["TIME"]), ("Forbes", &[]), ("Fortune", &[]), ("Business Insider", &[]), ("MarketWatch", &[]), ("Barron's", &[]),
    ("The Guardian", &[]), ("The Observer", &[]), ("The Times", &[]), ("The Sunday Times", &[]), ("The Daily Telegraph", &[]),
    ("The Telegraph", &[]), ("The Independent", &[]), ("Financial Times", &["FT"]), ("The Economist", &[]), ("Daily Mail", &[]),
    ("Daily Mirror", &[]), ("The Sun", &[]), ("Daily Express", &[]), ("Evening Standard", &[]), ("The Scotsman", &[]), ("The Herald", &[]),
    ("Belfast Telegraph", &[]), ("Manchester Evening News", &[]), ("Western Mail", &[]), ("Yorkshire Post", &[]), ("Metro", &[]),
    ("BBC", &[]), ("BBC News", &[]), ("BBC Sport", &[]), ("Sky News", &[]), ("ITV News", &[]), ("Channel 4 News", &[]), ("STV News", &[]),
    ("The Irish Times", &[]), ("Irish Independent", &[]), ("Irish Examiner", &[]), ("RTÉ", &["RTE"]), ("TheJournal.ie", &[]),
    ("The Globe and Mail", &[]), ("Toronto Star", &[]), ("National Post", &[]), ("Toronto Sun", &[]), ("Vancouver Sun", &[]), ("CBC News", &["CBC"]),
    ("Montreal Gazette", &[]), ("Ottawa Citizen", &[]), ("Calgary Herald", &[]), ("Winnipeg Free Press", &[]), ("Local Journalism Initiative", &[]),
    ("The Sydney Morning Herald", &["SMH"]), ("The Age", &[]), ("The Australian", &[]), ("Herald Sun", &[]), ("The West Australian", &[]),
    ("The New Zealand Herald", &["NZ Herald"]), ("Stuff", &[]), ("RNZ", &[]), ("The Straits Times", &[]), ("South China Morning Post", &["SCMP"]),
    ("The Japan Times", &[]), ("Asahi Shimbun", &[]), ("The Yomiuri Shimbun", &[]), ("Nikkei Asia", &[]), ("The Korea Herald", &[]), ("China Daily", &[]),
    ("The Hindu", &[]), ("The Indian Express", &[]), ("The Times of India", &[]), ("Hindustan Times", &[]), ("Dawn", &[]), ("Bangkok Post", &[]),
    ("Al Jazeera", &[]), ("Haaretz", &[]), ("The Jerusalem Post", &[]), ("The Times of Israel", &[]), ("Middle East Eye", &[]),
    ("Le Monde", &[]), ("Le Figaro", &[]), ("Libération", &[]), ("Ouest-France", &[]), ("Le Temps", &[]), ("Le Soir", &[]), ("Le Devoir", &[]),
    ("La Presse", &[]), ("Der Spiegel", &["DER SPIEGEL"]), ("Die Zeit", &[]), ("Süddeutsche Zeitung", &[]), ("Frankfurter Allgemeine Zeitung", &["F.A.Z.", "FAZ"]),
    ("Die Welt", &[]), ("taz", &[]), ("Deutsche Welle", &["DW"]), ("Neue Zürcher Zeitung", &["NZZ"]), ("Der Standard", &[]), ("Die Presse", &[]),
    ("El País", &["El Pais"]), ("El Mundo", &[]), ("La Vanguardia", &[]), ("Clarín", &[]), ("La Nación", &[]), ("Folha de S.Paulo", &[]), ("O Globo", &[]),
    ("Corriere della Sera", &[]), ("La Repubblica", &[]), ("La Stampa", &[]), ("de Volkskrant", &[]), ("NRC", &[]), ("De Telegraaf", &[]), ("De Standaard", &[]),
    ("Aftonbladet", &[]), ("Dagens Nyheter", &[]), ("Svenska Dagbladet", &[]), ("Aftenposten", &[]), ("NRK", &[]), ("VG", &[]), ("Dagbladet", &[]),
    ("Politiken", &[]), ("Berlingske", &[]), ("Helsingin Sanomat", &[]), ("Yle", &[]), ("Gazeta Wyborcza", &[]), ("Ukrainska Pravda", &[]),
    ("Kyiv Independent", &[]), ("Kyiv Post", &[]), ("The Moscow Times", &[]), ("Meduza", &[]), ("Novaya Gazeta", &[]), ("Daily Maverick", &[]),
    ("Mail & Guardian", &[]), ("The Punch", &[]), ("Daily Nation", &[]), ("The Daily Beast", &[]), ("National Geographic", &[]),
];

/// Last words of newspaper and agency names nobody listed; a whole name ends with one.
#[rustfmt::skip]
const MASTHEAD_WORDS: &[&str] = &[
    "times", "post", "tribune", "herald", "news", "gazette", "journal", "chronicle", "press", "star", "sun", "observer",
    "register", "courier", "record", "examiner", "bulletin", "dispatch", "sentinel", "ledger", "independent", "mail",
    "telegraph", "globe", "mirror", "standard", "review", "argus", "advertiser", "echo", "inquirer", "enquirer", "republic",
    "bee", "democrat", "republican", "leader", "citizen", "monitor", "sentinel", "statesman", "reporter", "messenger",
    "newspaper", "newspapers", "agency", "radio", "tv", "television", "magazine", "network", "newswire", "wire", "media",
    "zeitung", "anzeiger", "nachrichten", "tageblatt", "presse", "blad", "dagblad", "daily", "weekly", "bugle", "voice",
    "newsroom", "today", "union", "capital", "world", "argus", "packet", "beacon", "eagle", "banner", "recorder", "transcript",
];

/// Known outlets and agencies.
#[derive(Debug, Clone)]
pub struct Outlets {
    /// Full names, folded, and how each is written.
    names: HashMap<String, String>,
    /// Short forms as printed (`AP`), and the full name of each.
    short: HashMap<String, String>,
}

impl Default for Outlets {
    /// The built-in list.
    fn default() -> Self {
        let mut known = Self {
            names: HashMap::new(),
            short: HashMap::new(),
        };
        for (name, short) in AGENCIES.iter().chain(OUTLETS) {
            known.names.insert(fold(name), (*name).to_owned());
            for form in *short {
                known.short.insert((*form).to_owned(), (*name).to_owned());
            }
        }
        known
    }
}

impl Outlets {
    /// The same outlets and those named besides, as the newsroom writes them.
    #[must_use]
    pub fn with<I>(mut self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for name in names {
            let name = name.as_ref().trim();
            let folded = fold(name);
            if !folded.is_empty() {
                self.names.insert(folded, name.to_owned());
            }
        }
        self
    }

    /// The full name of the outlet that `text` is, whole, or nothing.
    #[must_use]
    pub fn full_name(&self, text: &str) -> Option<&str> {
        let text = trim(text);
        let bare = text
            .strip_prefix("The ")
            .or_else(|| text.strip_prefix("the "))
            .unwrap_or(text);
        if let Some(name) = self.short.get(text).or_else(|| self.short.get(bare)) {
            return Some(name);
        }
        let name = self.names.get(&fold(text))?;
        // A name of ordinary words is not meant when it is printed in small letters: `in time`, `the sun`.
        let capital =
            text.chars().any(char::is_uppercase) || !text.chars().any(char::is_alphabetic);
        (capital || name.chars().all(|c| !c.is_uppercase())).then_some(name.as_str())
    }

    /// How to write an outlet in an affiliation: as printed, but short forms and capitals in full.
    #[must_use]
    pub fn written(&self, text: &str) -> String {
        let text = trim(text);
        let bare = text
            .strip_prefix("The ")
            .or_else(|| text.strip_prefix("the "))
            .unwrap_or(text);
        let name = self.full_name(text);
        match name {
            Some(name)
                if self.short.contains_key(text)
                    || self.short.contains_key(bare)
                    || shouted(text) =>
            {
                name.to_owned()
            }
            Some(_) | None => text.to_owned(),
        }
    }

    /// How to write an outlet in a photo credit: short forms stay (`AP`), capitals do not (`REUTERS`).
    #[must_use]
    pub fn credited(&self, text: &str) -> String {
        let text = trim(text);
        match self.names.get(&fold(text)) {
            Some(name) if shouted(text) && !self.short.contains_key(text) => name.clone(),
            Some(_) | None => text.to_owned(),
        }
    }
}

/// Whether the words have the shape of a newspaper or agency name, though nobody listed it.
pub(crate) fn looks_like_outlet(text: &str) -> bool {
    let text = trim(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() == 1 {
        return is_domain(text);
    }
    let capital = |word: &&str| {
        word.chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_numeric())
            || matches!(
                *word,
                "of" | "the" | "and" | "&" | "de" | "der" | "la" | "le" | "di"
            )
    };
    let last = words.last().map_or(String::new(), |word| {
        fold(word.rsplit('-').next().unwrap_or(word))
    });
    words.len() <= 7 && words.iter().all(capital) && MASTHEAD_WORDS.contains(&last.as_str())
}

/// Whether a last name could as well be the end of a newspaper's name.
pub(crate) fn ends_like_outlet(text: &str) -> bool {
    text.split_whitespace()
        .next_back()
        .is_some_and(|word| MASTHEAD_WORDS.contains(&fold(word).as_str()))
}

/// A bare domain such as `Faktisk.no`, as outlets on the web call themselves.
fn is_domain(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(name, end)| {
        (2..=6).contains(&end.len())
            && end.chars().all(|c| c.is_ascii_lowercase())
            && name.len() >= 3
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '.')
    })
}

/// Letters and digits in small letters, one space between words, without a leading `the`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    let folded = folded.trim_end();
    folded.strip_prefix("the ").unwrap_or(folded).to_owned()
}

/// Whether every letter is a capital, and there are at least four.
fn shouted(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !text.chars().any(char::is_lowercase)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '|' | '/')
    })
    .trim_end_matches(['=', '<', '^'])
    .trim()
}
