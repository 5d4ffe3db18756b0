//! Brings the schema up to this program's, one numbered file after another, never back.

use rusqlite::Connection;

use super::fault::explain;
use crate::store::Error;

/// Marks the file as ours: `SYND`.
const APPLICATION_ID: i32 = 0x5359_4e44;

/// The files in order; the number of the last is the version of the schema.
pub(super) const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_pull.sql"),
    include_str!("migrations/0003_ledger.sql"),
];

/// Applies what is missing. Fails on a file of another program or of a newer version of this one.
pub(super) fn run(connection: &Connection) -> Result<(), Error> {
    run_these(connection, &MIGRATIONS)
}

fn run_these(connection: &Connection, migrations: &[&str]) -> Result<(), Error> {
    while !step(connection, migrations)? {}
    Ok(())
}

/// Applies one file in a transaction; says whether none was missing.
fn step(connection: &Connection, migrations: &[&str]) -> Result<bool, Error> {
    let failed = |error: rusqlite::Error| explain(&error);
    // Reading first spares a write transaction at every start; the version is read again inside it,
    // as another process may be at the same.
    if next(connection, migrations)?.is_none() {
        return Ok(true);
    }
    connection
        .execute_batch("begin immediate")
        .map_err(failed)?;
    let applied = next(connection, migrations).and_then(|next| match next {
        Some((version, sql)) => connection
            .execute_batch(&format!(
                "{sql}; pragma application_id = {APPLICATION_ID}; pragma user_version = {version}; commit"
            ))
            .map_err(failed),
        None => connection.execute_batch("commit").map_err(failed),
    });
    if applied.is_err() && !connection.is_autocommit() {
        connection.execute_batch("rollback").map_err(failed)?;
    }
    applied.map(|()| false)
}

/// The next file and its number, or `None` where the schema is up to date.
fn next<'a>(
    connection: &Connection,
    migrations: &[&'a str],
) -> Result<Option<(usize, &'a str)>, Error> {
    let number = |pragma: &str| {
        connection
            .query_row(&format!("pragma {pragma}"), [], |row| row.get::<_, i32>(0))
            .map_err(|error| explain(&error))
    };
    let (application, version) = (number("application_id")?, number("user_version")?);
    let is_empty = connection
        .query_row("select count(*) = 0 from sqlite_schema", [], |row| {
            row.get::<_, bool>(0)
        })
        .map_err(|error| explain(&error))?;
    if application != APPLICATION_ID && !(application == 0 && version == 0 && is_empty) {
        return Err(Error::Unusable(
            "the file belongs to another program".to_owned(),
        ));
    }
    let applied = usize::try_from(version).unwrap_or(usize::MAX);
    if applied > migrations.len() {
        return Err(Error::Unusable(format!(
            "its schema has version {version}, this program knows {}; install the newer program again",
            migrations.len()
        )));
    }
    Ok(migrations.get(applied).map(|sql| (applied + 1, *sql)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i32 {
        connection
            .query_row("pragma user_version", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn an_empty_file_is_brought_up_step_by_step() {
        let connection = Connection::open_in_memory().unwrap();
        run_these(&connection, &["create table a (x) strict, without rowid"]).unwrap_err();
        assert_eq!(version(&connection), 0);
        assert!(connection.is_autocommit());
        let files = ["create table a (x integer)", "create table b (x integer)"];
        run_these(&connection, &files[..1]).unwrap();
        assert_eq!(version(&connection), 1);
        run_these(&connection, &files).unwrap();
        run_these(&connection, &files).unwrap();
        assert_eq!(version(&connection), 2);
        assert!(matches!(
            run_these(&connection, &files[..1]),
            Err(Error::Unusable(_))
        ));
    }

    #[test]
    fn a_file_of_another_program_is_left_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("create table theirs (x)").unwrap();
        assert!(matches!(run(&connection), Err(Error::Unusable(_))));
    }

    #[test]
    fn articles_of_an_older_schema_get_their_names() {
        let connection = Connection::open_in_memory().unwrap();
        run_these(&connection, &MIGRATIONS[..1]).unwrap();
        for (key, id, guid) in [(1, "a", "urn:x"), (2, "b", "urn:x"), (3, "c", "urn:c")] {
            let article = format!(
                "insert into articles (key, id, version, status, shelf, place, names)
                 values ({key}, '{id}', 2, 'usable', 1, 0, '*');"
            );
            connection.execute_batch(&article).unwrap();
            for version in 1..=2 {
                let version = format!(
                    "insert into versions (article, version, filed, filed_by, fingerprint, record, seal)
                     values ({key}, {version}, {version}, 'cms', '', json_object('atom_id', '{guid}',
                         'url', 'https://x.example/{id}/{version}'), x'');"
                );
                connection.execute_batch(&version).unwrap();
            }
        }
        run(&connection).unwrap();
        let holder = |kind: i64, name: &str| -> String {
            let select = "select article from ledger where kind = ?1 and name = ?2";
            connection
                .query_row(select, (kind, name), |row| row.get(0))
                .unwrap()
        };
        assert_eq!(holder(0, "b"), "b");
        assert_eq!(holder(0, "urn:c"), "c");
        assert_eq!(holder(0, "urn:x"), "a", "the first that had it keeps it");
        assert_eq!(holder(1, "https://x.example/b/1"), "b");
        assert_eq!(holder(1, "https://x.example/c/2"), "c");
    }
}
