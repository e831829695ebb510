//! The design system: views without state, rendered on the server.
//!
//! A component is a plain function from a small struct (with `Default`, so that calls stay short) to a view. Inputs
//! are uncontrolled. The identifier of an input is its name unless said otherwise, and the first radio or checkbox
//! of a group carries the name of the group, so that the error summary can point at every field. `/gallery` shows
//! them all; their styles are in `style/`, one file a component.

pub mod raw_text;
