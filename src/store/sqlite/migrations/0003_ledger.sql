-- Every name an article is or was known by, where it stood, and what retention took off the record.

-- A row outlives its article: a name that was used once is never given to another one.
create table ledger (
    -- 0 a name: its id, its id in feeds, or a declared one; stands for one article for ever.
    -- 1 an address of one of its versions; stands for the last article that took it.
    kind integer not null,
    name text not null,
    -- The id of the article it stands for.
    article text not null,
    since integer not null,
    -- The token that declared it; null where it came with a version.
    declared_by text,
    primary key (kind, name)
) strict, without rowid;
create index ledger_by_article on ledger (article);

insert into ledger (kind, name, article, since)
    select 0, a.id, a.id, min(v.filed) from articles a join versions v on v.article = a.key group by a.id;
insert into ledger (kind, name, article, since)
    select 0, json_extract(v.record, '$.atom_id'), a.id, min(v.filed)
    from articles a join versions v on v.article = a.key where true group by 2
    on conflict do nothing;
insert into ledger (kind, name, article, since)
    select 1, json_extract(v.record, '$.url'), a.id, v.filed
    from articles a join versions v on v.article = a.key
    where json_extract(v.record, '$.url') is not null order by v.key
    on conflict (kind, name) do update set article = excluded.article, since = excluded.since;

-- Articles whose words are off the record: others wholly, killed ones but for their tombstone.
create table purged (
    id text primary key,
    purged integer not null
) strict, without rowid;

-- When an article came into a feed and left it, with the tags of the first and of the last edition that showed it.
create table standings (
    article text not null,
    feed text not null,
    since integer not null,
    first_shown integer not null,
    first_tags text not null,
    until integer,
    last_shown integer,
    last_tags text,
    primary key (article, feed, since)
) strict, without rowid;
create index standings_now on standings (feed, article) where until is null;

-- From when on a photo may not be shown with this article.
alter table article_photos add column ends integer;
create index article_photos_by_end on article_photos (ends) where ends is not null;

-- What turns by the clock, and what retention looks at, oldest first.
create index articles_by_opening on articles (opens) where opens is not null;
create index articles_by_closing on articles (closes) where closes is not null;
create index articles_by_place on articles (place);
