//! A school uploads its class list. The file is kept as it is, away from the database while it arrives; what it holds is a
//! job's to find out.

use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _},
};

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::{RollImportId, SeasonYear},
        roll::import::RollFormat,
    },
    storage::{
        StorageError,
        roll_import::{NewRollImport, roll_import_find_same, roll_import_insert, roll_import_piece_insert},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        roll_file::{FileKind, Sniffer},
    },
};

/// The file is kept in pieces of so many bytes.
const PIECE_BYTES: usize = 256 * 1024;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportRollError {
    /// Whoever has no unit has no roll.
    #[error("the actor imports no roll")]
    Forbidden,
    /// Not a byte, or no file.
    #[error("the file is empty")]
    Empty,
    /// The old format of Excel, or a password.
    #[error("an old or encrypted workbook")]
    OldWorkbook,
    /// Neither text nor a workbook.
    #[error("neither CSV nor XLSX")]
    NotATable,
    /// There is no room to keep it meanwhile.
    #[error("temporary file: {0}")]
    Temporary(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A file that is arriving. It lies in a temporary file without a name, which ends with this.
pub struct RollUpload {
    file: File,
    sniffer: Sniffer,
    hash: Sha256,
    size_bytes: u32,
}

/// What came of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uploaded {
    /// The file as it is kept.
    pub id: RollImportId,
    /// Whether it was there before: then nothing new was kept.
    pub is_known: bool,
}

impl RollUpload {
    /// Begins.
    ///
    /// # Errors
    /// `Temporary`.
    pub fn begin() -> Result<Self, ImportRollError> {
        let file = File::from_std(tempfile::tempfile()?);
        Ok(Self { file, sniffer: Sniffer::default(), hash: Sha256::new(), size_bytes: 0 })
    }

    /// The next bytes.
    ///
    /// # Errors
    /// `Temporary`.
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), ImportRollError> {
        self.sniffer.add(bytes);
        self.hash.update(bytes);
        self.size_bytes = self.size_bytes.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        Ok(self.file.write_all(bytes).await?)
    }

    /// Keeps the file under `file_name`. The same file of the unit leads to what came of it, unless the roll has changed
    /// since.
    ///
    /// # Errors
    /// [`ImportRollError`].
    pub async fn finish(
        mut self,
        ctx: &Ctx,
        actor: &Actor,
        season: SeasonYear,
        file_name: &str,
    ) -> Result<Uploaded, ImportRollError> {
        let Actor::Staff(staff) = actor else { return Err(ImportRollError::Forbidden) };
        let unit = actor.unit_for(Permission::ImportRoll).ok_or(ImportRollError::Forbidden)?;
        let (format, encoding) = match self.sniffer.kind() {
            FileKind::Text(encoding) => (RollFormat::Csv, Some(encoding)),
            FileKind::Zip => (RollFormat::Xlsx, None),
            FileKind::OldOffice => return Err(ImportRollError::OldWorkbook),
            FileKind::Unknown => return Err(ImportRollError::NotATable),
            FileKind::Empty => return Err(ImportRollError::Empty),
        };
        let sha256 = self.hash.finalize();
        let mut tx = ctx.db.begin(actor).await?;
        if let Some(id) = roll_import_find_same(&mut tx, unit, season, &sha256).await? {
            return Ok(Uploaded { id, is_known: true });
        }
        let id = RollImportId(ctx.fresh_uuid());
        let new = NewRollImport {
            id,
            season,
            unit,
            staff: staff.staff_id,
            at: ctx.now(),
            file_name,
            format,
            encoding,
            size_bytes: self.size_bytes,
            sha256: &sha256,
        };
        roll_import_insert(&mut tx, &new).await?;
        self.file.flush().await?;
        self.file.rewind().await?;
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        for number in 0.. {
            piece.clear();
            (&mut self.file).take(PIECE_BYTES as u64).read_to_end(&mut piece).await?;
            if piece.is_empty() {
                break;
            }
            roll_import_piece_insert(&mut tx, id, number, &piece).await?;
        }
        let act = Act::new("roll_import.upload").on(id.0);
        let act = act.with(json!({ "format": format, "encoding": encoding, "bytes": self.size_bytes }));
        audit::record(&mut tx, ctx, actor, act).await?;
        tx.commit().await?;
        Ok(Uploaded { id, is_known: false })
    }
}
