//! From a code to a known person: exchange, `/me`, `/organization`.

use usher_domain::answer::Refusal;
use usher_domain::journey::SeenAccount;
use usher_domain::problem::Problem;
use usher_entra::{CodeGrant, Entra, GraphError, RedeemError, RefreshToken};

use crate::problems::{of_entra, of_graph};

/// A person who signed in, and the token that keeps them signed in.
#[derive(Debug)]
pub(crate) struct Identified {
    /// Who.
    pub(crate) account: SeenAccount,
    /// `sub` and `iss` of the ID token, which a refreshed one must repeat.
    pub(crate) subject: String,
    /// See `subject`.
    pub(crate) issuer: String,
    /// The token to keep; `None` when the provider gave none.
    pub(crate) refresh_token: Option<RefreshToken>,
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
    let mut seen = SeenAccount {
        username: account.username,
        addresses: vec![],
        tenant: account.tenant,
        object: account.object,
        organization: None,
        granted: signed_in.granted,
    };
    if entra.authority().has_graph() {
        let me = entra.me(&signed_in.access_token).await.map_err(|e| CheckFailure::Problem(of_graph(&e)))?;
        if seen.object.as_ref() != Some(&me.id) {
            return Err(CheckFailure::Problem(Problem::AnswerNotTrusted));
        }
        seen.addresses = me.mail.into_iter().chain([me.username]).collect();
        seen.organization = match entra.organization(&signed_in.access_token).await {
            Ok(organization) => organization.name,
            // User.Read shows the name in most organizations; without it the domain is shown instead.
            Err(GraphError::NotAllowed) => None,
            Err(error) => return Err(CheckFailure::Problem(of_graph(&error))),
        };
    }
    Ok(Identified {
        account: seen,
        subject: account.subject,
        issuer: account.issuer,
        refresh_token: signed_in.refresh_token,
    })
}
