//! Rows to compare. On a phone each row becomes a card, with the names of the columns before the values.

use leptos::prelude::*;

/// One column.
#[derive(Clone, Copy, Debug, Default)]
pub struct Column<'a> {
    /// Its name.
    pub label: &'a str,
    /// Whether it holds numbers, which align at the right.
    pub is_number: bool,
}

impl<'a> Column<'a> {
    /// A column of words.
    #[must_use]
    pub const fn words(label: &'a str) -> Self {
        Self { label, is_number: false }
    }

    /// A column of numbers.
    #[must_use]
    pub const fn number(label: &'a str) -> Self {
        Self { label, is_number: true }
    }
}

/// A table. The first cell of a row names the row.
#[derive(Default)]
pub struct Table<'a> {
    /// What the table shows.
    pub caption: &'a str,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<AnyView>>,
    /// What is said when there is no row.
    pub when_empty: &'a str,
}

/// With more columns than these the rows are cards on a tablet, too.
const MOST_ON_A_TABLET: usize = 9;

/// Shows a table. The roles are repeated because cards take them from the elements in some browsers.
#[must_use]
pub fn table(table: Table<'_>) -> AnyView {
    if table.rows.is_empty() {
        return view! { <p class="quiet">{table.when_empty.to_owned()}</p> }.into_any();
    }
    let columns = table.columns;
    let heads: Vec<_> = columns
        .iter()
        .map(|column| {
            let class = column.is_number.then_some("number");
            view! { <th scope="col" role="columnheader" class=class>{column.label.to_owned()}</th> }
        })
        .collect();
    let rows: Vec<AnyView> = table.rows.into_iter().map(|cells| row(&columns, cells)).collect();
    let class = match columns.len() {
        0..=2 => "table table-pair",
        3..=MOST_ON_A_TABLET => "table",
        _ => "table table-many",
    };
    view! {
        <table class=class role="table">
            <caption>{table.caption.to_owned()}</caption>
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(columns: &[Column<'_>], cells: Vec<AnyView>) -> AnyView {
    let cells: Vec<AnyView> = columns
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(index, (column, cell))| {
            let class = column.is_number.then_some("number");
            let label = column.label.to_owned();
            if index == 0 {
                view! { <th scope="row" role="rowheader" class=class data-label=label>{cell}</th> }.into_any()
            } else {
                view! { <td role="cell" class=class data-label=label><div>{cell}</div></td> }.into_any()
            }
        })
        .collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
}
