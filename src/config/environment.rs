//! Lays environment variables over the configuration: `SYNDICATED_<SECTION>_<KEY>`, in the type the key has.

use super::Fault;

/// Sets one key from the environment, in the type the key has.
pub(super) fn set(
    table: &mut toml::Table,
    name: &str,
    key: &str,
    value: &str,
) -> Result<(), Fault> {
    let lower = key.to_ascii_lowercase();
    let place = lower
        .split_once('_')
        .and_then(|(section, key)| table.get_mut(section)?.as_table_mut()?.get_mut(key));
    let Some(place) = place else {
        return Err(Fault::of_key(
            name,
            "is not a key of the configuration; the form is SYNDICATED_<SECTION>_<KEY>",
        ));
    };
    let wrong = |what: &str| Fault::of_key(name, &format!("must be {what}"));
    *place = match place {
        toml::Value::Boolean(_) => {
            toml::Value::Boolean(value.parse().map_err(|_| wrong("true or false"))?)
        }
        toml::Value::Integer(_) => {
            toml::Value::Integer(value.parse().map_err(|_| wrong("a whole number"))?)
        }
        toml::Value::Array(_) => {
            let pieces = value
                .split(',')
                .map(str::trim)
                .filter(|piece| !piece.is_empty());
            toml::Value::Array(
                pieces
                    .map(|piece| {
                        piece.parse().map_or_else(
                            |_| toml::Value::String(piece.to_owned()),
                            toml::Value::Integer,
                        )
                    })
                    .collect(),
            )
        }
        _ => toml::Value::String(value.to_owned()),
    };
    Ok(())
}
