//! Tokens by name and by hash, and the settings of the installation.

use super::sample::at;
use crate::store::{Scope, Store, TokenRecord};

fn token(name: &str, hash: &str) -> TokenRecord {
    TokenRecord {
        name: name.to_owned(),
        hash: hash.to_owned(),
        scopes: vec![Scope::Push, Scope::Kill, Scope::Read, Scope::Admin],
        made: at(0),
        expires: Some(at(100)),
        revoked: None,
    }
}

pub(super) async fn a_token_is_found_by_its_hash(store: &dyn Store) {
    assert!(store.save_token(&token("cms", "h1")).await.unwrap());
    let mut wire = token("wire", "h2");
    wire.scopes.clear();
    wire.expires = None;
    assert!(store.save_token(&wire).await.unwrap());
    assert_eq!(
        store.token_by_hash("h1").await.unwrap(),
        Some(token("cms", "h1"))
    );
    assert_eq!(store.token_by_hash("H1").await.unwrap(), None);
    assert_eq!(store.tokens().await.unwrap(), [token("cms", "h1"), wire]);
    assert_eq!(store.fact("sample").await.unwrap(), None);
    store.set_fact("sample", "made").await.unwrap();
    store.set_fact("sample", "kept").await.unwrap();
    assert_eq!(store.fact("sample").await.unwrap().as_deref(), Some("kept"));
    store.ping().await.unwrap();
}

pub(super) async fn a_name_is_free_again_once_it_was_revoked(store: &dyn Store) {
    assert!(store.save_token(&token("cms", "h1")).await.unwrap());
    assert!(!store.save_token(&token("cms", "h2")).await.unwrap());
    assert!(!store.save_token(&token("other", "h1")).await.unwrap());
    assert!(store.revoke_token("cms", at(7)).await.unwrap());
    assert!(!store.revoke_token("cms", at(8)).await.unwrap());
    assert!(!store.revoke_token("nobody", at(8)).await.unwrap());
    let revoked = store.token_by_hash("h1").await.unwrap().unwrap();
    assert_eq!(revoked.revoked, Some(at(7)));
    assert!(store.save_token(&token("cms", "h2")).await.unwrap());
    assert_eq!(store.tokens().await.unwrap().len(), 2);
}
