//! How requests of the protocol travel: within limits, and with every 5xx as an outage, so that an HTML
//! page from a proxy in front of the service is not taken for a broken answer of the service itself.

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};

use super::Outage;

/// More than any answer of the protocol needs.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

#[derive(Debug, thiserror::Error)]
pub(super) enum TransportError {
    #[error("no answer")]
    NoAnswer(#[from] reqwest::Error),
    #[error("answered with status {0}")]
    ServerError(u16),
    #[error("answered with too many bytes")]
    TooLong,
    #[error("not an HTTP message")]
    Malformed(#[from] http::Error),
}

impl TransportError {
    pub(super) fn outage(&self) -> Outage {
        match self {
            Self::NoAnswer(error) if error.is_timeout() => Outage::TooSlow,
            Self::NoAnswer(_) => Outage::NoAnswer,
            Self::ServerError(_) | Self::TooLong | Self::Malformed(_) => Outage::Broken,
        }
    }
}

/// Our HTTP client as the protocol's. The future is boxed: as a closure's its `Send` could not be shown.
pub(super) struct Transport<'a>(pub &'a reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Transport<'_> {
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0, request))
    }
}

async fn send(client: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, TransportError> {
    let mut answer = client.execute(request.try_into()?).await?;
    if answer.status().is_server_error() {
        return Err(TransportError::ServerError(answer.status().as_u16()));
    }
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(TransportError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(response.body(body)?)
}
