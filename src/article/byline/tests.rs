//! The labelled bylines of `tests/labelled/bylines.jsonl`, and what holds for any text.
