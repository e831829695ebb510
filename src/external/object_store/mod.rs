//! Where uploaded files are kept: a folder of the machine, or a bucket of any service that speaks S3.
//!
//! What whoever implements [`FileStore`] owes, and the contract test asks of each:
//! * When `put` has returned, the file survives a crash of the process and of the machine, whole. So a row that names it
//!   may be committed, and no upload that was acknowledged is lost.
//! * A file is never changed: a name is given once. What a candidate submitted stays what it was.
//! * A file that was begun and not finished is never read, and never listed.
//!
//! The crate `object_store` does the work: both kinds of store, signing for S3, staging, `fsync` and atomic renames.
//! Its calls go through the portal's own HTTP client (`s3_transport`), with its limits and one TLS back end.

mod s3_transport;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    memory::InMemory, path::Path,
};

use crate::{domain::time::Instant, external::http::Timeouts};

/// The name of a stored file: 32 hexadecimal digits, drawn at random. It says nothing about what the file is or whose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(String);

impl FileName {
    /// The name that these random bytes make.
    #[must_use]
    pub fn of(random: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(random)))
    }

    /// Reads a name that was stored; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where it lies: `ab/abcdef…`, so that no folder holds more than a 256th of all.
    fn path(&self) -> Path {
        Path::from_iter([&self.0[..2], &self.0])
    }

    fn of_path(path: &Path) -> Option<Self> {
        path.filename().and_then(Self::parse)
    }
}

/// A file that lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its name.
    pub name: FileName,
    /// When it was put there, by the store's clock.
    pub put_at: Instant,
}

/// Why the store did not do what it was asked. No variant shows a file's content.
#[derive(Debug, thiserror::Error)]
pub enum FileStoreError {
    /// There is no such file.
    #[error("no such file in the store")]
    NotFound,
    /// There is a file of this name already.
    #[error("a file of this name is in the store already")]
    Taken,
    /// The store does not answer, or not as it should: try again later.
    #[error("the file store cannot be used now")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<object_store::Error> for FileStoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. } => Self::Taken,
            other => Self::Unavailable(Box::new(other)),
        }
    }
}

/// A store of files.
#[async_trait]
pub trait FileStore: fmt::Debug + Send + Sync {
    /// Puts a new file there. It is durable when this returns `Ok`.
    ///
    /// # Errors
    /// `Taken` for a name that was given before; `Unavailable`, after which the file may or may not be there.
    async fn put(&self, name: &FileName, content: Vec<u8>) -> Result<(), FileStoreError>;

    /// The whole content of a file.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    async fn get(&self, name: &FileName) -> Result<Vec<u8>, FileStoreError>;

    /// Takes a file away; one that is not there any more is no error.
    ///
    /// # Errors
    /// `Unavailable`.
    async fn delete(&self, name: &FileName) -> Result<(), FileStoreError>;

    /// All files, in no order, while they are read.
    fn list(&self) -> BoxStream<'static, Result<StoredObject, FileStoreError>>;
}

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum FileStoreConfig {
    /// In a folder, which is made when it is not there.
    Folder(PathBuf),
    /// In a bucket.
    S3(S3Config),
}

/// A bucket of a service that speaks S3.
#[derive(Clone)]
pub struct S3Config {
    /// The bucket's name.
    pub bucket: String,
    /// The region, e.g. `ap-southeast-1`; services that know none take any.
    pub region: String,
    /// The address of another service than Amazon's, e.g. `https://s3.example.vn`.
    pub endpoint: Option<String>,
    /// Who the portal is there.
    pub access_key_id: String,
    /// And its secret: never shown.
    pub secret_access_key: String,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config").field("bucket", &self.bucket).finish_non_exhaustive()
    }
}

/// What is wrong with a [`FileStoreConfig`].
#[derive(Debug, thiserror::Error)]
pub enum FileStoreConfigError {
    /// The folder is not there and cannot be made.
    #[error("FILES_FOLDER: the folder cannot be made")]
    Folder(#[source] std::io::Error),
    /// The parts do not fit together.
    #[error("FILES_FOLDER or FILES_S3_…: the store cannot be used")]
    Store(#[source] object_store::Error),
}

/// How long a call to a bucket may take: a file of some megabytes goes through a slow line.
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(20) };
/// A person waits for the answer.
const RETRY_FOR: Duration = Duration::from_secs(8);

/// The store behind the crate `object_store`, whichever it is.
#[derive(Debug, Clone)]
pub struct ObjectFileStore {
    store: Arc<dyn ObjectStore>,
}

impl ObjectFileStore {
    /// The store that `config` names. A bucket is not called yet.
    ///
    /// # Errors
    /// See [`FileStoreConfigError`].
    pub fn new(config: &FileStoreConfig) -> Result<Self, FileStoreConfigError> {
        let store: Arc<dyn ObjectStore> = match config {
            FileStoreConfig::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(FileStoreConfigError::Folder)?;
                let local = LocalFileSystem::new_with_prefix(folder).map_err(FileStoreConfigError::Store)?;
                Arc::new(local.with_fsync(true))
            }
            FileStoreConfig::S3(config) => Arc::new(bucket(config).map_err(FileStoreConfigError::Store)?),
        };
        Ok(Self { store })
    }

    /// A store that forgets everything with the process, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()) }
    }
}

fn bucket(config: &S3Config) -> Result<object_store::aws::AmazonS3, object_store::Error> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(&config.region)
        .with_access_key_id(&config.access_key_id)
        .with_secret_access_key(&config.secret_access_key)
        // Files are deleted one by one, which every service of this protocol can do.
        .with_disable_bulk_delete(true)
        .with_http_connector(s3_transport::Connector { timeouts: TIMEOUTS })
        .with_retry(RetryConfig { max_retries: 3, retry_timeout: RETRY_FOR, ..RetryConfig::default() });
    if let Some(endpoint) = &config.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    builder.build()
}

#[async_trait]
impl FileStore for ObjectFileStore {
    async fn put(&self, name: &FileName, content: Vec<u8>) -> Result<(), FileStoreError> {
        self.store.put_opts(&name.path(), PutPayload::from(content), PutMode::Create.into()).await?;
        Ok(())
    }

    async fn get(&self, name: &FileName) -> Result<Vec<u8>, FileStoreError> {
        let found = self.store.get(&name.path()).await?;
        Ok(found.bytes().await?.to_vec())
    }

    async fn delete(&self, name: &FileName) -> Result<(), FileStoreError> {
        match self.store.delete(&name.path()).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            deleted => Ok(deleted?),
        }
    }

    fn list(&self) -> BoxStream<'static, Result<StoredObject, FileStoreError>> {
        let all = self.store.list(None).map_err(FileStoreError::from);
        let ours = all.try_filter_map(|object| async move {
            let put_at = Instant::from_unix_us(object.last_modified.timestamp_micros());
            Ok(FileName::of_path(&object.location).map(|name| StoredObject { name, put_at }))
        });
        ours.boxed()
    }
}
