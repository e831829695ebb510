//! A signed-in page while wrong passwords come, against the same page alone: idle and attack take turns within one run.
//!
//! The attack comes from everywhere at once: each try from another network and for another address, so that no throttle
//! stops it before its password is hashed; only the queue does. 200 attackers come at the same moment, and each tries
//! again as soon as it is answered. All of it happens in one process, so the attackers' own work is in the figure too.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, header},
};
use portal::{
    testing::{Browser, TestApp},
    web::router::router,
};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::{percentile, row};

const AT_ONCE: usize = 200;
/// Many turns, so that a slow moment of the machine hits both.
const TURNS: usize = 10;
const LOADS_A_TURN: usize = 450;

/// Prints the percentiles of both and their ratio.
pub fn print() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run());
    Ok(())
}

async fn run() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let actor = app.staff("truong.songhuong@demo.example.vn").await;
    let mut page = app.browser_as(&actor).await;
    let attack = Arc::new(Attack::prepare(router(app.ctx.clone())).await);
    let (mut idle, mut attacked) = (Vec::new(), Vec::new());
    load(&mut page, &mut Vec::new()).await;
    for _ in 0..TURNS {
        load(&mut page, &mut idle).await;
        let goes_on = Arc::new(AtomicBool::new(true));
        let attackers = (0..AT_ONCE).map(|_| Arc::clone(&attack).again_and_again(Arc::clone(&goes_on)));
        let mut attackers: JoinSet<()> = attackers.collect();
        load(&mut page, &mut attacked).await;
        goes_on.store(false, Ordering::Relaxed);
        attackers.shutdown().await;
    }
    let loads = idle.len();
    let [(idle50, idle99), (attacked50, attacked99)] =
        [&mut idle, &mut attacked].map(|times| (percentile(times, 50), percentile(times, 99)));
    let (tries, hashed) = (attack.tries.load(Ordering::Relaxed), attack.hashed.load(Ordering::Relaxed));
    println!("a signed-in page, {loads} loads each, milliseconds: alone p50 {idle50:.1}, p99 {idle99:.1};");
    println!(
        "  with {AT_ONCE} wrong passwords at once p50 {attacked50:.1}, p99 {attacked99:.1} ({tries} tries, {hashed} hashed)"
    );
    row("p99 of a page under 200 wrong passwords / alone", attacked99 / idle99, 1.5);
}

/// Loads the page again and again and notes how long each load took.
async fn load(page: &mut Browser, times: &mut Vec<f64>) {
    for _ in 0..LOADS_A_TURN {
        let begun = Instant::now();
        let answer = page.get("/school").await;
        assert_eq!(answer.status.as_u16(), 200, "the page of the benchmark");
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
}

/// Who sends wrong passwords.
struct Attack {
    router: Router,
    cookies: String,
    form_token: String,
    tries: AtomicU32,
    hashed: AtomicU32,
}

impl Attack {
    /// Loads the form once, as whoever attacks would.
    async fn prepare(router: Router) -> Self {
        let request = Request::get("/staff/sign-in").body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("the router cannot fail");
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect::<Vec<_>>();
        let cookies = cookies.join("; ");
        let page = to_bytes(answer.into_body(), 1 << 20).await.expect("a page");
        let page = String::from_utf8_lossy(&page);
        let (_, rest) = page.split_once("name=\"form_token\" value=\"").expect("a form with a token");
        let form_token = rest.split('"').next().unwrap_or_default().to_owned();
        Self { router, cookies, form_token, tries: AtomicU32::new(0), hashed: AtomicU32::new(0) }
    }

    /// One attacker.
    async fn again_and_again(self: Arc<Self>, goes_on: Arc<AtomicBool>) {
        while goes_on.load(Ordering::Relaxed) {
            self.try_once().await;
        }
    }

    /// One wrong password, from a network of its own.
    async fn try_once(&self) {
        let number = self.tries.fetch_add(1, Ordering::Relaxed);
        let [_, high, middle, low] = number.to_be_bytes();
        let body = format!("form_token={}&email={number}%40demo.example.vn&password=wrong&return_to=", self.form_token);
        let request = Request::post("/staff/sign-in")
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .extension(ConnectInfo(std::net::SocketAddr::from(([11 + high, middle, low, 1], 443))))
            .body(Body::from(body))
            .expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("the router cannot fail");
        match answer.status().as_u16() {
            422 => {
                self.hashed.fetch_add(1, Ordering::Relaxed);
            }
            503 => {}
            other => unreachable!("neither refused nor busy: {other}"),
        }
    }
}
