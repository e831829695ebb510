//! What every store of files owes, asked of each: memory, a folder, and a bucket of a service that speaks S3.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use futures::TryStreamExt as _;
use portal::external::object_store::{FileName, FileStore, FileStoreConfig, FileStoreError, ObjectFileStore, S3Config};
use tokio::net::TcpListener;

/// What every store owes.
async fn keeps_the_contract(store: &dyn FileStore) {
    let (one, two) = (FileName::of([0xab; 16]), FileName::of([1; 16]));
    assert!(matches!(store.get(&one).await, Err(FileStoreError::NotFound)));
    store.put(&one, b"first".to_vec()).await.unwrap();
    store.put(&two, Vec::new()).await.unwrap();
    assert_eq!(store.get(&one).await.unwrap(), b"first");
    assert_eq!(store.get(&two).await.unwrap(), b"");
    // A name is given once, and what is there stays.
    assert!(matches!(store.put(&one, b"second".to_vec()).await, Err(FileStoreError::Taken)));
    assert_eq!(store.get(&one).await.unwrap(), b"first");

    let mut listed: Vec<_> = store.list().try_collect().await.unwrap();
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<_> = listed.iter().map(|object| &object.name).collect();
    assert_eq!(names, [&two, &one]);
    assert!(listed.iter().all(|object| object.put_at.unix_us() > 0));

    store.delete(&one).await.unwrap();
    store.delete(&one).await.unwrap();
    assert!(matches!(store.get(&one).await, Err(FileStoreError::NotFound)));
    assert_eq!(store.get(&two).await.unwrap(), b"");
    let big = vec![7; 3 * 1024 * 1024];
    store.put(&FileName::of([2; 16]), big.clone()).await.unwrap();
    assert_eq!(store.get(&FileName::of([2; 16])).await.unwrap(), big);
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    keeps_the_contract(&ObjectFileStore::in_memory()).await;
}

fn fresh_folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("portal-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[tokio::test]
async fn a_folder_keeps_the_contract_and_its_files_outlive_the_process() {
    let folder = fresh_folder("files");
    let config = FileStoreConfig::Folder(folder.clone());
    keeps_the_contract(&ObjectFileStore::new(&config).unwrap()).await;
    // Another process sees them; what a crash left half written it does not.
    std::fs::write(folder.join("01").join(format!("{}#1", "01".repeat(16))), "half").unwrap();
    std::fs::write(folder.join("notes.txt"), "not ours").unwrap();
    let later = ObjectFileStore::new(&config).unwrap();
    assert_eq!(later.get(&FileName::of([1; 16])).await.unwrap(), b"");
    let listed: Vec<_> = later.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 2);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_said_at_the_start() {
    let file = fresh_folder("file");
    std::fs::write(&file, "no folder").unwrap();
    let error = ObjectFileStore::new(&FileStoreConfig::Folder(file.clone())).unwrap_err();
    assert!(error.to_string().contains("FILES_FOLDER"), "{error}");
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_bucket_keeps_the_contract_and_every_call_is_signed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let objects = Objects::default();
    tokio::spawn(async move {
        axum::serve(listener, Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(objects))
            .await
    });
    let config = S3Config {
        bucket: "portal".to_owned(),
        region: "ap-southeast-1".to_owned(),
        endpoint: Some(endpoint),
        access_key_id: "KEY".to_owned(),
        secret_access_key: "never shown".to_owned(),
    };
    assert!(!format!("{config:?}").contains("never"));
    keeps_the_contract(&ObjectFileStore::new(&FileStoreConfig::S3(config)).unwrap()).await;
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_unavailable_and_shows_no_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let config = S3Config {
        bucket: "portal".to_owned(),
        region: "none".to_owned(),
        endpoint: Some(endpoint),
        access_key_id: "KEY".to_owned(),
        secret_access_key: "never shown".to_owned(),
    };
    let store = ObjectFileStore::new(&FileStoreConfig::S3(config)).unwrap();
    let error = store.get(&FileName::of([1; 16])).await.unwrap_err();
    assert!(matches!(error, FileStoreError::Unavailable(_)) && !format!("{error:?}").contains("never"), "{error:?}");
}

#[test]
fn a_name_is_32_hexadecimal_digits() {
    let name = FileName::of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
    assert_eq!(name.as_str(), "000102030405060708090a0b0c0d0eff");
    assert_eq!(FileName::parse(name.as_str()), Some(name));
    for other in ["", "00", "../../../../../../../../etc/passwd", "000102030405060708090A0B0C0D0EFF"] {
        assert_eq!(FileName::parse(other), None, "{other}");
    }
}

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// As much of S3 as the portal uses.
async fn answer(State(objects): State<Objects>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let signature = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !signature.starts_with("AWS4-HMAC-SHA256 Credential=KEY/") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = uri.path().trim_start_matches("/portal").trim_start_matches('/').to_owned();
    let mut objects = objects.lock().unwrap();
    let dated = [("last-modified", "Wed, 22 Apr 2026 02:00:00 GMT"), ("etag", "\"1\"")];
    match method {
        Method::PUT if headers.contains_key("if-none-match") && objects.contains_key(&key) => {
            StatusCode::PRECONDITION_FAILED.into_response()
        }
        Method::PUT => {
            objects.insert(key, body);
            (dated, "").into_response()
        }
        Method::GET if key.is_empty() => {
            let one = |(key, content): (&String, &Bytes)| {
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-04-22T02:00:00.000Z</LastModified><ETag>\"1\"</ETag>\
                     <Size>{}</Size></Contents>",
                    content.len()
                )
            };
            let all: String = objects.iter().map(one).collect();
            format!("<ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>").into_response()
        }
        Method::GET => objects
            .get(&key)
            .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |content| (dated, content.clone()).into_response()),
        Method::DELETE => {
            objects.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
