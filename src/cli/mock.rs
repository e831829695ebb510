//! `portal mock citizen-id | payment-gateway`

use std::{net::SocketAddr, time::Duration};

use clap::Subcommand;
use tokio::net::TcpListener;

use super::CommandResult;
use crate::{
    config::Config,
    mocks::{citizen_id, payment_gateway},
    usecases::context::paths,
};

/// Which service to play.
#[derive(Subcommand)]
pub enum Mock {
    /// The citizen-ID service with the population registry
    CitizenId {
        /// Where it listens; its issuer is http://<address>
        #[arg(long, env = "CITIZEN_ID_ADDRESS", default_value = "127.0.0.1:3002")]
        address: SocketAddr,
    },
    /// The payment gateway
    PaymentGateway {
        /// Where it listens
        #[arg(long, env = "PAYMENT_GATEWAY_ADDRESS", default_value = "127.0.0.1:3003")]
        address: SocketAddr,
    },
}

/// Serves the mock until it is stopped.
pub async fn run(mock: Mock) -> CommandResult {
    let config = Config::from_environment()?;
    match mock {
        Mock::CitizenId { address } => {
            let listener = bind(address, "CITIZEN_ID_ADDRESS").await?;
            citizen_id::serve(listener, self::citizen_id(&config)).await?;
        }
        Mock::PaymentGateway { address } => {
            let listener = bind(address, "PAYMENT_GATEWAY_ADDRESS").await?;
            payment_gateway::serve(listener, self::payment_gateway(&config)).await?;
        }
    }
    Ok(())
}

/// The mock as the portal's settings expect it.
fn citizen_id(config: &Config) -> citizen_id::CitizenIdConfig {
    let own = |path: &str| format!("{}{path}", config.web.base_url);
    citizen_id::CitizenIdConfig {
        issuer: config.citizen_id.issuer.clone(),
        clients: vec![citizen_id::RegisteredClient {
            client_id: config.citizen_id.client_id.clone(),
            client_secret: config.citizen_id.client_secret.clone(),
            name: "Cổng Thí sinh".to_owned(),
            redirect_uris: vec![own(paths::CITIZEN_ID_CALLBACK)],
            post_logout_redirect_uris: vec![own(paths::SIGNED_OUT)],
        }],
        registry_token: config.citizen_id.registry_token.clone(),
        clock: citizen_id::ServiceClock::default(),
    }
}

/// The mock as the portal's settings expect it.
fn payment_gateway(config: &Config) -> payment_gateway::MockGatewayConfig {
    payment_gateway::MockGatewayConfig {
        terminal_code: config.payment.terminal_code.clone(),
        secret: config.payment.secret.clone(),
        collecting_account: (config.payment.collecting_bank.clone(), config.payment.collecting_account.clone()),
        ipn_url: format!("{}{}", config.web.base_url, paths::PAYMENT_NOTIFICATION),
        retry_delay: Duration::from_secs(5),
        retries: 10,
    }
}

async fn bind(address: SocketAddr, variable: &str) -> Result<TcpListener, String> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| format!("cannot listen on {address} ({error}); set {variable} to a free port"))
}
