//! What runs later and regularly: the one visible list of handlers and schedules.
//!
//! A job looks for what is due and does it; nothing is handed to it. So a run that fails, or a process that dies, is
//! a delay and never a loss. Every job is written so that two workers may run it at the same time.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::{FutureExt as _, future::BoxFuture};
use tokio::task::JoinSet;

use crate::usecases::{Ctx, system};

/// Why a run failed; only ever logged.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;

/// One job.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name in the log.
    pub name: &'static str,
    /// How long after one run the next begins.
    pub every: Duration,
    run: fn(Ctx) -> BoxFuture<'static, Result<(), JobError>>,
}

/// Every job there is.
pub const JOBS: &[Job] = &[
    Job {
        name: "send_mail",
        every: Duration::from_secs(1),
        run: |ctx| Box::pin(async move { Ok(system::send_mail::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "ask_about_payments",
        every: Duration::from_secs(20),
        run: |ctx| Box::pin(async move { Ok(system::ask_about_payments::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "expire_orders",
        every: Duration::from_secs(60),
        run: |ctx| Box::pin(async move { Ok(system::expire_orders::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "refund_payments",
        every: Duration::from_secs(20),
        run: |ctx| Box::pin(async move { Ok(system::refund_payments::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "compare_statements",
        every: Duration::from_secs(60),
        run: |ctx| Box::pin(async move { Ok(system::compare_statements::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "compare_with_registry",
        every: Duration::from_secs(1),
        run: |ctx| Box::pin(async move { Ok(system::compare_with_registry::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "check_rolls",
        every: Duration::from_secs(1),
        run: |ctx| Box::pin(async move { Ok(system::check_rolls::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "expire_staff_links",
        every: Duration::from_secs(60),
        run: |ctx| Box::pin(async move { Ok(system::expire_staff_links::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "chain_audit",
        every: Duration::from_secs(1),
        run: |ctx| Box::pin(async move { Ok(system::chain_audit::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "verify_audit",
        every: Duration::from_secs(600),
        run: |ctx| Box::pin(async move { Ok(system::verify_audit::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "write_refused_notices",
        every: Duration::from_secs(60),
        run: |ctx| Box::pin(async move { Ok(system::settle_payment_notice::write_refused(&ctx).await?) }),
    },
    Job {
        name: "tell_about_approvals",
        every: Duration::from_secs(20),
        run: |ctx| Box::pin(async move { Ok(system::tell_about_approvals::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "remind_candidates",
        every: Duration::from_secs(60),
        run: |ctx| Box::pin(async move { Ok(system::remind_candidates::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "tell_about_extensions",
        every: Duration::from_secs(2),
        run: |ctx| Box::pin(async move { Ok(system::tell_about_extensions::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "tell_about_questions",
        every: Duration::from_secs(2),
        run: |ctx| Box::pin(async move { Ok(system::tell_about_questions::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "tell_about_unlocks",
        every: Duration::from_secs(20),
        run: |ctx| Box::pin(async move { Ok(system::tell_about_unlocks::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "sweep_files",
        every: Duration::from_secs(3600),
        run: |ctx| Box::pin(async move { Ok(system::sweep_files::run(&ctx).await.map(drop)?) }),
    },
    Job {
        name: "delete_expired_sessions",
        every: Duration::from_secs(600),
        run: |ctx| Box::pin(async move { Ok(system::delete_expired_sessions::run(&ctx).await.map(drop)?) }),
    },
];

/// Runs the jobs until the process ends, each on its own: one that is slow or fails stops no other.
pub async fn work(ctx: Ctx) {
    let mut jobs = JoinSet::new();
    for job in JOBS {
        let ctx = ctx.clone();
        jobs.spawn(async move {
            loop {
                run_guarded(job, &ctx).await;
                tokio::time::sleep(job.every.min(Duration::from_millis(ctx.config.web.jobs_every_ms))).await;
            }
        });
    }
    // Dropping the set, as when this future is dropped, ends them all.
    while jobs.join_next().await.is_some() {}
}

/// Runs every job once, in the order of the list: for tests, which let time pass themselves.
pub async fn run_all_once(ctx: &Ctx) {
    for job in JOBS {
        run_guarded(job, ctx).await;
    }
}

/// Runs a job once. An error or a panic is logged.
async fn run_guarded(job: &Job, ctx: &Ctx) {
    let run = async {
        ctx.refresh_demo_clock().await?;
        (job.run)(ctx.clone()).await
    };
    match AssertUnwindSafe(run).catch_unwind().await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(job = job.name, %error, "job failed"),
        Err(_) => tracing::error!(job = job.name, "job panicked"),
    }
}
