//! The pages for people: pure functions from a view to HTML. Who asked, what the store holds and
//! which headers go with the page is left to the handlers; the one header the pages rely on is
//! [`CONTENT_SECURITY_POLICY`].
//!
//! The templates lie in `templates/` and hold no script and no style of their own.

mod assets;
mod problems;
mod text;
mod view;

#[cfg(test)]
mod tests;

use askama::Template;

pub use assets::{ASSET_CACHE_CONTROL, Asset, asset, assets};
pub use problems::{PROBLEMS, ProblemPage, problem_page};
pub use view::{
    ArticleView, Author, Correction, FeedCard, FeedLinks, FeedView, GoneView, IndexView, NavLink,
    Photo, Site, Teaser, WireSource,
};

/// To be sent with every page: nothing is loaded but our style sheet and our photos.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `Content-Type` of every page.
pub const PAGE_MEDIA_TYPE: &str = "text/html; charset=utf-8";

/// The front page, `/`.
pub fn index(site: &Site, view: &IndexView) -> String {
    write(&IndexPage {
        site,
        here: "",
        view,
    })
}

/// The page of a feed: what a browser gets at `/feeds/{name}`.
pub fn feed(site: &Site, view: &FeedView) -> String {
    write(&FeedPage {
        site,
        here: &view.links.page,
        view,
    })
}

/// The page of an article, `/articles/{id}`.
pub fn article(site: &Site, view: &ArticleView) -> String {
    write(&ArticlePage {
        site,
        here: "",
        view,
    })
}

/// The page of a killed article; answer it with 410.
pub fn gone(site: &Site, view: &GoneView) -> String {
    write(&GonePage {
        site,
        here: "",
        view,
    })
}

/// The page for an address that leads nowhere; answer it with 404.
pub fn not_found(site: &Site) -> String {
    write(&NotFoundPage { site, here: "" })
}

/// The page of one kind of problem, `/problems/{slug}`.
pub fn problem(site: &Site, problem: &ProblemPage) -> String {
    write(&ProblemTypePage {
        site,
        here: "",
        problem,
    })
}

/// The list of all kinds of problems, `/problems/`.
pub fn problems(site: &Site) -> String {
    write(&ProblemListPage {
        site,
        here: "",
        problems: PROBLEMS,
    })
}

/// The page for a fault of ours; answer it with 500. It needs no store and repeats no input.
pub fn internal_error(site: &Site) -> String {
    write(&InternalErrorPage { site, here: "" })
}

fn write(page: &impl Template) -> String {
    page.render()
        .expect("writing to a string cannot fail, and no filter in the templates can")
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    site: &'a Site,
    here: &'a str,
    view: &'a IndexView,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct FeedPage<'a> {
    site: &'a Site,
    here: &'a str,
    view: &'a FeedView,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    site: &'a Site,
    here: &'a str,
    view: &'a ArticleView,
}

#[derive(Template)]
#[template(path = "gone.html")]
struct GonePage<'a> {
    site: &'a Site,
    here: &'a str,
    view: &'a GoneView,
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFoundPage<'a> {
    site: &'a Site,
    here: &'a str,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemTypePage<'a> {
    site: &'a Site,
    here: &'a str,
    problem: &'a ProblemPage,
}

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemListPage<'a> {
    site: &'a Site,
    here: &'a str,
    problems: &'a [ProblemPage],
}

#[derive(Template)]
#[template(path = "internal_error.html")]
struct InternalErrorPage<'a> {
    site: &'a Site,
    here: &'a str,
}
