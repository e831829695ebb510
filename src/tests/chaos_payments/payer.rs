//! One person with a fee to pay: what they do over HTTP, as a browser would. Whatever answers nothing or 5xx is tried
//! again, as a person would; what was acknowledged is remembered.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use portal::{
    domain::{
        access::{Actor, CandidateActor},
        ids::CandidateId,
        money::Dong,
        payment::viet_qr::{self, CollectingAccount},
    },
    external::payment_gateway::vnpay::read_query,
    usecases::{Ctx, session_store},
    web::session::{NewSignIn, begin},
};
use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};
use reqwest::{Response, StatusCode, header, redirect};
use tower_sessions::Session;

use crate::{Failure, stack::Stack};

const PAYMENT: &str = "/candidate/payment";
/// How long a person keeps trying.
const PATIENCE: Duration = Duration::from_secs(90);
/// The codes with which a payment fails at the gateway.
const FAILURES: [&str; 12] = ["24", "51", "09", "10", "11", "12", "13", "65", "75", "79", "08", "99"];

/// What payers share.
pub struct World {
    portal: String,
    gateway: String,
    http: reqwest::Client,
    ctx: Ctx,
    /// The references of the attempts that the portal acknowledged.
    acknowledged: Mutex<BTreeSet<String>>,
    /// What must never be.
    wrong: Mutex<Vec<String>>,
}

impl World {
    pub fn new(stack: &Stack, ctx: Ctx) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).timeout(Duration::from_secs(20));
        Ok(Self {
            portal: stack.portal_url().to_owned(),
            gateway: stack.gateway_url().to_owned(),
            http: http.no_proxy().build()?,
            ctx,
            acknowledged: Mutex::default(),
            wrong: Mutex::default(),
        })
    }

    /// Notes what must never be.
    pub fn note(&self, wrong: String) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).push(wrong);
    }

    /// What was noted.
    pub fn noted(&self) -> Vec<String> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The attempts that the portal acknowledged.
    pub fn acknowledged(&self) -> BTreeSet<String> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How the payer ends it.
#[derive(Debug, Clone, Copy)]
enum Decision {
    /// At the gateway's page, with this outcome.
    AtGateway(&'static str),
    /// With a bank's application and the VietQR code.
    ByCode,
    /// Not at all.
    Never,
}

/// A person with a fee to pay.
#[derive(Debug, Clone)]
pub struct Payer {
    candidate: CandidateActor,
    decision: Decision,
    clicks_twice: bool,
    comes_back: bool,
}

impl Payer {
    /// What this person will do.
    pub fn draw(candidate: CandidateActor, lots: &mut StdRng) -> Self {
        let decision = match lots.random_range(0..100) {
            0..70 => Decision::AtGateway("00"),
            70..78 => Decision::ByCode,
            78..88 => Decision::AtGateway(FAILURES.choose(lots).copied().unwrap_or("24")),
            88..91 => Decision::AtGateway("07"),
            91..94 => Decision::AtGateway("reversed"),
            _ => Decision::Never,
        };
        Self {
            candidate,
            decision,
            clicks_twice: lots.random_range(0..5) == 0,
            comes_back: lots.random_range(0..5) > 0,
        }
    }

    /// The next time the payment will go through.
    pub const fn decide_to_pay(&mut self) {
        self.decision = Decision::AtGateway("00");
    }

    pub const fn candidate_id(&self) -> CandidateId {
        self.candidate.candidate_id
    }

    /// Goes through it once. What cannot be done in time is given up.
    pub async fn pay(&self, world: &World) {
        let Some(cookie) = self.sign_in(world).await else { return };
        let Some(address) = self.start(world, &cookie).await else { return };
        if let Some(asked) = read_query(address.split_once('?').map_or("", |(_, query)| query))
            && let Some(reference) = asked.get("vnp_TxnRef")
        {
            world.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(reference.clone());
        }
        let back = match self.decision {
            Decision::Never => {
                let _ = persist(|| world.http.get(&address)).await;
                None
            }
            Decision::AtGateway(outcome) => decide(world, &address, outcome).await,
            Decision::ByCode => {
                by_code(world, &address).await;
                None
            }
        };
        if let Some(back) = back.filter(|back| self.comes_back && back.starts_with(&world.portal)) {
            let page = persist(|| world.http.get(&back).header(header::COOKIE, &cookie)).await;
            // 400 is for whom the gateway sends back with a signature that does not hold.
            let expected = [StatusCode::OK, StatusCode::BAD_REQUEST];
            if let Some(page) = page.filter(|page| !expected.contains(&page.status())) {
                world.note(format!("the way back is answered by {}", page.status()));
            }
        }
    }

    /// A session with level 2, as the sign-in leaves it. The database may be down for a moment.
    async fn sign_in(&self, world: &World) -> Option<String> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let session = Session::new(None, Arc::new(session_store(&world.ctx)), None);
            let signed_in = NewSignIn {
                actor: Actor::Candidate(self.candidate.clone()),
                name: "Người Thử".to_owned(),
                id_token: None,
            };
            if begin(&world.ctx, &session, signed_in).await.is_ok() && session.save().await.is_ok() {
                return session.id().map(|id| format!("session={id}"));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        world.note("nobody could sign in for too long".to_owned());
        None
    }

    /// Opens the fee page and clicks the button; the address at the gateway. `None` where the portal says that there is
    /// nothing to pay now.
    async fn start(&self, world: &World, cookie: &str) -> Option<String> {
        let page =
            persist(|| world.http.get(format!("{}{PAYMENT}", world.portal)).header(header::COOKIE, cookie)).await?;
        if page.status() != StatusCode::OK {
            world.note(format!("the fee page is answered by {}", page.status()));
            return None;
        }
        // The cookie that the form's token belongs to comes with the page.
        let cookies = std::iter::once(cookie.to_owned()).chain(set_cookies(&page)).collect::<Vec<_>>().join("; ");
        let text = page.text().await.ok()?;
        let token = text.split_once("name=\"form_token\" value=\"")?.1.split('"').next()?.to_owned();
        let click = || {
            let request = world.http.post(format!("{}{PAYMENT}/start", world.portal));
            request.header(header::COOKIE, &cookies).form(&[("form_token", &token)])
        };
        let answer = if self.clicks_twice {
            let (first, second) = tokio::join!(click().send(), click().send());
            if let (Ok(first), Ok(second)) = (&first, &second)
                && let (Some(first), Some(second)) = (location(first), location(second))
                && first != second
            {
                world.note(format!("two clicks lead to two attempts: {first} and {second}"));
            }
            match first.ok().filter(|answer| answer.status() == StatusCode::SEE_OTHER) {
                Some(answer) => answer,
                None => persist(click).await?,
            }
        } else {
            persist(click).await?
        };
        match (answer.status(), location(&answer)) {
            (StatusCode::SEE_OTHER, Some(address)) if address.starts_with(&world.gateway) => Some(address),
            (StatusCode::CONFLICT, _) => None,
            (status, _) => {
                world.note(format!("the button is answered by {status}"));
                None
            }
        }
    }
}

/// Chooses `outcome` on the gateway's page; where the browser is sent back to.
async fn decide(world: &World, address: &str, outcome: &str) -> Option<String> {
    persist(|| world.http.get(address)).await?;
    let form = BTreeMap::from([("bank", "NCB"), ("outcome", "other"), ("other_outcome", outcome)]);
    let answer = persist(|| world.http.post(address).form(&form)).await?;
    location(&answer)
}

/// Pays the VietQR code of the attempt.
async fn by_code(world: &World, address: &str) {
    let code = || -> Option<String> {
        let asked = read_query(address.split_once('?')?.1)?;
        let payment = &world.ctx.config.payment;
        let account = CollectingAccount::new(&payment.collecting_bank, &payment.collecting_account).ok()?;
        let amount = Dong::new(asked.get("vnp_Amount")?.parse::<i64>().ok()? / 100);
        viet_qr::text(&account, amount, asked.get("vnp_CreateDate")?, asked.get("vnp_TxnRef")?).ok()
    };
    let Some(code) = code() else { return world.note("no VietQR code".to_owned()) };
    let form = BTreeMap::from([("code", code.as_str()), ("bank", "VIETCOMBANK")]);
    persist(|| world.http.post(format!("{}/bank-app", world.gateway)).form(&form)).await;
}

/// Asks until there is an answer below 500, or patience ends.
async fn persist(request: impl Fn() -> reqwest::RequestBuilder) -> Option<Response> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match request().send().await {
            Ok(answer) if !answer.status().is_server_error() => return Some(answer),
            _ => tokio::time::sleep(Duration::from_millis(400)).await,
        }
    }
    None
}

fn location(answer: &Response) -> Option<String> {
    Some(answer.headers().get(header::LOCATION)?.to_str().ok()?.to_owned())
}

fn set_cookies(answer: &Response) -> impl Iterator<Item = String> {
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    cookies.filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()))
}
