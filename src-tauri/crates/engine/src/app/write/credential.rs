//! The credential of an app that Usher registers: in the keychain before it is on the receipt.

use jiff::Timestamp as Instant;
use usher_domain::connection::Kept;
use usher_domain::own_app::{MADE_FOR_DAYS, Made, secret_end};
use usher_domain::problem::Problem;
use usher_domain::time::Timestamp;
use usher_domain::view::own_app::BuildStop;
use usher_entra::{ClientSecret, NewPassword, PasswordInfo, PublicCertificate, Registration, WriteError};
use usher_vault::{Secret, SecretKey};

use super::{Done, Writing, Wrote, not_yet, odd, of_write};
use crate::app::certificate::{PublicPart, make_certificate};
use crate::world::now;

impl Writing {
    pub(super) async fn make_secret(&self) -> Wrote<Done> {
        let app = self.app().await?;
        let name = self.credential_name();
        let ours: Vec<&PasswordInfo> =
            app.passwords.iter().filter(|known| known.name.as_deref() == Some(&name)).collect();
        let key = self.ground.client_secret(&self.setup.id);
        if let Some((secret, kept)) = self.kept(&key, !ours.is_empty()).await? {
            let hint = ClientSecret::new(secret.into_secret_string()).hint();
            let known = ours.iter().find(|known| known.hint.as_ref() == Some(&hint));
            if let Some(ends_at) = known.and_then(|known| moment(known.ends.as_deref()?)) {
                return Ok(Done { made: Made::Secret { hint, ends_at }, kept, problem: None });
            }
        }
        // What is left of a run that was cut off: nobody knows its value.
        for lost in ours {
            self.remove_password(&app, lost).await?;
        }
        let ends_at = secret_end(now(), MADE_FOR_DAYS);
        let secret = self.add_password(&app, NewPassword { name, ends: iso(ends_at)? }).await?;
        let (kept, problem) = self.ground.keep_secret(&key, secret.secret()).await;
        Ok(Done { made: Made::Secret { hint: secret.hint(), ends_at }, kept, problem })
    }

    async fn remove_password(&self, app: &Registration, lost: &PasswordInfo) -> Wrote<()> {
        let removed =
            self.session.entra.remove_password(&self.session.access, &app.object, &lost.key_id).await;
        match removed {
            // Gone already.
            Ok(()) | Err(WriteError::Refused { .. }) => Ok(()),
            Err(error) => Err(of_write(&error)),
        }
    }

    async fn add_password(&self, app: &Registration, new: NewPassword) -> Wrote<ClientSecret> {
        let (session, new) = (&self.session, &new);
        let made = self
            .settled(|| async move {
                not_yet(session.entra.add_password(&session.access, &app.object, new).await)
            })
            .await?;
        made.ok_or_else(odd)
    }

    pub(super) async fn add_certificate(&self) -> Wrote<Done> {
        let app = self.app().await?;
        let key = self.ground.certificate_key(&self.setup.id);
        let name = self.credential_name();
        let has_ours = app.keys.iter().any(|known| known.name.as_ref() == Some(&name));
        let kept = self.kept(&key, has_ours).await?;
        let usable = |(secret, kept): (Secret, Kept)| {
            let public = PublicPart::of(&secret).filter(|public| public.ends_at > now())?;
            Some((public, kept, None))
        };
        let (public, kept, problem) = match kept.and_then(usable) {
            Some(usable) => usable,
            None => make_certificate(&self.ground, &self.setup.id, &self.setup.name)
                .await
                .map_err(|problem| BuildStop::Problem { problem })?,
        };
        let is_this = |known: &Option<String>| known.as_ref() == Some(&public.thumbprint);
        if !app.keys.iter().any(|known| is_this(&known.thumbprint)) {
            self.set_certificate(&app, &public).await?;
        }
        let made = Made::Certificate { thumbprint: public.thumbprint, ends_at: public.ends_at };
        Ok(Done { made, kept, problem })
    }

    async fn set_certificate(&self, app: &Registration, public: &PublicPart) -> Wrote<()> {
        let certificate = PublicCertificate { der: public.der.clone(), name: self.credential_name() };
        let (session, certificate) = (&self.session, &certificate);
        let set = self
            .settled(|| async move {
                not_yet(session.entra.set_certificate(&session.access, &app.object, certificate).await)
            })
            .await?;
        set.ok_or_else(odd)
    }

    /// What an earlier run kept. A keychain that can't be read matters only where the app `has_one` of ours.
    async fn kept(&self, key: &SecretKey, has_one: bool) -> Wrote<Option<(Secret, Kept)>> {
        match self.ground.find(key).await {
            Ok(found) => Ok(found),
            Err(_) if !has_one => Ok(None),
            Err(problem) => Err(BuildStop::Problem { problem }),
        }
    }
}

/// A moment as Graph writes it.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<Instant>().ok().map(|moment| Timestamp(moment.as_millisecond()))
}

fn iso(moment: Timestamp) -> Wrote<String> {
    let seconds = moment.0.div_euclid(1000);
    let moment =
        Instant::from_second(seconds).map_err(|_| BuildStop::Problem { problem: Problem::ClockWrong })?;
    Ok(moment.to_string())
}
