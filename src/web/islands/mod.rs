//! The only code that runs in the browser. An island owns no rule and nothing depends on it: a page is
//! whole without. It takes no properties but reads them from the page, since their deserializer would be a tenth of the
//! bundle.

pub mod draft;
mod fields;
pub mod live_parts;
pub mod live_search;
pub mod portrait_crop;
pub mod queue_keys;
pub mod session_warning;

#[cfg(feature = "ssr")]
mod script;
#[cfg(feature = "ssr")]
pub use script::script;
