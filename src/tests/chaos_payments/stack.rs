//! The processes: PostgreSQL, the portal, the payment gateway. Each is started here, and killed.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use portal::{
    config::Config,
    external::http::{Timeouts, client},
    storage::Db,
    testing::as_application,
    usecases::{
        Ctx,
        context::{Clock, Rng},
    },
};
use tokio::{
    process::{Child, Command},
    sync::Mutex,
};

use crate::Failure;

const LOGS: &str = ".run/logs/chaos-payments";
const START_LIMIT: Duration = Duration::from_secs(60);

/// What has to be known to start them.
pub struct Settings {
    binary: PathBuf,
    pairs: Vec<(&'static str, String)>,
    portal_url: String,
    gateway_url: String,
}

/// The processes while they run.
pub struct Stack {
    settings: Settings,
    portal: Mutex<Child>,
    gateway: Mutex<Child>,
    http: reqwest::Client,
}

impl Stack {
    /// Starts PostgreSQL, brings it up to date, and chooses ports.
    pub fn prepare(binary: &Path) -> Result<Settings, Failure> {
        std::fs::create_dir_all(LOGS)?;
        let owner_url = postgres("start")?;
        let [portal, gateway, closed] = [free_port()?, free_port()?, free_port()?];
        let (portal_url, gateway_url) = (format!("http://127.0.0.1:{portal}"), format!("http://127.0.0.1:{gateway}"));
        let pairs = vec![
            ("DATABASE_URL", as_application(&owner_url)),
            ("DATABASE_OWNER_URL", owner_url),
            ("PORTAL_DEMO", "on".to_owned()),
            ("PORTAL_ADDRESS", format!("127.0.0.1:{portal}")),
            ("PORTAL_BASE_URL", portal_url.clone()),
            ("PORTAL_JOBS_EVERY_MS", "500".to_owned()),
            // Everyone comes from one address here.
            ("PORTAL_ADDRESS_PER_SECOND", "100000".to_owned()),
            ("PORTAL_ADDRESS_BURST", "100000".to_owned()),
            ("PAYMENT_GATEWAY_ADDRESS", format!("127.0.0.1:{gateway}")),
            ("PAYMENT_PAY_URL", format!("{gateway_url}/paymentv2/vpcpay.html")),
            ("PAYMENT_API_URL", format!("{gateway_url}/merchant_webapi/api/transaction")),
            ("PAYMENT_STATEMENT_URL", format!("{gateway_url}/merchant_webapi/statement")),
            // Nobody has an address for mail, and nobody asks the registry.
            ("MAIL_SMTP_URL", format!("smtp://127.0.0.1:{closed}")),
            ("CITIZEN_ID_ISSUER", format!("http://127.0.0.1:{closed}")),
            ("POPULATION_REGISTRY_URL", format!("http://127.0.0.1:{closed}")),
        ];
        let settings = Settings { binary: binary.to_owned(), pairs, portal_url, gateway_url };
        let migrated = settings.command("migrate", &[], "migrate")?.into_std().status()?;
        if migrated.success() { Ok(settings) } else { Err(format!("the migrations failed: {LOGS}/migrate.log").into()) }
    }

    pub fn portal_url(&self) -> &str {
        &self.settings.portal_url
    }

    pub fn gateway_url(&self) -> &str {
        &self.settings.gateway_url
    }

    /// `kill -9` of the portal; it is started again at once, and has answered when this returns.
    pub async fn kill_portal(&self) -> Result<(), Failure> {
        let mut portal = self.portal.lock().await;
        portal.kill().await?;
        *portal = self.settings.portal()?;
        drop(portal);
        self.wait_for_health().await
    }

    /// PostgreSQL stops as if the power had gone, and recovers when it is started again.
    pub async fn crash_database(&self, for_so_long: Duration) -> Result<(), Failure> {
        tokio::task::spawn_blocking(|| postgres("crash")).await??;
        tokio::time::sleep(for_so_long).await;
        tokio::task::spawn_blocking(|| postgres("start")).await??;
        Ok(())
    }

    /// Sets what goes wrong at the gateway.
    pub async fn set_faults(&self, faults: &serde_json::Value) -> Result<(), Failure> {
        let request = self.http.put(format!("{}/control/faults", self.gateway_url())).json(faults);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// What goes wrong at the gateway now.
    pub async fn faults(&self) -> Result<serde_json::Value, Failure> {
        Ok(self.http.get(format!("{}/control/faults", self.gateway_url())).send().await?.json().await?)
    }

    /// The gateway's own books.
    pub async fn books<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failure> {
        let answer = self.http.get(format!("{}/control/books", self.gateway_url())).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// Runs the program with these words; whether it succeeded.
    pub async fn portal_says(&self, command: &str, words: &[&str]) -> Result<bool, Failure> {
        Ok(self.settings.command(command, words, command)?.status().await?.success())
    }

    /// Ends everything.
    pub async fn stop(&self) -> Result<(), Failure> {
        self.portal.lock().await.kill().await?;
        self.gateway.lock().await.kill().await?;
        postgres("stop")?;
        Ok(())
    }

    async fn wait_for_health(&self) -> Result<(), Failure> {
        let address = format!("{}/health", self.portal_url());
        let until = std::time::Instant::now() + START_LIMIT;
        while std::time::Instant::now() < until {
            if self.http.get(&address).send().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the portal does not answer; its log is {LOGS}/portal.log").into())
    }
}

impl Settings {
    /// The driver's own access to the portal's database, as the portal has it.
    pub fn context(&self) -> Result<Ctx, Failure> {
        let lookup = |name: &str| self.pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        let config = Config::read(&lookup).map_err(|problems| format!("{problems:?}"))?;
        let db = Db::connect_lazy(&config.database.url, 16)?;
        Ctx::new(db, config, Clock::system(), Rng::seeded(7))
    }

    /// Starts the gateway and the portal.
    pub async fn start(self) -> Result<Stack, Failure> {
        let gateway = Mutex::new(self.command("mock", &["payment-gateway"], "payment-gateway")?.spawn()?);
        let portal = Mutex::new(self.portal()?);
        let stack = Stack { settings: self, portal, gateway, http: client(Timeouts::default())? };
        stack.wait_for_health().await?;
        Ok(stack)
    }

    fn portal(&self) -> Result<Child, Failure> {
        Ok(self.command("serve", &[], "portal")?.spawn()?)
    }

    fn command(&self, command: &str, words: &[&str], log: &str) -> Result<Command, Failure> {
        let log = File::options().create(true).append(true).open(format!("{LOGS}/{log}.log"))?;
        let mut process = Command::new(&self.binary);
        process.arg(command).args(words).envs(self.pairs.iter().map(|(name, value)| (name, value)));
        process.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        Ok(process)
    }
}

/// tools/postgres.sh with a server of our own, whose commits survive that it is stopped at once.
fn postgres(action: &str) -> Result<String, Failure> {
    let mut script = std::process::Command::new("tools/postgres.sh");
    script.args([action, "throwaway"]).env("PORTAL_STACK", "chaos-payments").env("POSTGRES_KEEPS_COMMITS", "on");
    let output = script.env_remove("DATABASE_URL").stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("tools/postgres.sh {action} failed").into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
