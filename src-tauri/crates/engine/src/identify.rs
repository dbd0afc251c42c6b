//! From a code to a known person: exchange, `/me`, `/organization`.

use usher_domain::answer::Refusal;
use usher_domain::connection::Identity;
use usher_domain::journey::SeenAccount;
use usher_domain::problem::Problem;
use usher_entra::{AccessToken, CodeGrant, Entra, GraphError, RedeemError, RefreshToken};

use crate::problems::{of_entra, of_graph};

/// A person who signed in, and the token that keeps them signed in.
#[derive(Debug)]
pub(crate) struct Identified {
    /// Who.
    pub(crate) account: SeenAccount,
    /// Who the ID token is about.
    pub(crate) identity: Identity,
    /// The token to keep; `None` when the provider gave none.
    pub(crate) refresh_token: Option<RefreshToken>,
    /// The token to ask with; memory only (S39).
    pub(crate) access_token: AccessToken,
}

/// Why a code did not lead to a known person.
#[derive(Debug)]
pub(crate) enum CheckFailure {
    /// The token endpoint said no.
    Refused(Refusal),
    /// It could not be checked.
    Problem(Problem),
}

/// Exchanges `grant` and reads who signed in. `/me` must name the same person as the ID token (S29).
///
/// # Errors
/// When the code is refused, an answer can't be trusted, or a call fails.
pub(crate) async fn identify(entra: &Entra, grant: CodeGrant) -> Result<Identified, CheckFailure> {
    let signed_in = entra.redeem(grant).await.map_err(|error| match error {
        RedeemError::Refused(refusal) => CheckFailure::Refused(refusal),
        RedeemError::NotTrusted(_) => CheckFailure::Problem(Problem::AnswerNotTrusted),
        RedeemError::ClockWrong => CheckFailure::Problem(Problem::ClockWrong),
        RedeemError::Entra(error) => CheckFailure::Problem(of_entra(&error)),
    })?;
    let account = signed_in.account;
    let mut addresses = vec![];
    let mut organization = None;
    if entra.authority().has_graph() {
        match entra.me(&signed_in.access_token).await {
            Ok(me) if account.is(&me) => addresses = me.mail.into_iter().chain([me.username]).collect(),
            Ok(_) => return Err(CheckFailure::Problem(Problem::AnswerNotTrusted)),
            // A product that does not ask for User.Read has only the ID token to say who it is.
            Err(GraphError::NotAllowed) => {}
            Err(error) => return Err(CheckFailure::Problem(of_graph(&error))),
        }
        organization = match entra.organization(&signed_in.access_token).await {
            Ok(organization) => organization.name,
            // User.Read shows the name in most organizations; without it the domain is shown instead.
            Err(GraphError::NotAllowed) => None,
            Err(error) => return Err(CheckFailure::Problem(of_graph(&error))),
        };
    }
    let seen = SeenAccount {
        username: account.username,
        addresses,
        tenant: account.tenant,
        object: account.object,
        organization,
        granted: signed_in.granted,
    };
    Ok(Identified {
        account: seen,
        identity: Identity { subject: account.subject, issuer: account.issuer },
        refresh_token: signed_in.refresh_token,
        access_token: signed_in.access_token,
    })
}
