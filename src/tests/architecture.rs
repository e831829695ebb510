//! Who may know whom: reads the sources and compares every path from one folder of `src/` into another, and every
//! use of a crate that belongs to one folder, with the table below. A finding names file and line.
//!
//! It reads text, not types: comments and string literals are skipped, `use crate::{a::…, b::…}` is unfolded, and
//! `super::` that climbs to the root counts. Re-exports are not followed.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// A folder of `src/`, and the folders it may name besides itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &[]),
    ("storage", &["domain"]),
    ("external", &["domain"]),
    ("mocks", &[]),
    ("jobs", &["usecases", "domain"]),
    ("usecases", &["storage", "external", "jobs", "domain", "config"]),
    ("web", &["usecases", "domain"]),
    ("cli", &["web", "usecases", "storage", "external", "mocks", "jobs", "config", "domain"]),
    ("testing", &["cli", "web", "usecases", "storage", "external", "mocks", "jobs", "config", "domain"]),
];

/// A crate, and the folders that may name it. Crates that are not listed are anyone's.
const OWNED_CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["storage", "cli", "testing"]),
    ("axum", &["web", "mocks", "cli", "testing"]),
    ("leptos", &["web"]),
    ("lettre", &["external"]),
    ("openidconnect", &["external"]),
    ("reqwest", &["external", "mocks", "testing"]),
    ("argon2", &["external", "usecases", "cli", "mocks", "testing"]),
];

/// What `domain` may never name: it has no IO, clock or randomness and compiles for the browser.
const NEVER_IN_DOMAIN: &[&str] =
    &["tokio", "serde_json", "rand", "tracing", "std::fs", "std::io", "std::env", "std::net"];

#[test]
fn every_folder_names_only_what_the_table_allows() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut findings = String::new();
    for (folder, allowed) in MAY_KNOW {
        for file in rust_files(&source.join(folder)) {
            let text = fs::read_to_string(&file).expect("a source file is readable text");
            let depth = file.strip_prefix(&source).expect("below src").components().count()
                - usize::from(file.file_name().is_some_and(|name| name == "mod.rs"));
            for finding in findings_in(folder, allowed, &text, depth) {
                let name = file.strip_prefix(source.parent().expect("src has a parent")).expect("below the crate");
                writeln!(findings, "{}:{}: {}", name.display(), finding.line, finding.what)
                    .expect("writing to a string");
            }
        }
    }
    assert!(findings.is_empty(), "against docs/decisions and src/lib.rs, who may know whom:\n{findings}");
}

/// The modules of `domain::matching` that the verifier may name. What it proves, another module found: it shares the
/// shape of the data and the reading of files with it, no code that decides anything.
const KNOWN_TO_THE_VERIFIER: &[&str] = &["verifier", "instance", "files", "lines", "rows"];

#[test]
fn the_verifier_and_what_it_shares_with_the_engine_name_nothing_else_of_the_matching() {
    let matching = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/matching");
    let module = |file: &Path| {
        let below = file.strip_prefix(&matching).expect("below the matching").with_extension("");
        below.iter().next().map(|name| name.to_string_lossy().into_owned()).expect("a name")
    };
    let is_test = |file: &PathBuf| {
        file.strip_prefix(&matching)
            .expect("below the matching")
            .components()
            .any(|part| ["tests", "tests.rs"].map(OsStr::new).contains(&part.as_os_str()))
    };
    let files: Vec<PathBuf> = rust_files(&matching).into_iter().filter(|file| !is_test(file)).collect();
    let foreign: Vec<String> =
        files.iter().map(|file| module(file)).filter(|name| !KNOWN_TO_THE_VERIFIER.contains(&name.as_str())).collect();
    assert!(foreign.contains(&"engine".to_owned()) && foreign.contains(&"layout".to_owned()), "{foreign:?}");
    let mut findings = String::new();
    for file in files.iter().filter(|file| KNOWN_TO_THE_VERIFIER.contains(&module(file).as_str())) {
        let text = fs::read_to_string(file).expect("a source file is readable text");
        for (line, name) in modules_named(&text, &foreign) {
            writeln!(findings, "{}:{line}: {name}", file.display()).expect("writing to a string");
        }
    }
    assert!(findings.is_empty(), "the verifier must not share code with the engine:\n{findings}");
}

#[test]
fn a_verifier_that_names_the_engine_is_found() {
    let found = |text: &str| -> Vec<usize> {
        modules_named(text, &["engine".to_owned(), "layout".to_owned()]).into_iter().map(|(line, _)| line).collect()
    };
    assert_eq!(found("use super::instance::Instance;\nuse super::layout::Layout;"), [2]);
    assert_eq!(found("use super::{\n    instance::Instance,\n    engine::run,\n};"), [3]);
    assert_eq!(found("use super::{engine, instance};"), [1]);
    assert_eq!(found("let seats = crate::domain::matching::engine::run(instance);"), [1]);
    assert_eq!(found("// the engine::run is named\nlet engine = 1; let s = \"layout::x\";"), Vec::<usize>::new());
    assert_eq!(found("#[cfg(test)]\nmod tests {\n    use super::engine::run;\n}"), Vec::<usize>::new());
}

/// Where `text` outside its tests names one of these modules: as the head of a path, or in a `use`.
fn modules_named(text: &str, modules: &[String]) -> Vec<(usize, String)> {
    let code = without_comments_and_strings(text);
    let tests_begin = code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len());
    let code = &code[..tests_begin];
    let mut found = Vec::new();
    for module in modules {
        for (offset, _) in code.match_indices(module.as_str()) {
            let after = &code[offset + module.len()..];
            let is_whole = !continues_a_word(code, offset) && !after.starts_with(is_word);
            let in_use = code[..offset].rfind("use ").is_some_and(|begin| !code[begin..offset].contains(';'));
            if is_whole && (after.starts_with("::") || in_use) {
                found.push((line_of(code, offset), module.clone()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_folder_of_the_source_is_in_the_table() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut unknown: Vec<String> = fs::read_dir(source)
        .expect("src is readable")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "tests" && name != "benches" && !MAY_KNOW.iter().any(|(folder, _)| folder == name))
        .collect();
    unknown.sort();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn the_reader_of_sources_finds_what_it_should() {
    let found = |folder: &str, text: &str| -> Vec<usize> {
        let allowed = MAY_KNOW.iter().find(|(name, _)| *name == folder).map_or(&[][..], |(_, allowed)| allowed);
        findings_in(folder, allowed, text, 2).into_iter().map(|finding| finding.line).collect()
    };
    assert_eq!(found("web", "use crate::domain::ids;\nuse crate::storage::Tx;\n"), [2]);
    assert_eq!(found("web", "use crate::{\n    domain::ids,\n    storage::{Db, Tx},\n};\n"), [3]);
    assert_eq!(found("web", "let x = super::super::storage::Tx::begin();"), [1]);
    assert_eq!(
        found("web", "// crate::storage is named in a comment\nlet s = \"crate::storage\";"),
        Vec::<usize>::new()
    );
    assert_eq!(found("web", "fn f(_: &sqlx::PgPool) {}"), [1]);
    assert_eq!(found("domain", "let t = tokio::time::sleep(d);"), [1]);
    assert_eq!(found("web", "use crate::web::shell;\nlet not_sqlx::x = my_sqlx::y;"), Vec::<usize>::new());
    assert_eq!(found("storage", "#[cfg(test)]\nmod tests {\n    use crate::testing::x;\n}"), Vec::<usize>::new());
}

struct Finding {
    line: usize,
    what: String,
}

fn findings_in(folder: &str, allowed: &[&str], text: &str, depth: usize) -> Vec<Finding> {
    let code = without_comments_and_strings(text);
    // What follows is a test and may also name the test application.
    let tests_begin = code.find("#[cfg(test)]").unwrap_or(code.len());
    let mut findings = Vec::new();
    for (offset, target) in named_folders(&code, depth) {
        let known_folder = MAY_KNOW.iter().any(|(name, _)| *name == target);
        let is_test = offset > tests_begin && target == "testing";
        if known_folder && target != folder && !allowed.contains(&target.as_str()) && !is_test {
            findings.push(Finding { line: line_of(&code, offset), what: format!("{folder} may not know {target}") });
        }
    }
    for (owned, owners) in OWNED_CRATES.iter().filter(|(_, owners)| !owners.contains(&folder)) {
        for offset in paths_that_begin_with(&code, owned) {
            let what = format!("{folder} may not name {owned}; it belongs to {}", owners.join(", "));
            findings.push(Finding { line: line_of(&code, offset), what });
        }
    }
    for never in NEVER_IN_DOMAIN.iter().filter(|_| folder == "domain") {
        for offset in paths_that_begin_with(&code, never) {
            findings.push(Finding { line: line_of(&code, offset), what: format!("domain may not name {never}") });
        }
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

/// Every first segment after `crate::` (or after enough `super::` to stand at the root), with its place.
fn named_folders(code: &str, depth: usize) -> Vec<(usize, String)> {
    let climb = "super::".repeat(depth);
    let mut found = Vec::new();
    for root in ["crate::", climb.as_str()] {
        for (offset, _) in code.match_indices(root).filter(|(offset, _)| !continues_a_word(code, *offset)) {
            let rest_begins = offset + root.len();
            let rest = &code[rest_begins..];
            if rest.starts_with('{') {
                found.extend(group_heads(rest).into_iter().map(|(inner, head)| (rest_begins + inner, head)));
            } else {
                found.push((offset, leading_word(rest).to_owned()));
            }
        }
    }
    found
}

/// The first word of each member of a `{…}` group, at its outermost level.
fn group_heads(group: &str) -> Vec<(usize, String)> {
    let mut heads = Vec::new();
    let mut depth = 0_usize;
    let mut expects_head = false;
    for (offset, character) in group.char_indices() {
        match character {
            '{' => {
                depth += 1;
                expects_head = depth == 1;
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ',' => expects_head = depth == 1,
            _ if expects_head && is_word(character) => {
                heads.push((offset, leading_word(&group[offset..]).to_owned()));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

/// Where `head::` begins a path, or `use head` names it alone.
fn paths_that_begin_with(code: &str, head: &str) -> Vec<usize> {
    code.match_indices(head)
        .filter(|(offset, _)| {
            let before = code[..*offset].trim_end();
            let after = &code[offset + head.len()..];
            let ends_here = after.starts_with("::") || (before.ends_with("use") && !after.starts_with(is_word));
            ends_here && !continues_a_word(code, *offset) && !continues_a_path(code, *offset)
        })
        .map(|(offset, _)| offset)
        .collect()
}

fn continues_a_word(code: &str, offset: usize) -> bool {
    code[..offset].chars().next_back().is_some_and(is_word)
}

/// `a::head` is not `head`; `::head` is.
fn continues_a_path(code: &str, offset: usize) -> bool {
    code[..offset].strip_suffix("::").is_some_and(|before| before.chars().next_back().is_some_and(is_word))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn leading_word(text: &str) -> &str {
    text.find(|character| !is_word(character)).map_or(text, |end| &text[..end])
}

fn line_of(code: &str, offset: usize) -> usize {
    code[..offset].matches('\n').count() + 1
}

/// The text with comments and the insides of string literals blanked out, lines kept.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            string_length(rest)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        code.extend(rest[..length].chars().filter(|character| *character == '\n'));
        rest = &rest[length..];
    }
    code
}

/// The length of the string literal at the beginning, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (offset, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return offset + 1,
            _ => {}
        }
    }
    text.len()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the source is readable").filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
