//! Work that takes a core for a while or much memory: on a thread of its own, and so many pieces at a time.
//!
//! Whoever asked may go away meanwhile (a closed connection, a timeout); the work goes on, so its place is given back by
//! the work and not by the asking.

use std::sync::{Arc, LazyLock};

use tokio::{
    sync::Semaphore,
    task::{JoinError, spawn_blocking},
};

/// The places for one kind of work.
pub type Places = LazyLock<Arc<Semaphore>>;

/// Does the work when one of the `places` is free.
///
/// # Errors
/// When it panicked.
pub async fn on_a_thread<T: Send + 'static>(
    places: &Places,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    // Nobody closes the semaphore.
    let place = Arc::clone(places).acquire_owned().await.ok();
    spawn_blocking(move || {
        let _place = place;
        work()
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;

    #[tokio::test]
    async fn a_place_is_taken_until_the_work_is_done_whoever_waits_for_it() {
        static PLACES: Places = LazyLock::new(|| Arc::new(Semaphore::new(1)));
        let (finish, finished) = mpsc::channel::<()>();
        let left = tokio::time::timeout(Duration::from_millis(50), on_a_thread(&PLACES, move || finished.recv().ok()));
        assert!(left.await.is_err(), "whoever asked went away");
        assert_eq!(PLACES.available_permits(), 0);
        finish.send(()).unwrap();
        assert_eq!(on_a_thread(&PLACES, || 7).await.unwrap(), 7);
        assert_eq!(PLACES.available_permits(), 1);
    }
}
