//! Syndicated: articles in, valid RSS 2.0, Atom 1.0 and JSON Feed 1.1 out.
//!
//! The modules stand in reading order; each may use only those above it, and a test holds that.

pub mod clock;

pub mod config;

pub mod figures;

pub mod article;

pub mod feed;

pub mod ingest;

pub mod export;

pub mod validate;

pub mod media;

pub mod job;

pub mod store;

pub mod desk;

pub mod worker;

pub mod web;

pub mod inbox;

pub mod app;

pub mod cli;
