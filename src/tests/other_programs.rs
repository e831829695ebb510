//! What other programs make of the portal's files.

use std::{path::PathBuf, process::Command};

/// A file of these tests alone.
pub fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("papers");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// What another program says; poppler-utils is among the prerequisites of the tests.
pub fn output(program: &str, arguments: &[&str]) -> String {
    let ended = Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(ended.status.success(), "{program}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

/// What is read off each page of a PDF: its text, and where the code on its picture leads, as a telephone reads it.
pub fn read_pages(pdf: &str) -> Vec<(String, Option<String>)> {
    let facts = output("pdfinfo", &[pdf]);
    let pages = facts.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number of pages");
    let pages: usize = pages.trim().parse().unwrap();
    let read = |page: usize| {
        let page = page.to_string();
        let text = output("pdftotext", &["-layout", "-f", &page, "-l", &page, pdf, "-"]);
        let picture = format!("{pdf}.page");
        output("pdftoppm", &["-r", "150", "-png", "-singlefile", "-f", &page, "-l", &page, pdf, &picture]);
        let drawn = image::open(format!("{picture}.png")).unwrap().into_luma8();
        let mut drawn = rqrr::PreparedImage::prepare(drawn);
        let grids = drawn.detect_grids();
        (text, grids.first().map(|grid| grid.decode().unwrap().1))
    };
    (1..=pages).map(read).collect()
}
