//! Where uploaded files are kept: a folder of the machine by default, a bucket where one is named.

use std::path::PathBuf;

use super::{Reader, Secret};

/// The store of uploaded files.
#[derive(Debug, Clone)]
pub enum FilesConfig {
    /// `FILES_FOLDER`: a folder, for one machine alone; every process of the portal has to see the same.
    Folder(PathBuf),
    /// A bucket, once `FILES_S3_BUCKET` names one.
    S3(S3Config),
}

/// A bucket of a service that speaks S3.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// `FILES_S3_BUCKET`.
    pub bucket: String,
    /// `FILES_S3_REGION`.
    pub region: String,
    /// `FILES_S3_ENDPOINT`: the address of another service than Amazon's.
    pub endpoint: Option<String>,
    /// `FILES_S3_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `FILES_S3_SECRET_ACCESS_KEY`.
    pub secret_access_key: Secret,
}

impl FilesConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let bucket = reader.text("FILES_S3_BUCKET", "");
        if bucket.is_empty() {
            let folder = reader.text("FILES_FOLDER", "");
            if folder.is_empty() && !reader.switch("PORTAL_DEMO", false) {
                reader.problems.push("FILES_FOLDER or FILES_S3_BUCKET: has to be set outside a demo".to_owned());
            }
            return Self::Folder(PathBuf::from(if folder.is_empty() { "target/files" } else { &folder }));
        }
        let mut required = |name: &str| {
            let text = reader.text(name, "");
            if text.is_empty() {
                reader.problems.push(format!("{name}: has to be set where FILES_S3_BUCKET is"));
            }
            text
        };
        let access_key_id = required("FILES_S3_ACCESS_KEY_ID");
        let secret_access_key = Secret(required("FILES_S3_SECRET_ACCESS_KEY"));
        let endpoint = reader.url_if_set("FILES_S3_ENDPOINT");
        let region = reader.text("FILES_S3_REGION", "us-east-1");
        Self::S3(S3Config { bucket, region, endpoint, access_key_id, secret_access_key })
    }
}

#[cfg(test)]
mod tests {
    use super::FilesConfig;
    use crate::config::Config;

    fn read(settings: &[(&str, &str)]) -> Result<FilesConfig, String> {
        let settings: Vec<_> = settings.iter().copied().chain([("PORTAL_DEMO", "on")]).collect();
        let lookup = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(&lookup).map(|config| config.files).map_err(|error| error.to_string())
    }

    #[test]
    fn files_lie_in_a_folder_unless_a_bucket_is_named() {
        assert!(matches!(read(&[]), Ok(FilesConfig::Folder(folder)) if folder.ends_with("files")));
        let s3 = [
            ("FILES_S3_BUCKET", "portal"),
            ("FILES_S3_ENDPOINT", "https://s3.example.vn/"),
            ("FILES_S3_ACCESS_KEY_ID", "id"),
            ("FILES_S3_SECRET_ACCESS_KEY", "never shown"),
        ];
        let config = read(&s3).unwrap();
        assert!(!format!("{config:?}").contains("never"));
        let FilesConfig::S3(config) = config else { panic!("a bucket") };
        assert_eq!(config.endpoint.as_deref(), Some("https://s3.example.vn"));
        assert_eq!((config.bucket.as_str(), config.region.as_str()), ("portal", "us-east-1"));
    }

    #[test]
    fn outside_a_demo_no_folder_is_guessed() {
        let error = Config::read(&|_: &str| None).unwrap_err().to_string();
        assert!(error.contains("FILES_FOLDER"), "{error}");
    }

    #[test]
    fn a_bucket_without_its_keys_is_said_at_the_start() {
        let error = read(&[("FILES_S3_BUCKET", "portal"), ("FILES_S3_ENDPOINT", "nowhere")]).unwrap_err();
        for name in ["FILES_S3_ACCESS_KEY_ID", "FILES_S3_SECRET_ACCESS_KEY", "FILES_S3_ENDPOINT"] {
            assert!(error.contains(name), "{error}");
        }
    }
}
