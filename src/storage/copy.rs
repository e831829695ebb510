//! Rows in bulk: COPY in PostgreSQL's binary format, out of a query, and into a table, for the application by way of a
//! temporary one, without holding them all.
//!
//! Each row is a count of fields, and each field a length (-1 for null) and the bytes that the type sends. Before the
//! first row comes a header, after the last the count -1. No checked query can know these statements: their texts are
//! constants but for numbers, and tests run them.

use futures::TryStreamExt as _;
use sqlx::{PgConnection, postgres::PgCopyIn};
use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{score::Score, time::Instant};

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags, and the length of an extension that is not there.
const HEADER_BYTES: usize = SIGNATURE.len() + 8;
/// 1 January 2000, from which PostgreSQL counts days.
const POSTGRES_EPOCH_JULIAN_DAY: i32 = 2_451_545;
/// The same moment in UTC, from which it counts microseconds.
const POSTGRES_EPOCH_UNIX_US: i64 = 946_684_800_000_000;
/// What is sent at once.
const BYTES_AT_ONCE: usize = 1 << 18;

/// The fields of a row that were not read yet. Reading another type than the query gives is an error, as is a null
/// where none may be.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

/// The row is not what the reader of this query takes it for.
#[derive(Debug)]
struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a row of COPY has other fields than expected")
    }
}

impl std::error::Error for Unreadable {}

fn unreadable() -> StorageError {
    StorageError::Driver(sqlx::Error::Decode(Box::new(Unreadable)))
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<Option<&'a [u8]>, StorageError> {
        let (length, rest) = self.rest.split_first_chunk().ok_or_else(unreadable)?;
        self.rest = rest;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else { return Ok(None) };
        let (field, rest) = rest.split_at_checked(length).ok_or_else(unreadable)?;
        self.rest = rest;
        Ok(Some(field))
    }

    fn fixed<const N: usize>(&mut self) -> Result<Option<[u8; N]>, StorageError> {
        self.field()?.map(|field| field.try_into().map_err(|_| unreadable())).transpose()
    }

    /// A `uuid`.
    pub(super) fn uuid(&mut self) -> Result<Uuid, StorageError> {
        self.fixed()?.map(Uuid::from_bytes).ok_or_else(unreadable)
    }

    /// A `smallint`.
    pub(super) fn i16(&mut self) -> Result<i16, StorageError> {
        self.fixed()?.map(i16::from_be_bytes).ok_or_else(unreadable)
    }

    /// An `integer` or null.
    pub(super) fn i32(&mut self) -> Result<Option<i32>, StorageError> {
        Ok(self.fixed()?.map(i32::from_be_bytes))
    }

    /// A `boolean`.
    pub(super) fn bool(&mut self) -> Result<bool, StorageError> {
        self.fixed::<1>()?.map(|[byte]| byte != 0).ok_or_else(unreadable)
    }

    /// A `text` or null.
    pub(super) fn text(&mut self) -> Result<Option<&'a str>, StorageError> {
        let text = self.field()?.map(|field| std::str::from_utf8(field).map_err(|_| unreadable()));
        text.transpose()
    }
}

/// Runs `query` and hands each row to `take`, as they come.
///
/// # Errors
/// `Driver`; what `take` says.
pub(super) async fn copy_out(
    tx: &mut Tx,
    query: &str,
    mut take: impl FnMut(&mut Fields<'_>) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut pieces = tx.conn().copy_out_raw(&format!("COPY ({query}) TO STDOUT (FORMAT binary)")).await?;
    // A piece is a row, in all versions so far; nothing promises it.
    let mut pending: Vec<u8> = Vec::new();
    let mut has_header = false;
    while let Some(piece) = pieces.try_next().await? {
        pending.extend_from_slice(&piece);
        let mut at = 0;
        if !has_header {
            if pending.len() < HEADER_BYTES {
                continue;
            }
            if !pending.starts_with(SIGNATURE) {
                return Err(unreadable());
            }
            (has_header, at) = (true, HEADER_BYTES);
        }
        while let Some(length) = row_length(&pending[at..]) {
            if length > 2 {
                take(&mut Fields { rest: &pending[at + 2..at + length] })?;
            }
            at += length;
        }
        pending.drain(..at);
    }
    Ok(())
}

/// How many bytes the row at the beginning takes, if it is there whole.
fn row_length(bytes: &[u8]) -> Option<usize> {
    let (count, _) = bytes.split_first_chunk()?;
    let mut at = 2;
    for _ in 0..i16::from_be_bytes(*count) {
        let (length, _) = bytes.get(at..)?.split_first_chunk()?;
        at += 4 + usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
    }
    (at <= bytes.len()).then_some(at)
}

/// PostgreSQL copies into no table with row-level security, so rows wait in this one and go on from there.
const STAGING: &str = "incoming_rows";

/// Makes the staging table, with the columns of `table` and nothing that would be checked twice. It is temporary: of this
/// connection and this transaction, never logged, gone at the end.
///
/// # Errors
/// `Driver`.
pub(super) async fn staging_create(tx: &mut Tx, table: &'static str) -> Result<(), StorageError> {
    run(tx, format!("CREATE TEMPORARY TABLE {STAGING} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP")).await
}

/// Moves the rows on into `table`, whose policies look at each.
///
/// # Errors
/// `Driver`; `Conflict` where a row breaks a constraint.
pub(super) async fn staging_move(tx: &mut Tx, table: &'static str) -> Result<(), StorageError> {
    run(tx, format!("INSERT INTO {table} SELECT * FROM {STAGING}")).await?;
    run(tx, format!("DROP TABLE {STAGING}")).await
}

#[expect(clippy::disallowed_methods, reason = "temporary tables exist at run time alone; the texts are constants")]
async fn run(tx: &mut Tx, statement: String) -> Result<(), StorageError> {
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(tx.conn()).await?;
    Ok(())
}

/// Lets the owner of `tables` copy into them straight: row-level security is enforced against it no more, until
/// [`wall_raise`]. The application stays bound. Nobody else reads or writes these tables before the transaction ends.
///
/// # Errors
/// `Driver`, also for whoever is not the owner.
pub(super) async fn wall_lower(tx: &mut Tx, tables: &[&'static str]) -> Result<(), StorageError> {
    for table in tables {
        run(tx, format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")).await?;
    }
    Ok(())
}

/// Enforces row-level security against the owner again.
///
/// # Errors
/// `Driver`.
pub(super) async fn wall_raise(tx: &mut Tx, tables: &[&'static str]) -> Result<(), StorageError> {
    for table in tables {
        run(tx, format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY")).await?;
    }
    Ok(())
}

/// Has the planner count `tables` anew.
///
/// # Errors
/// `Driver`.
pub(super) async fn analyze(tx: &mut Tx, tables: &[&'static str]) -> Result<(), StorageError> {
    run(tx, format!("ANALYZE {}", tables.join(", "))).await
}

/// Rows as COPY takes them, put together by anybody and without the database.
pub(super) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
}

impl Rows {
    /// None yet, of so many columns.
    pub(super) fn new(columns: usize) -> Self {
        let mut bytes = Vec::with_capacity(BYTES_AT_ONCE + 4096);
        bytes.extend_from_slice(SIGNATURE);
        bytes.extend_from_slice(&[0; HEADER_BYTES - SIGNATURE.len()]);
        Self { bytes, columns: i16::try_from(columns).unwrap_or(i16::MAX) }
    }

    /// The next row; what fills it has to write each column once.
    pub(super) fn row(&mut self) -> RowIn<'_> {
        self.bytes.extend_from_slice(&self.columns.to_be_bytes());
        RowIn { buffer: &mut self.bytes }
    }

    fn end(&mut self) {
        self.bytes.extend_from_slice(&(-1_i16).to_be_bytes());
    }

    /// Copies all of them straight into `columns` of `table`; gives how many.
    ///
    /// # Errors
    /// `Driver`, also where row-level security is in force; `Conflict` where a row breaks a constraint.
    pub(super) async fn copy_into(
        mut self,
        tx: &mut Tx,
        table: &'static str,
        columns: &[&'static str],
    ) -> Result<u64, StorageError> {
        if self.bytes.len() == HEADER_BYTES {
            return Ok(0);
        }
        self.end();
        let statement = format!("COPY {table} ({}) FROM STDIN (FORMAT binary)", columns.join(", "));
        let mut copy = tx.conn().copy_in_raw(&statement).await?;
        for piece in self.bytes.chunks(BYTES_AT_ONCE) {
            copy.send(piece).await?;
        }
        Ok(copy.finish().await?)
    }
}

/// Rows on their way into the staging table.
pub(super) struct CopyIn<'c> {
    copy: PgCopyIn<&'c mut PgConnection>,
    rows: Rows,
}

impl<'c> CopyIn<'c> {
    /// Begins with `columns` of the staging table.
    ///
    /// # Errors
    /// `Driver`.
    pub(super) async fn begin(tx: &'c mut Tx, columns: &[&str]) -> Result<Self, StorageError> {
        let statement = format!("COPY {STAGING} ({}) FROM STDIN (FORMAT binary)", columns.join(", "));
        let copy = tx.conn().copy_in_raw(&statement).await?;
        Ok(Self { copy, rows: Rows::new(columns.len()) })
    }

    /// The next row; what fills it has to write each column once.
    pub(super) fn row(&mut self) -> RowIn<'_> {
        self.rows.row()
    }

    /// Sends what has come together; to be called after each row or a few.
    ///
    /// # Errors
    /// `Driver`.
    pub(super) async fn send_if_full(&mut self) -> Result<(), StorageError> {
        if self.rows.bytes.len() >= BYTES_AT_ONCE {
            self.copy.send(self.rows.bytes.as_slice()).await?;
            self.rows.bytes.clear();
        }
        Ok(())
    }

    /// Sends the rest; gives the number of rows.
    ///
    /// # Errors
    /// `Driver`; `Conflict` where a row breaks a constraint.
    pub(super) async fn finish(mut self) -> Result<u64, StorageError> {
        self.rows.end();
        self.copy.send(self.rows.bytes.as_slice()).await?;
        Ok(self.copy.finish().await?)
    }
}

/// A row being filled.
pub(super) struct RowIn<'a> {
    buffer: &'a mut Vec<u8>,
}

impl RowIn<'_> {
    fn field(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
        self.buffer.extend_from_slice(bytes);
    }

    fn or_null(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.field(bytes),
            None => self.buffer.extend_from_slice(&(-1_i32).to_be_bytes()),
        }
    }

    /// A `uuid`.
    pub(super) fn uuid(&mut self, value: Uuid) {
        self.field(value.as_bytes());
    }

    /// A `smallint` or null.
    pub(super) fn i16(&mut self, value: Option<i16>) {
        self.or_null(value.map(i16::to_be_bytes).as_ref().map(<[u8; 2]>::as_slice));
    }

    /// An `integer` or null.
    pub(super) fn i32(&mut self, value: Option<i32>) {
        self.or_null(value.map(i32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
    }

    /// A `boolean`.
    pub(super) fn bool(&mut self, value: bool) {
        self.field(&[u8::from(value)]);
    }

    /// A `timestamptz` or null.
    pub(super) fn instant(&mut self, value: Option<Instant>) {
        let since_epoch = value.map(|instant| (instant.unix_us() - POSTGRES_EPOCH_UNIX_US).to_be_bytes());
        self.or_null(since_epoch.as_ref().map(<[u8; 8]>::as_slice));
    }

    /// A `jsonb`, as text.
    pub(super) fn json(&mut self, text: &str) {
        const VERSION: u8 = 1;
        self.buffer.extend_from_slice(&i32::try_from(text.len() + 1).unwrap_or(i32::MAX).to_be_bytes());
        self.buffer.push(VERSION);
        self.buffer.extend_from_slice(text.as_bytes());
    }

    /// A `bytea` or null.
    pub(super) fn bytes(&mut self, value: Option<&[u8]>) {
        self.or_null(value);
    }

    /// A `text[]`.
    pub(super) fn texts(&mut self, values: &[&str]) {
        const TEXT: u32 = 25;
        let values: Vec<&[u8]> = values.iter().map(|value| value.as_bytes()).collect();
        self.array(TEXT, &values);
    }

    /// A `date` or null.
    pub(super) fn date(&mut self, value: Option<Date>) {
        self.i32(value.map(|date| date.to_julian_day() - POSTGRES_EPOCH_JULIAN_DAY));
    }

    /// A number that the database keeps as `integer`.
    pub(super) fn count(&mut self, value: u32) {
        self.i32(Some(i32::try_from(value).unwrap_or(i32::MAX)));
    }

    /// Hundredths or null.
    pub(super) fn score(&mut self, value: Option<Score>) {
        self.i32(value.map(Score::hundredths));
    }

    /// An `integer[]` of hundredths or null.
    pub(super) fn scores(&mut self, values: Option<&[Score]>) {
        let Some(values) = values else { return self.or_null(None) };
        const INTEGER: u32 = 23;
        let values: Vec<[u8; 4]> = values.iter().map(|value| value.hundredths().to_be_bytes()).collect();
        let values: Vec<&[u8]> = values.iter().map(<[u8; 4]>::as_slice).collect();
        self.array(INTEGER, &values);
    }

    /// An array of one dimension, its elements of the type with this number.
    fn array(&mut self, element_type: u32, values: &[&[u8]]) {
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX).to_be_bytes();
        let mut array = Vec::with_capacity(20 + values.iter().map(|value| 4 + value.len()).sum::<usize>());
        array.extend_from_slice(&i32::from(!values.is_empty()).to_be_bytes());
        array.extend_from_slice(&0_i32.to_be_bytes());
        array.extend_from_slice(&element_type.to_be_bytes());
        if !values.is_empty() {
            array.extend_from_slice(&count(values.len()));
            array.extend_from_slice(&1_i32.to_be_bytes());
            for value in values {
                array.extend_from_slice(&count(value.len()));
                array.extend_from_slice(value);
            }
        }
        self.field(&array);
    }

    /// A `text` or null.
    pub(super) fn text(&mut self, value: Option<&str>) {
        self.or_null(value.map(str::as_bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, row_length};

    #[test]
    fn a_row_is_taken_when_it_is_there_whole() {
        // A smallint 7, a null, the text `đ`.
        let row = [0, 3, 0, 0, 0, 2, 0, 7, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2, 0xc4, 0x91];
        for end in 0..row.len() {
            assert_eq!(row_length(&row[..end]), None, "{end}");
        }
        assert_eq!(row_length(&[row.as_slice(), &[0, 3]].concat()), Some(row.len()));
        assert_eq!(row_length(&[0xff, 0xff]), Some(2), "the end");
        let mut fields = Fields { rest: &row[2..] };
        assert_eq!((fields.i16().unwrap(), fields.i32().unwrap(), fields.text().unwrap()), (7, None, Some("đ")));
        assert!(fields.text().is_err(), "there are three");
    }

    #[test]
    fn a_field_of_another_length_is_an_error() {
        let row = [0, 0, 0, 2, 0, 7];
        assert!(Fields { rest: &row }.uuid().is_err());
        assert!(Fields { rest: &row }.i32().is_err());
        assert!(Fields { rest: &row[..5] }.i16().is_err());
    }
}
