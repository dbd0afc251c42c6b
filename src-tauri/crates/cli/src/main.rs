//! `usherctl`: the engine without a window, for vendors, helpdesk scripts and tests.
//!
//! With `--json` stdout holds JSON only, one object a line; words for people go to stderr. Exit codes:
//! 0 done or yes, 1 the answer is no, 2 wrong usage or unreadable input, 3 could not check.

mod admin_link;
mod check;
mod connect;
mod connections;
mod diagnose;
mod ground;
mod obstacle;
mod output;
mod practice;
mod profile;
mod setup;
mod signals;
mod watch;
mod words;

use std::io::{stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use url::Url;
use usher_domain::ids::{ClientId, TenantId, WorkAddress};

#[derive(Parser)]
#[command(name = "usherctl", version, about = "Usher without a window")]
struct Command {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Read one answer of Microsoft on stdin and say what it means.
    Diagnose {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// One JSON string a line in, one object a line out.
        #[arg(long)]
        batch: bool,
    },
    /// Sign in through the browser and say which situation it was.
    Connect(Connect),
    /// Print the link that an admin opens to approve. It can only approve.
    AdminLink(AdminLink),
    /// Look up what is granted now.
    Check {
        #[command(flatten)]
        which: Which,
        /// Look again, at most once a minute, until everything is granted; print each line that changes.
        #[arg(long)]
        watch: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check the values of an own app registration, as the window saves them.
    Setup(SetupValues),
    /// List the connections.
    Connections {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Forget a connection and its sign-in.
    Disconnect {
        /// Its id, as `connections` prints it.
        id: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The practice organization.
    Practice {
        #[command(subcommand)]
        act: Practice,
    },
    /// Integration profiles.
    Profile {
        #[command(subcommand)]
        act: Profile,
    },
}

/// How to connect, with what.
#[derive(Args)]
pub(crate) struct Connect {
    /// The product's profile.
    #[arg(long, required_unless_present = "authority", conflicts_with = "authority")]
    profile: Option<String>,
    /// Act in the practice organization, with this scenario.
    #[arg(long, requires = "profile")]
    practice: Option<String>,
    /// The work address of the person who signs in.
    #[arg(long)]
    account: Option<String>,
    /// A practice or test provider on this machine, instead of Microsoft.
    #[arg(long, requires = "client_id")]
    authority: Option<Url>,
    /// The client id at that provider.
    #[arg(long, requires = "authority")]
    client_id: Option<String>,
    /// A scope to ask for; repeat for more.
    #[arg(long = "scope", requires = "authority")]
    scopes: Vec<String>,
    /// Print the link instead of opening a browser.
    #[arg(long)]
    print_url: bool,
    /// Seconds to wait for the browser.
    #[arg(long, default_value_t = 900)]
    timeout: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// For which product and organization the link is.
#[derive(Args)]
pub(crate) struct AdminLink {
    /// The product's profile.
    #[arg(long)]
    profile: String,
    #[command(flatten)]
    organization: Organization,
    /// A practice organization on this machine, instead of Microsoft.
    #[arg(long, requires = "client_id")]
    authority: Option<Url>,
    /// The client id there.
    #[arg(long, requires = "authority", value_parser = ClientId::parse)]
    client_id: Option<ClientId>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Which values, for which product.
#[derive(Args)]
pub(crate) struct SetupValues {
    /// The product's profile.
    #[arg(long)]
    profile: String,
    /// The file, JSON or TOML.
    #[arg(long)]
    values: PathBuf,
    /// Sign in as the app with the client secret that stands in the first line of stdin. Nothing is kept.
    #[arg(long)]
    prove: bool,
    /// A practice organization on this machine, instead of Microsoft.
    #[arg(long, requires = "prove")]
    authority: Option<Url>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Organization {
    /// The work address of anybody there.
    #[arg(long, value_name = "EMAIL", value_parser = WorkAddress::parse)]
    account: Option<WorkAddress>,
    /// The id of its tenant.
    #[arg(long, value_name = "GUID", value_parser = TenantId::parse)]
    tenant: Option<TenantId>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// One connection.
    #[arg(long)]
    connection: Option<String>,
    /// All of them.
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum Practice {
    /// List what can be practiced.
    Scenarios {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run the practice organization until SIGTERM or the end of stdin.
    Serve {
        /// How the organization is set up.
        #[arg(long)]
        scenario: Option<String>,
        /// The port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Profile {
    /// List the built-in profiles.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of a profile file.
    Schema,
    /// Check a profile file.
    Check {
        /// The file.
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse().act {
        Act::Diagnose { json, batch } => diagnose::run(json, batch, stdin().lock(), stdout().lock()),
        Act::Connect(ask) => connect::run(ask).await,
        Act::AdminLink(ask) => admin_link::run(ask).await,
        Act::Check { which, watch: true, json } => watch::watch(which.connection, json).await,
        Act::Check { which: Which { connection: Some(id), .. }, watch: false, json } => {
            check::check(&id, json).await
        }
        Act::Check { which: Which { connection: None, .. }, watch: false, json } => check::all(json).await,
        Act::Setup(ask) => setup::run(ask).await,
        Act::Connections { json } => connections::list(json),
        Act::Disconnect { id, json } => connections::disconnect(&id, json).await,
        Act::Practice { act: Practice::Scenarios { json } } => practice::scenarios(json),
        Act::Practice { act: Practice::Serve { scenario, port, json } } => {
            practice::serve(scenario.as_deref(), port, json).await
        }
        Act::Profile { act: Profile::List { json } } => profile::list(json, &mut stdout().lock()),
        Act::Profile { act: Profile::Schema } => profile::schema(&mut stdout().lock()),
        Act::Profile { act: Profile::Check { file, json } } => {
            profile::check(&file, json, &mut stdout().lock(), &mut stderr().lock())
        }
    }
}
