//! Pages of every kind.
