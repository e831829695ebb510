//! Forms with a file (`multipart/form-data`): the fields first, then one file, read while it arrives and never held
//! whole.
//!
//! Only doors declared by [`super::doors::Doors::upload`] take such a form. Their guard reads the fields up to the file and
//! asks for the form token among them, as the guard of other forms does, before the handler sees anything; what is left of
//! the body waits in the request for the handler's [`Upload`].

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request},
    http::{header, request::Parts},
};
use multer::{Constraints, Field, Multipart, SizeLimit};

use super::{
    error::WebError,
    form_token::{self, FIELD},
    page::Page,
};

/// How many fields may come before the file.
const MAX_FIELDS: usize = 20;
/// The most bytes of one field that is no file.
const FIELD_LIMIT_BYTES: usize = 4 * 1024;
/// What the parts of a form take besides their content.
const FORM_OVERHEAD_BYTES: u64 = 128 * 1024;
/// How long nothing may arrive.
const SILENCE: Duration = Duration::from_secs(20);
/// How long a form with a file may take in all: 16 MiB over a slow line.
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(300);

/// A posted form with its file, which is read by [`UploadedFile::chunk`].
#[derive(Debug)]
pub struct Upload {
    /// The fields before the file.
    pub fields: BTreeMap<String, String>,
    /// The file; none where none was chosen.
    pub file: Option<UploadedFile>,
}

/// A file on its way.
pub struct UploadedFile {
    /// The name of its field.
    pub field: String,
    /// The name that the browser gives it, without folders; somebody else's text.
    pub name: String,
    part: Field<'static>,
    read_bytes: u64,
    limit_bytes: u64,
    is_begun: Option<Bytes>,
}

impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadedFile")
    }
}

impl UploadedFile {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// `TooLarge` beyond the door's limit, `TooSlow` when nothing arrives, `BadRequest` for a body that breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, WebError> {
        let bytes = match self.is_begun.take() {
            Some(first) => Some(first),
            None => tokio::time::timeout(SILENCE, self.part.chunk())
                .await
                .map_err(|_| WebError::TooSlow)?
                .map_err(unread)?,
        };
        let Some(bytes) = bytes else { return Ok(None) };
        self.read_bytes += bytes.len() as u64;
        if self.read_bytes > self.limit_bytes { Err(WebError::TooLarge) } else { Ok(Some(bytes)) }
    }

    /// The whole file, for small ones.
    ///
    /// # Errors
    /// As [`UploadedFile::chunk`].
    pub async fn bytes(mut self) -> Result<Vec<u8>, WebError> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.chunk().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}

/// What the guard hands on within the request, to be taken once.
#[derive(Clone)]
struct Handed(Arc<Mutex<Option<Upload>>>);

impl<S: Send + Sync> FromRequestParts<S> for Upload {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let handed = parts.extensions.get::<Handed>().ok_or(WebError::Internal)?;
        handed.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(WebError::Internal)
    }
}

/// Reads the fields before the file and hands the request on when the form token is among them.
///
/// # Errors
/// `CrossSite` for another kind of body or no token, `StalePage` with the token of another session; `BadRequest`,
/// `TooLarge`, `TooSlow`.
pub async fn check(page: &Page, request: Request, limit_bytes: u64) -> Result<Request, WebError> {
    let (mut parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| WebError::CrossSite)?;
    let upload = begin(body, boundary, limit_bytes).await?;
    form_token::check_text(&page.form_token, upload.fields.get(FIELD).map(String::as_str))?;
    parts.extensions.insert(Handed(Arc::new(Mutex::new(Some(upload)))));
    Ok(Request::from_parts(parts, Body::empty()))
}

async fn begin(body: Body, boundary: String, limit_bytes: u64) -> Result<Upload, WebError> {
    // Twice: the end of a file that is a little too large is told of the file, not of the form.
    let size = SizeLimit::new().whole_stream(limit_bytes.saturating_mul(2).saturating_add(FORM_OVERHEAD_BYTES));
    let constraints = Constraints::new().size_limit(size);
    let mut multipart = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut fields = BTreeMap::new();
    while let Some(mut part) = next_part(&mut multipart).await? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file_name) = part.file_name().map(base_name) {
            // A form in which no file was chosen has one without a name and without a byte.
            let first =
                tokio::time::timeout(SILENCE, part.chunk()).await.map_err(|_| WebError::TooSlow)?.map_err(unread)?;
            let is_chosen = !file_name.is_empty() || first.as_ref().is_some_and(|bytes| !bytes.is_empty());
            let file = is_chosen.then_some(UploadedFile {
                field: name,
                name: file_name,
                part,
                read_bytes: 0,
                limit_bytes,
                is_begun: first,
            });
            return Ok(Upload { fields, file });
        }
        if fields.len() >= MAX_FIELDS {
            return Err(WebError::BadRequest);
        }
        fields.insert(name, text_of(part).await?);
    }
    Ok(Upload { fields, file: None })
}

async fn next_part(multipart: &mut Multipart<'static>) -> Result<Option<Field<'static>>, WebError> {
    let next = tokio::time::timeout(SILENCE, multipart.next_field()).await;
    next.map_err(|_| WebError::TooSlow)?.map_err(unread)
}

async fn text_of(mut part: Field<'static>) -> Result<String, WebError> {
    let mut whole = Vec::new();
    while let Some(bytes) =
        tokio::time::timeout(SILENCE, part.chunk()).await.map_err(|_| WebError::TooSlow)?.map_err(unread)?
    {
        whole.extend_from_slice(&bytes);
        if whole.len() > FIELD_LIMIT_BYTES {
            return Err(WebError::TooLarge);
        }
    }
    // PostgreSQL keeps no NUL in a text.
    String::from_utf8(whole).ok().filter(|text| !text.contains('\0')).ok_or(WebError::BadRequest)
}

/// The name without folders and control characters, at most 120 characters.
fn base_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(120).collect()
}

fn unread(error: multer::Error) -> WebError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => WebError::TooLarge,
        _ => WebError::BadRequest,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::{base_name, begin};
    use crate::web::error::WebError;

    fn body(file: &str) -> Body {
        Body::from(format!(
            "--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nabc\r\n--x\r\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"C:\\lop\\12A1.csv\"\r\n\r\n{file}\r\n--x--\r\n"
        ))
    }

    #[tokio::test]
    async fn fields_come_first_and_the_file_is_read_up_to_its_limit() {
        let upload = begin(body("một,hai"), "x".to_owned(), 20).await.unwrap();
        assert_eq!(upload.fields["form_token"], "abc");
        let file = upload.file.unwrap();
        assert_eq!((file.field.as_str(), file.name.as_str()), ("file", "12A1.csv"));
        assert_eq!(file.bytes().await.unwrap(), "một,hai".as_bytes());
        let upload = begin(body("một,hai"), "x".to_owned(), 8).await.unwrap();
        assert_eq!(upload.file.unwrap().bytes().await, Err(WebError::TooLarge));
    }

    #[tokio::test]
    async fn a_form_that_breaks_off_is_no_form() {
        let upload = begin(Body::from("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"), "x".to_owned(), 8);
        assert_eq!(upload.await.unwrap_err(), WebError::BadRequest);
    }

    #[test]
    fn a_file_has_no_folder() {
        let cases = [("a/b/c.csv", "c.csv"), ("..\\x.xlsx", "x.xlsx"), ("", ""), ("lớp\u{7} 12.csv", "lớp 12.csv")];
        for (given, name) in cases {
            assert_eq!(base_name(given), name);
        }
    }
}
