//! The centre: what a newsroom filed. Pure, valid by construction, knows nobody.

pub mod body;
pub mod byline;
pub mod changes;
pub mod complaint;
pub mod credit;
pub mod dateline;
pub mod draft;
pub mod identity;
pub mod moment;
pub mod photo;
mod pictures;
pub mod reading;
pub mod record;
pub mod sent_back;
pub mod status;
pub mod text;
pub mod version;

pub use complaint::Complaint;
pub use draft::Draft;
pub use record::Article;
