-- Feeds that are pulled: what is known of each, so that it is asked politely whatever happens to this program.

create table pulls (
    key integer primary key,
    source text not null unique,
    record text not null,
    seal blob not null
) strict;
