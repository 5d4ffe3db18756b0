//! Embedded SQLite: one writer with group commit, readers apart.
