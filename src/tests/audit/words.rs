//! Every action that the sources name has plain words in both languages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use portal::web::i18n::audit::ACTIONS;

/// The string literals of `text` that are shaped `noun.verb`, outside comments.
fn actions_in(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_noun_verb = |literal: &str| {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        literal.split_once('.').is_some_and(|(noun, verb)| is_word(noun) && is_word(verb))
    };
    let literals = code.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    literals.filter(|literal| is_noun_verb(literal)).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Words of this shape that no use case records.
const NO_ACTIONS: &[&str] = &["portal.actor_kind", "portal.actor_id", "portal.tenant_kind", "portal.tenant"];

#[test]
fn every_action_of_the_sources_has_words_and_all_words_have_an_action() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for folder in ["usecases", "storage", "web", "cli"] {
        rust_files(&source.join(folder), &mut files);
    }
    let mut found = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("i18n/audit.rs")) {
        let text = fs::read_to_string(file).unwrap();
        // Elsewhere such literals are names of files; an action is recorded by a use case, and may be named by storage.
        let names_actions = text.contains("Act::new(") || text.contains("audit") || file.ends_with("institution.rs");
        found.extend(actions_in(&text).into_iter().filter(|_| names_actions));
    }
    for extension in [".csv", ".json", ".svg", ".css", ".js", ".txt", ".xlsx"] {
        found.retain(|literal| !literal.ends_with(extension));
    }
    found.retain(|literal| !NO_ACTIONS.contains(&literal.as_str()));
    let known: BTreeSet<String> = ACTIONS.iter().map(|(action, _, _)| (*action).to_owned()).collect();
    let without_words: Vec<_> = found.difference(&known).collect();
    assert!(without_words.is_empty(), "without words in web/i18n/audit.rs: {without_words:?}");
    assert!(found.len() > 40, "the reader of sources found {found:?}");
}

#[test]
fn the_reader_of_sources_finds_literals_alone() {
    let found = |text: &str| actions_in(text).into_iter().collect::<Vec<_>>();
    assert_eq!(found("let act = Act::new(\"bill.paid\"); // \"x.y\" stays"), ["bill.paid", "x.y"]);
    assert_eq!(found("// Act::new(\"bill.paid\")\n/// `bill.freeze`"), Vec::<String>::new());
    assert_eq!(found("(\"a.b\", \"A.b\", \"a.b.c\", \"a .b\", \"a.\")"), ["a.b"]);
}
