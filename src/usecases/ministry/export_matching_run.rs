//! Hands a run on as the files that it can be recomputed from by anybody, with the program alone.

use std::{collections::HashMap, io};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::MatchingRunId,
        matching::{
            field::TIE_COUNT,
            files::{APPLICATIONS_FILE, ASSIGNMENTS_FILE, CUTOFFS_FILE, PROGRAMMES_FILE},
            instance::Application,
            lines::{
                ASSIGNMENTS_HEADER, PROGRAMMES_HEADER, applications_header, cutoffs_header, push_application,
                push_assignment, push_cutoff, push_programme,
            },
            manifest::Manifest,
        },
        text::hex,
    },
    storage::{
        StorageError,
        matching_result::{kept_applications_read, kept_programmes_fetch},
        matching_run::run_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Lines are written when they have come to so many bytes.
const BYTES_AT_ONCE: usize = 1 << 16;

/// Why a run is not handed on.
#[derive(Debug, thiserror::Error)]
pub enum ExportMatchingRunError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// There is no such run.
    #[error("there is no run {0}")]
    NotFound(MatchingRunId),
    /// A run of old, which did not keep what recomputing takes.
    #[error("run {0} is from before runs were kept whole")]
    NotWhole(MatchingRunId),
    /// The rows are not those of the run any more.
    #[error("what is stored of the run does not give the {0} that its manifest names")]
    Differs(&'static str),
    /// A file could not be written.
    #[error(transparent)]
    Writing(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A file being written, and its hash.
struct Exported<W> {
    file: W,
    hash: Sha256,
    /// Lines that were not written yet.
    lines: String,
    /// The first failure; nothing is written after it.
    failed: Option<io::Error>,
}

impl<W: io::Write> Exported<W> {
    fn begin(file: W, header: &str) -> Self {
        Self { file, hash: Sha256::new(), lines: format!("{header}\n"), failed: None }
    }

    fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.lines);
        if self.lines.len() >= BYTES_AT_ONCE {
            self.write();
        }
    }

    fn write(&mut self) {
        if self.failed.is_none() {
            self.hash.update(&self.lines);
            self.failed = self.file.write_all(self.lines.as_bytes()).err();
        }
        self.lines.clear();
    }

    /// Writes the rest; gives the hash.
    fn end(mut self) -> io::Result<String> {
        self.write();
        match self.failed {
            Some(error) => Err(error),
            None => Ok(hex(&self.hash.finalize())),
        }
    }
}

/// Writes the four files of a run, each into what `open` gives for its name; gives the manifest, whose hashes they
/// have. They are written as they are read, never held.
///
/// # Errors
/// [`ExportMatchingRunError`]; what was written until then is worth nothing.
pub async fn run<W: io::Write + Send>(
    ctx: &Ctx,
    actor: &Actor,
    id: MatchingRunId,
    mut open: impl FnMut(&'static str) -> io::Result<W>,
) -> Result<Manifest, ExportMatchingRunError> {
    if !actor.may(Permission::ViewMatching) && *actor != Actor::System {
        return Err(ExportMatchingRunError::Forbidden);
    }
    let mut tx = ctx.db.begin_snapshot(actor).await?;
    let run = run_fetch(&mut tx, id).await?.ok_or(ExportMatchingRunError::NotFound(id))?;
    let manifest = run.manifest.ok_or(ExportMatchingRunError::NotWhole(id))?;
    record(ctx, actor, id, &manifest).await?;
    let programmes = kept_programmes_fetch(&mut tx, id).await?;
    let mut seats = Exported::begin(open(PROGRAMMES_FILE)?, PROGRAMMES_HEADER);
    let mut cutoffs = Exported::begin(open(CUTOFFS_FILE)?, &cutoffs_header(TIE_COUNT));
    let mut names = HashMap::with_capacity(programmes.len());
    for programme in programmes {
        let name = programme.id.to_string();
        seats.push(|out| push_programme(out, &name, programme.seats));
        cutoffs.push(|out| push_cutoff(out, &name, programme.seats.quota, &programme.outcome, TIE_COUNT));
        names.insert(programme.id, name);
    }
    let mut applications = Exported::begin(open(APPLICATIONS_FILE)?, &applications_header(TIE_COUNT));
    let mut assignments = Exported::begin(open(ASSIGNMENTS_FILE)?, ASSIGNMENTS_HEADER);
    let mut candidate = (None, String::new());
    kept_applications_read(&mut tx, id, |kept| {
        if candidate.0 != Some(kept.candidate) {
            candidate = (Some(kept.candidate), kept.candidate.to_string());
        }
        // One of a programme that the run does not have is missed by the hash.
        let Some(programme) = names.get(&kept.programme) else { return };
        let application = Application { rank: kept.rank, programme: 0, score: kept.score, ties: &[] };
        applications.push(|out| push_application(out, &candidate.1, programme, &application));
        if kept.is_admitted {
            assignments.push(|out| push_assignment(out, &candidate.1, programme, kept.rank));
        }
    })
    .await?;
    tx.commit().await?;
    for (name, found, expected) in [
        (PROGRAMMES_FILE, seats.end()?, &manifest.inputs.programmes),
        (APPLICATIONS_FILE, applications.end()?, &manifest.inputs.applications),
        (ASSIGNMENTS_FILE, assignments.end()?, &manifest.outputs.assignments),
        (CUTOFFS_FILE, cutoffs.end()?, &manifest.outputs.cutoffs),
    ] {
        if found != *expected {
            return Err(ExportMatchingRunError::Differs(name));
        }
    }
    Ok(manifest)
}

/// The trace, kept before the first row is handed on: a snapshot writes nothing, and an export that broke off was one.
async fn record(ctx: &Ctx, actor: &Actor, id: MatchingRunId, manifest: &Manifest) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    let rows = json!({ "candidates": manifest.counts.candidates, "applications": manifest.counts.applications });
    audit::record(&mut tx, ctx, actor, Act::new("matching_run.export").on(id.0).with(rows)).await?;
    tx.commit().await
}
