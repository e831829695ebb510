//! Loads a CSV file into a table: copied into a temporary table of texts and merged from there, so that
//! loading twice changes nothing and a corrected file corrects the rows.

use super::{StorageError, Tx};
use crate::domain::text::fold;

/// A file and how it is merged.
pub struct Source<'a> {
    /// The table filled, for messages.
    pub table: &'static str,
    /// The file.
    pub csv: &'a str,
    /// The columns that the search text is made of.
    pub search_columns: &'static [&'static str],
    /// From `incoming` (the file's columns, `line_number` and `search_text`) into the table.
    pub merge: &'static str,
}

/// Merges one file; gives the number of rows written.
///
/// # Errors
/// `Driver`, also for a file that does not fit; `Inconsistent` for an unreadable one.
pub async fn merge_source(tx: &mut Tx, source: &Source<'_>) -> Result<u64, StorageError> {
    let unreadable = |_| StorageError::inconsistent(source.table, "csv", uuid::Uuid::nil());
    let mut reader = csv::Reader::from_reader(source.csv.as_bytes());
    let headers = reader.headers().map_err(unreadable)?.clone();
    let searched: Vec<usize> =
        source.search_columns.iter().filter_map(|column| headers.iter().position(|header| header == *column)).collect();
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(source.csv.len() * 2));
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(unreadable)?;
        let search: Vec<&str> = searched.iter().filter_map(|&column| record.get(column)).collect();
        let (line_number, search) = (index.to_string(), fold(&search.join(" ")));
        let extra = [line_number.as_str(), search.as_str()];
        writer.write_record(record.iter().chain(extra)).map_err(unreadable)?;
    }
    let bytes = writer.into_inner().map_err(|_| StorageError::inconsistent(source.table, "csv", uuid::Uuid::nil()))?;
    let columns: Vec<String> = headers.iter().map(|header| format!("{header} text NOT NULL")).collect();
    let create = format!(
        "CREATE TEMPORARY TABLE incoming ({}, line_number integer NOT NULL, search_text text NOT NULL) ON COMMIT DROP",
        columns.join(", ")
    );
    raw(tx, create).await?;
    // An empty field is an empty text here, not a missing value.
    let names: Vec<&str> = headers.iter().chain(["search_text"]).collect();
    let into = format!("COPY incoming FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({}))", names.join(", "));
    let mut copy = tx.conn().copy_in_raw(&into).await?;
    copy.send(bytes).await?;
    copy.finish().await?;
    let merged = raw(tx, source.merge.to_owned()).await?;
    raw(tx, "DROP TABLE incoming".to_owned()).await?;
    Ok(merged)
}

/// Runs a statement on a temporary table, which no checked query can know.
#[expect(clippy::disallowed_methods, reason = "temporary tables exist at run time alone; the texts are constants")]
async fn raw(tx: &mut Tx, statement: String) -> Result<u64, StorageError> {
    Ok(sqlx::query(sqlx::AssertSqlSafe(statement)).execute(tx.conn()).await?.rows_affected())
}
