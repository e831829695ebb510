//! A signed-in page while wrong passwords come, against the same page alone: idle and attack take turns within one run.
//!
//! The attack comes from everywhere at once: each try from another network and for another address, so that no throttle
//! stops it before its password is hashed; only the queue does. A wave is 200 tries at the same time, and the next comes
//! when all are answered. All of it happens in one process, so the attackers' own work is in the figure too.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Instant,
};

use futures::future::join_all;
use portal::testing::{Browser, TestApp};

use crate::{percentile, row};

const AT_ONCE: usize = 200;
const TURNS: usize = 4;
const LOADS_A_TURN: usize = 150;

/// Prints the percentiles of both and their ratio.
pub fn print() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run());
    Ok(())
}

async fn run() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let actor = app.staff("truong.songhuong@demo.example.vn").await;
    let mut page = app.browser_as(&actor).await;
    let mut attackers: Vec<Browser> = (0..AT_ONCE).map(|_| app.browser()).collect();
    for attacker in &mut attackers {
        attacker.form_token().await;
    }
    let attackers = Arc::new(tokio::sync::Mutex::new(attackers));
    let tries = Arc::new(AtomicU32::new(0));
    let hashed = Arc::new(AtomicU32::new(0));
    let (mut idle, mut attacked) = (Vec::new(), Vec::new());
    load(&mut page, &mut Vec::new()).await;
    for _ in 0..TURNS {
        load(&mut page, &mut idle).await;
        let goes_on = Arc::new(AtomicBool::new(true));
        let attack = {
            let (attackers, tries, hashed, goes_on) =
                (Arc::clone(&attackers), Arc::clone(&tries), Arc::clone(&hashed), Arc::clone(&goes_on));
            tokio::spawn(async move {
                while goes_on.load(Ordering::Relaxed) {
                    let mut attackers = attackers.lock().await;
                    join_all(attackers.iter_mut().map(|attacker| try_once(attacker, &tries, &hashed))).await;
                }
            })
        };
        load(&mut page, &mut attacked).await;
        goes_on.store(false, Ordering::Relaxed);
        let _ = attack.await;
    }
    let loads = idle.len();
    let [(idle50, idle99), (attacked50, attacked99)] =
        [&mut idle, &mut attacked].map(|times| (percentile(times, 50), percentile(times, 99)));
    let (tries, hashed) = (tries.load(Ordering::Relaxed), hashed.load(Ordering::Relaxed));
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

/// One wrong password, from a network of its own.
async fn try_once(attacker: &mut Browser, tries: &AtomicU32, hashed: &AtomicU32) {
    let number = tries.fetch_add(1, Ordering::Relaxed);
    let [_, high, middle, low] = number.to_be_bytes();
    attacker.set_address([11 + high, middle, low, 1].into());
    let email = format!("{number}@demo.example.vn");
    let answer = attacker
        .post("/staff/sign-in", &[("email", &email), ("password", "not-the-password"), ("return_to", "")])
        .await;
    match answer.status.as_u16() {
        422 => {
            hashed.fetch_add(1, Ordering::Relaxed);
        }
        503 => {}
        other => unreachable!("neither refused nor busy: {other}"),
    }
}
