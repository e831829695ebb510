//! `docs/access.md` says what the code says.

use portal::cli::access_document;

#[test]
fn the_document_of_who_may_do_what_is_up_to_date() {
    let kept = include_str!("../../../../docs/access.md");
    let made = access_document();
    let line = kept.lines().zip(made.lines()).find(|(kept, made)| kept != made);
    assert!(kept == made, "docs/access.md is out of date: run `make docs` and commit it. First difference: {line:#?}");
}
