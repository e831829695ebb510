//! A waiting room before the password step of the staff sign-in: one request for every two cores is let in, a bounded
//! number waits outside, and whoever finds it full is told to come back. So whatever knocks here, half of the cores is
//! left to pages, also from what a try does besides hashing (`make bench` measures it).
//!
//! The threads that hash have bounds of their own; this one lies before the session, the season and the account are
//! read. Without it two hundred tries at once would wait for the database instead, and so would everyone's pages behind
//! them. Who waits here holds nothing but a place.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::web::form_token::read_form;

/// The door behind it.
const DOOR: &str = "/staff/sign-in";

/// Marks a request for which there was no place: the page says so, and hashes nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoPlace;

/// Who is let in, and who waits.
#[derive(Debug)]
pub struct WaitingRoom {
    inside: Arc<Semaphore>,
    waiting: AtomicUsize,
    places: usize,
}

/// A place that is given back when the wait ends, also by going away.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl WaitingRoom {
    /// One for every two of `cores` is let in at a time, at least one, and `places` may wait.
    #[must_use]
    pub fn new(cores: usize, places: usize) -> Self {
        let at_a_time = cores / 2;
        Self { inside: Arc::new(Semaphore::new(at_a_time.max(1))), waiting: AtomicUsize::new(0), places }
    }

    /// Waits to be let in; `None` when there is no place. Who asked first goes first.
    pub fn enter(&self) -> impl Future<Output = Option<OwnedSemaphorePermit>> + Send + '_ {
        let inside = Arc::clone(&self.inside);
        async move {
            if let Ok(permit) = Arc::clone(&inside).try_acquire_owned() {
                return Some(permit);
            }
            let before = self.waiting.fetch_add(1, Ordering::AcqRel);
            let _place = Place(&self.waiting);
            if before >= self.places {
                return None;
            }
            inside.acquire_owned().await.ok()
        }
    }
}

/// Lets a posted password wait for its turn; everything else passes.
pub async fn waiting_room(State(room): State<Arc<WaitingRoom>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || request.uri().path() != DOOR {
        return next.run(request).await;
    }
    // Whoever sends a byte a second waits for that outside, and keeps nobody else from the door.
    let (parts, body) = request.into_parts();
    let body = match read_form(body).await {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    let mut request = Request::from_parts(parts, Body::from(body));
    let permit = room.enter().await;
    if permit.is_none() {
        request.extensions_mut().insert(NoPlace);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use futures::poll;
    use std::pin::pin;

    use super::WaitingRoom;

    #[tokio::test]
    async fn one_is_inside_one_waits_and_the_third_finds_no_place() {
        let room = WaitingRoom::new(2, 1);
        let first = room.enter().await;
        assert!(first.is_some());
        let mut second = pin!(room.enter());
        assert!(poll!(second.as_mut()).is_pending());
        assert!(room.enter().await.is_none(), "the room is full");
        drop(first);
        let second = second.await;
        assert!(second.is_some());
        // Who goes away while waiting gives the place back.
        {
            let mut gone = pin!(room.enter());
            assert!(poll!(gone.as_mut()).is_pending());
        }
        let mut next = pin!(room.enter());
        assert!(poll!(next.as_mut()).is_pending(), "there is a place again");
        drop(second);
        assert!(next.await.is_some());
    }
}
