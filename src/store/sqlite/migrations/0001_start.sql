-- Articles, what follows from them, and who may file them.
-- Times are milliseconds since 1970 in UTC. A seal is the BLAKE3 hash of everything its row says.

-- One row an article: what its newest version says, as far as lists and feeds ask for it.
create table articles (
    key integer primary key,
    id text not null unique,
    version integer not null,
    status text not null,
    section text,
    -- Where it stands: 0 in no list, 1 in those of usable articles, 2 in those of killed ones.
    shelf integer not null,
    -- Its place in these lists: when it was published, or when it was killed.
    place integer not null,
    -- The window in which it is public.
    opens integer,
    closes integer,
    -- Every list it stands in, one a line.
    names text not null
) strict;
create index articles_by_section on articles (section);
create index articles_by_status on articles (status);

-- Every version that was ever filed.
create table versions (
    key integer primary key,
    article integer not null references articles (key),
    version integer not null,
    filed integer not null,
    filed_by text not null,
    fingerprint text not null,
    record text not null,
    seal blob not null,
    unique (article, version)
) strict;

-- The lists that feeds are read from: all, by section, tag, author and language.
create table listings (
    name text not null,
    shelf integer not null,
    place integer not null,
    article integer not null,
    opens integer,
    closes integer,
    primary key (name, shelf, place, article)
) strict, without rowid;

-- Which newest versions show which photo.
create table article_photos (
    photo text not null,
    article integer not null references articles (key),
    primary key (photo, article)
) strict, without rowid;

-- What is to be done: 0 waits, 1 runs until its lease, 2 failed for good. Keys are never used twice.
create table jobs (
    key integer primary key autoincrement,
    payload text not null,
    due integer not null,
    state integer not null,
    lease integer,
    attempts integer not null,
    error text
) strict;
create unique index jobs_waiting on jobs (payload, due) where state = 0;
create index jobs_by_due on jobs (state, due);

-- The newest edition of each feed and format, zstd.
create table editions (
    key integer primary key,
    feed text not null,
    format text not null,
    size_bytes integer not null,
    document blob not null,
    last_modified integer not null,
    shares_second integer not null,
    definition text not null,
    seal blob not null,
    unique (feed, format)
) strict;

-- The last report of each feed.
create table reports (
    key integer primary key,
    feed text not null unique,
    json text not null,
    seal blob not null
) strict;

-- What was measured of photos.
create table photos (
    key integer primary key,
    name text not null unique,
    record text not null,
    seal blob not null
) strict;

-- Where photos were fetched from, or why they could not be.
create table photo_urls (
    url text primary key,
    name text,
    error text
) strict, without rowid;
create index photo_urls_by_name on photo_urls (name) where name is not null;

-- Who may do what.
create table tokens (
    key integer primary key,
    name text not null,
    hash text not null unique,
    scopes text not null,
    made integer not null,
    expires integer,
    revoked integer,
    seal blob not null
) strict;
create unique index tokens_in_force on tokens (name) where revoked is null;

-- Settings of the installation.
create table facts (
    name text primary key,
    value text not null
) strict, without rowid;
