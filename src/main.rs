//! The program `portal`.
fn main() {}
