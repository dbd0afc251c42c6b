//! An app of the organization's own: proving it, writing it, and what it signs in with.

use secrecy::SecretString;
use usher_domain::connection::Kept;
use usher_domain::desk::Desk;
use usher_domain::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use usher_domain::journey::effect::AppSignIn;
use usher_domain::journey::event::Event;
use usher_domain::own_app::{AppAnswer, Credential, CredentialKind, Setup, Write};
use usher_domain::problem::Problem;
use usher_domain::view::own_app::BuildStop;
use usher_entra::{ClientSecret, Entra};

use super::Hands;
use crate::app::{
    Done, PublicPart, Writing, adopt_credential, forget_credential, forget_replaced, make_certificate,
    prove_app, take_back,
};
use crate::problems::{of_entra, of_vault};

/// The name to propose for a certificate's public part.
const CERTIFICATE_FILE: &str = "usher-certificate.cer";

/// Both ids that a person typed.
pub(super) struct Ids {
    pub(super) setup: ConnectionId,
    pub(super) client_id: ClientId,
    pub(super) tenant: TenantId,
}

impl Hands {
    /// Takes a client secret in, and keeps it; what can't be one is refused at once.
    pub(crate) fn take_secret(
        &mut self,
        (setup, pending): (ConnectionId, bool),
        secret: SecretString,
        days: Option<u16>,
    ) -> Event {
        let secret = match ClientSecret::parse(secret) {
            Ok(secret) => secret,
            Err(shape) => return Event::SecretRefused { shape },
        };
        self.note_credential(&setup);
        let accepted = Event::SecretAccepted { setup: setup.clone() };
        let (ground, events) = (self.ground().clone(), self.events.clone());
        self.keeping(async move {
            let hint = secret.hint();
            let key = ground.client_secret(&setup.slot(pending));
            let (kept, problem) = ground.keep_secret(&key, secret.secret()).await;
            drop(events.send(Event::SecretTaken { setup, pending, hint, days, kept, problem }));
        });
        accepted
    }

    /// Runs what puts something into the keychain or takes it out, each after the one before; the end of practice waits
    /// for it.
    fn keeping(&mut self, keeps: impl Future<Output = ()> + Send + 'static) {
        if self.practice.is_some() {
            self.rehearsing.spawn(self.turns_in_practice.take(keeps));
        } else {
            tokio::spawn(self.turns.take(keeps));
        }
    }

    /// What practice has put into the keychain is taken out of it at its end.
    fn note_credential(&mut self, setup: &ConnectionId) {
        if self.practice.is_some() {
            self.rehearsed.insert(setup.clone());
        }
    }

    pub(super) fn entra_of(&self, profile: &ProfileId, desk: &Desk) -> Result<Entra, Problem> {
        let place = desk.profile(profile).and_then(|profile| self.place(&profile, desk));
        place.ok_or(Problem::OddAnswer).and_then(|place| self.adapters.at(&place))
    }

    /// Signs in as `app` at `entra`, and tells what came of it.
    pub(super) fn prove(&self, entra: Result<Entra, Problem>, app: AppSignIn) {
        let (ground, events) = (self.ground().clone(), self.events.clone());
        tokio::spawn(async move {
            let answer = match entra {
                Ok(entra) => prove_app(&ground, &entra, &app).await,
                Err(problem) => AppAnswer::CouldNotAsk { problem },
            };
            drop(events.send(Event::AppAnswered { app: Box::new(app), answer: Box::new(answer) }));
        });
    }

    pub(super) fn check_ids(&self, profile: &ProfileId, ids: Ids, desk: &Desk) {
        let (entra, events) = (self.entra_of(profile, desk), self.events.clone());
        tokio::spawn(async move {
            let checked = match entra {
                Ok(entra) => are_tenants(&entra, &ids).await,
                Err(problem) => Err(problem),
            };
            let Ids { setup, client_id, tenant } = ids;
            let ids = (client_id, tenant);
            drop(events.send(match checked {
                Ok((tenant_exists, client_is_tenant)) => {
                    Event::IdsChecked { setup, ids, tenant_exists, client_is_tenant }
                }
                Err(problem) => Event::IdsNotChecked { setup, ids, problem },
            }));
        });
    }

    pub(super) fn write(&mut self, setup: Box<Setup>, write: Write, desk: &Desk) {
        let id = setup.id.clone();
        let (Some(session), Some(profile)) = (self.session.current(), desk.profile(&setup.profile)) else {
            self.happened(Event::WriteStopped { setup: id, why: BuildStop::SignedOut });
            return;
        };
        self.note_credential(&id);
        // An id that this run drew and has not written with yet can't have an app anywhere.
        let is_first =
            write == Write::RegisterApp && id.0.starts_with(&desk.run) && self.begun.insert(id.clone());
        let writing = Writing {
            session,
            ground: self.ground().clone(),
            setup,
            profile,
            settle_first: self.waits().settle_first,
            may_be_there: !is_first,
        };
        let events = self.events.clone();
        tokio::spawn(async move {
            match writing.ensure(&write).await {
                Ok(Done { made, kept, problem }) => {
                    drop(events.send(Event::Wrote { setup: id, write, made, kept }));
                    if let Some(problem) = problem {
                        drop(events.send(Event::WentWrong { problem }));
                    }
                }
                Err(why) => drop(events.send(Event::WriteStopped { setup: id, why })),
            }
        });
    }

    /// The place could not be written down, and without it a write could be made twice.
    pub(crate) fn cannot_write(&self, setup: ConnectionId, problem: Problem) {
        let why = BuildStop::Problem { problem };
        self.happened(Event::WriteStopped { setup, why });
    }

    pub(super) fn take_back(&self, setup: ConnectionId, object: ObjectId) {
        let Some(session) = self.session.current() else {
            self.happened(Event::WriteStopped { setup, why: BuildStop::SignedOut });
            return;
        };
        let events = self.events.clone();
        tokio::spawn(async move {
            drop(events.send(match take_back(&session, &object).await {
                Ok(()) => Event::TakenBack { setup },
                Err(why) => Event::WriteStopped { setup, why },
            }));
        });
    }

    pub(super) fn make_certificate(&mut self, (setup, pending): (ConnectionId, bool), name: String) {
        self.note_credential(&setup);
        let (ground, events) = (self.ground().clone(), self.events.clone());
        self.keeping(async move {
            drop(events.send(match make_certificate(&ground, &setup.slot(pending), &name).await {
                Ok((PublicPart { thumbprint, ends_at, .. }, kept, problem)) => {
                    Event::CertificateMade { setup, pending, thumbprint, ends_at, kept, problem }
                }
                Err(problem) => Event::CertificateNotMade { setup, problem },
            }));
        });
    }

    pub(super) fn save_certificate(&self, setup: &ConnectionId, kept: Kept) {
        let key = self.ground().certificate_key(setup);
        let (ground, desktop, events) = (self.ground().clone(), self.desktop.clone(), self.events.clone());
        tokio::spawn(async move {
            let public = match ground.secrets_of(kept).load(&key).await {
                Ok(found) => found.as_ref().and_then(PublicPart::of).ok_or(Problem::KeychainMute),
                Err(error) => Err(of_vault(error)),
            };
            let saved = match public {
                Ok(public) => tokio::task::spawn_blocking(move || {
                    desktop.save_file(CERTIFICATE_FILE, &public.pem).map_err(|_| Problem::CannotSave)
                })
                .await
                .unwrap_or(Err(Problem::CannotSave)),
                Err(problem) => Err(problem),
            };
            if let Err(problem) = saved {
                drop(events.send(Event::WentWrong { problem }));
            }
        });
    }

    pub(super) fn adopt_credential(&mut self, setup: ConnectionId, credential: Credential, kept: Kept) {
        let (ground, events) = (self.ground().clone(), self.events.clone());
        self.keeping(async move {
            drop(events.send(match adopt_credential(&ground, &setup, (credential.kind(), kept)).await {
                Ok(kept) => Event::CredentialAdopted { setup, credential, kept },
                Err(problem) => Event::CredentialNotAdopted { setup, problem },
            }));
        });
    }

    pub(super) fn forget_replaced(&mut self, setup: ConnectionId, credential: CredentialKind) {
        let (ground, events) = (self.ground().clone(), self.events.clone());
        self.keeping(async move {
            if let Err(problem) = forget_replaced(&ground, &setup, credential).await {
                drop(events.send(Event::WentWrong { problem }));
            }
        });
    }

    pub(super) fn forget_credential(&mut self, setup: ConnectionId) {
        let (ground, events) = (self.ground().clone(), self.events.clone());
        self.keeping(async move {
            if let Err(problem) = forget_credential(&ground, &setup).await {
                drop(events.send(Event::WentWrong { problem }));
            }
        });
    }

    /// One reminder a day, and none in a rehearsal.
    pub(super) fn remind_later(&mut self) {
        if self.practice.is_some() {
            return;
        }
        let reminder = self.later(self.waits.reminder, Event::ReminderDue);
        if let Some(earlier) = self.reminder.replace(reminder) {
            earlier.abort();
        }
    }
}

/// Whether there is an organization under either id. Where the tenant's is one, the app's needs no second look.
async fn are_tenants(entra: &Entra, ids: &Ids) -> Result<(bool, bool), Problem> {
    let exists = async |id: &TenantId| entra.tenant_exists(id).await.map_err(|error| of_entra(&error));
    if exists(&ids.tenant).await? {
        return Ok((true, false));
    }
    let client = TenantId::parse(ids.client_id.as_str()).map_err(|_| Problem::OddAnswer)?;
    Ok((false, exists(&client).await?))
}
