//! Integration tests; the folders mirror the routes.

mod architecture;
mod external;
