//! Who asks: a bearer token in `Authorization`, in force, with the scope that is needed.

use hyper::HeaderMap;
use hyper::http::header::AUTHORIZATION;

use super::Web;
use super::problem::Problem;
use crate::desk::{self, Bearer};
use crate::store::Scope;

/// Finds the bearer of the request's token, or says why not: 401 without a good token, 403 without the scope.
pub(super) async fn bearer(
    web: &Web,
    headers: &HeaderMap,
    scope: Scope,
) -> Result<Bearer, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Problem::new(
            "unauthorised",
            "Send the token as “Authorization: Bearer TOKEN”; `syndicated token new NAME --scope push` makes one.",
        ));
    };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    });
    let Some(token) = token.filter(|token| !token.is_empty() && token.len() <= 256) else {
        return Err(Problem::new(
            "unauthorised",
            "The header “Authorization” must read “Bearer TOKEN”.",
        ));
    };
    let Some(bearer) = desk::bearer(&web.desk, token).await? else {
        return Err(Problem::new(
            "unauthorised",
            "The token is not known, was revoked or has ended.",
        ));
    };
    if !bearer.may(scope) {
        return Err(Problem::new(
            "forbidden",
            format!(
                "The token “{}” lacks the scope {}.",
                bearer.name,
                scope.as_str()
            ),
        ));
    }
    Ok(bearer)
}
