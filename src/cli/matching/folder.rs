//! A folder with the files of a run, written so that a crash leaves no half result.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::domain::matching::manifest::MANIFEST_FILE;

/// Writes `files` (name and content) and then the manifest into `folder`, which is made if it is not there. Each goes to
/// a temporary name, is synced and renamed; a manifest from before goes first and the new one comes last, so a folder
/// with a manifest is whole.
///
/// # Errors
/// A sentence with the path; what is under temporary names is gone then.
pub fn write(folder: &Path, files: &[(&str, &[u8])], manifest: &[u8]) -> Result<(), String> {
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |error: io::Error| format!("{path}: {error}")
    };
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(at(folder))?;
    let all = || files.iter().copied().chain([(MANIFEST_FILE, manifest)]);
    let written = all().try_for_each(|(name, content)| {
        let path = temporary(folder, name);
        write_synced(&path, content).map_err(at(&path))
    });
    if let Err(error) = written {
        for (name, _) in all() {
            let _ = fs::remove_file(temporary(folder, name));
        }
        if is_new {
            let _ = fs::remove_dir(folder);
        }
        return Err(error);
    }
    let old = folder.join(MANIFEST_FILE);
    match fs::remove_file(&old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&old)(error)),
        _ => sync_folder(folder).map_err(at(folder))?,
    }
    for (name, _) in all() {
        if name == MANIFEST_FILE {
            sync_folder(folder).map_err(at(folder))?;
        }
        let path = folder.join(name);
        fs::rename(temporary(folder, name), &path).map_err(at(&path))?;
    }
    sync_folder(folder).map_err(at(folder))
}

fn temporary(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{name}.partial"))
}

fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
