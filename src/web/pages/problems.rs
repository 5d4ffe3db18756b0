//! Every kind of problem the program answers with, as data: each has a page that says what happened
//! and what to do. The `type` of an RFC 9457 problem is that page's address.

/// One kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemPage {
    /// The last piece of the type address, `{public_url}/problems/{slug}`. Never changes once used.
    pub slug: &'static str,
    /// The `title` of the problem: short, the same for every occurrence (RFC 9457 3.1.3).
    pub title: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
    /// What happened.
    pub happened: &'static str,
    /// What to do, in the order to try.
    pub remedies: &'static [&'static str],
}

/// The problem with this slug.
pub fn problem_page(slug: &str) -> Option<&'static ProblemPage> {
    PROBLEMS.iter().find(|problem| problem.slug == slug)
}

/// All of them, by status.
pub static PROBLEMS: &[ProblemPage] = &[
    ProblemPage {
        slug: "malformed-json",
        title: "The JSON could not be read",
        status: 400,
        happened: "The body of the request is not well-formed JSON: a bracket, comma or quotation mark is missing or one too many, a key stands twice, or the text is not UTF-8.",
        remedies: &[
            "Look at the line and column in “detail”: reading stopped there; the mistake is there or just before.",
            "Let a JSON library write the record rather than joining strings: quotation marks and line breaks in headlines are the usual cause.",
            "Send the body as UTF-8 and check that it was not cut off on the way.",
        ],
    },
    ProblemPage {
        slug: "malformed-xml",
        title: "The XML could not be read",
        status: 400,
        happened: "The body of the request is not well-formed XML, not text in the encoding it names, too deep or too large, or its document type declares entities, which are refused.",
        remedies: &[
            "Look at the line and column in “detail”: reading stopped there; the mistake is there or just before.",
            "Write characters as themselves or by their number: of named entities only &amp;, &lt;, &gt;, &quot; and &apos; are known.",
            "Name the encoding in the XML declaration, or send UTF-8.",
            "Leave out declarations between brackets in the document type; a document type that only names a file may stay.",
        ],
    },
    ProblemPage {
        slug: "malformed-request",
        title: "The request could not be read",
        status: 400,
        happened: "A parameter, a header or the form of the body is not what this address takes: a cursor nobody gave out, a form without its boundary, a part without a name, or text that is not UTF-8.",
        remedies: &[
            "Look at “detail”: it names the part that could not be read.",
            "Compare the request with the description at /v1/openapi.json.",
        ],
    },
    ProblemPage {
        slug: "unauthorised",
        title: "A valid token is needed",
        status: 401,
        happened: "The request needs a token and came without one, or its token is unknown, has expired or was revoked.",
        remedies: &[
            "Send the token in the header “Authorization: Bearer …”.",
            "Check that it was copied whole, with nothing before or after it.",
            "Ask whoever runs this server for a new one: “syndicated token new NAME --scope push”.",
        ],
    },
    ProblemPage {
        slug: "forbidden",
        title: "The token does not allow this",
        status: 403,
        happened: "The token is good, but it was not given the right to do this, or the article belongs to another source.",
        remedies: &[
            "Look at the scopes of the token: “syndicated token list” shows them.",
            "Use the token of the source that filed the article.",
            "Ask for a token with the scope named in “detail”.",
        ],
    },
    ProblemPage {
        slug: "not-found",
        title: "There is nothing at this address",
        status: 404,
        happened: "No article, photo, feed or page has this address, or it is not public yet.",
        remedies: &[
            "Check the address for a slip; upper and lower case matter.",
            "See the list of feeds on the front page.",
            "An article under embargo appears at its address when the embargo ends.",
        ],
    },
    ProblemPage {
        slug: "method-not-allowed",
        title: "This address does not take that method",
        status: 405,
        happened: "The address exists, but not for this HTTP method.",
        remedies: &[
            "Use one of the methods named in the “Allow” header of the reply.",
            "To file an article under an id of your own use PUT; to have an id minted use POST on /v1/articles.",
        ],
    },
    ProblemPage {
        slug: "not-acceptable",
        title: "Nothing here in a form you take",
        status: 406,
        happened: "The request names in “Accept” or “Accept-Encoding” what it takes, and this address has nothing of the kind.",
        remedies: &[
            "Ask for application/rss+xml, application/atom+xml, application/feed+json or text/html.",
            "Leave “identity” out of what “Accept-Encoding” refuses.",
        ],
    },
    ProblemPage {
        slug: "version-conflict",
        title: "A newer version is already here",
        status: 409,
        happened: "The record carries a version that is not above the one stored, and its content differs. Versions only go up, so nothing was changed.",
        remedies: &[
            "Read the stored article with GET and compare: a later edit may have overtaken this one on the way.",
            "If this one is the right text, send it again with a higher “version”.",
            "Or leave “version” out and let the server count.",
        ],
    },
    ProblemPage {
        slug: "name-taken",
        title: "The name stands for another article",
        status: 409,
        happened: "The record brings an id in feeds or an alias that readers or sources already know another article by. Two articles with one name would be shown as one, so nothing was changed.",
        remedies: &[
            "See which article it is in “detail”, and read it with GET /v1/articles/ID.",
            "If both are one story, send it under that id, or declare them one: POST /v1/articles/ID/aliases.",
            "If they are two, give this one a guid of its own, or leave “guid” out and one is minted.",
        ],
    },
    ProblemPage {
        slug: "gone",
        title: "The article was withdrawn",
        status: 410,
        happened: "The newsroom has killed the article. It is gone from every feed, page and archive, and its photos with it.",
        remedies: &[
            "Remove it wherever you have shown it.",
            "Do not ask for it again; its id will not be used for another article.",
        ],
    },
    ProblemPage {
        slug: "precondition-failed",
        title: "The article changed in the meantime",
        status: 412,
        happened: "The request said with “If-Match” which state of the article it was made for, and that is no longer the newest. Nothing was changed.",
        remedies: &[
            "Read the article again and take its new “ETag”.",
            "Make your change to that text and send it with the new “If-Match”.",
        ],
    },
    ProblemPage {
        slug: "payload-too-large",
        title: "The body is too large",
        status: 413,
        happened: "The request is larger than this server takes. The limits guard it against being filled up by one request.",
        remedies: &[
            "“detail” names the limit that was met.",
            "Send photos by POST /v1/photos or give their addresses, rather than inside the HTML of the body.",
            "Make a photo smaller: no feed reader shows more than some 4,000 pixels.",
            "Whoever runs this server can raise the limits in config.toml.",
        ],
    },
    ProblemPage {
        slug: "unsupported-media-type",
        title: "This kind of file is not taken here",
        status: 415,
        happened: "The “Content-Type” of the request is missing, is not one this address reads, or a file is not what its type says.",
        remedies: &[
            "Send a record as application/json, ninjs as application/ninjs+json, a web page as text/html, raw wire copy as text/plain; charset=utf-8, and one of them with its photos as multipart/form-data.",
            "Send photos as JPEG, PNG, WebP, GIF or AVIF. SVG is not taken.",
        ],
    },
    ProblemPage {
        slug: "unknown-field",
        title: "The record has a field nobody knows",
        status: 422,
        happened: "The record has a key that is not part of the format. It is refused rather than dropped, because a key with a typing slip would lose part of an article without a word.",
        remedies: &[
            "“errors” names each key with its JSON pointer: correct the spelling or leave it out.",
            "All keys are described in /v1/openapi.json.",
        ],
    },
    ProblemPage {
        slug: "invalid-record",
        title: "The article cannot be published as it is",
        status: 422,
        happened: "The record was read, but one or more of its values cannot stand in a feed: something required is missing, a date has no time zone or lies in the future, an address is not a web address, or the like. Nothing was stored.",
        remedies: &[
            "“errors” lists everything that is wrong at once, each with a JSON pointer to its place.",
            "Correct all of it and send the record again.",
            "“syndicated push FILE --dry-run” shows what would be understood, without sending anything.",
        ],
    },
    ProblemPage {
        slug: "too-many-requests",
        title: "Too many requests",
        status: 429,
        happened: "More requests came from your address or with your token than this server takes in that time.",
        remedies: &[
            "Wait as many seconds as “Retry-After” says, then go on more slowly.",
            "To read feeds, ask with “If-None-Match” and not more often than the feed’s “ttl” says; or subscribe through its hub and be told.",
            "To file many articles, send them together to /v1/articles:bulk.",
        ],
    },
    ProblemPage {
        slug: "internal",
        title: "Something went wrong here",
        status: 500,
        happened: "The server met a fault of its own. It is written in its log; the request was not carried out, or it cannot be known whether it was.",
        remedies: &[
            "Send the same request again: filing an article twice is safe, the second time is “unchanged”.",
            "If it stays, give whoever runs this server the time and the address you asked for.",
        ],
    },
    ProblemPage {
        slug: "unavailable",
        title: "Not ready just now",
        status: 503,
        happened: "The server is starting, stopping, or cannot reach its store, or has as much to do as it can. Feeds it holds are still served.",
        remedies: &[
            "Wait as many seconds as “Retry-After” says and send the same request again; that is always safe.",
            "/readyz says when the server takes articles again.",
        ],
    },
];
