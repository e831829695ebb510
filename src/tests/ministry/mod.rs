//! What operators of the ministry do.

mod matching;
mod payments;
mod publication;

use scraper::{Html, Selector};

/// The rows of the tables of a page, cells joined by ` | `.
fn rows(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let (row, cell) = (Selector::parse("tbody tr").unwrap(), Selector::parse("th, td").unwrap());
    let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
    page.select(&row).map(|row| row.select(&cell).map(words).collect::<Vec<_>>().join(" | ")).collect()
}
