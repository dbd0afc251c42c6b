//! What the registered app signs in with: a secret that Graph makes, or the public part of a certificate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use usher_domain::ids::ObjectId;

use crate::entra::Entra;
use crate::error::{EntraError, WriteError};
use crate::secret::{AccessToken, ClientSecret};

/// A client secret to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPassword {
    /// Its name.
    pub name: String,
    /// When it ends, in ISO 8601; without an end Graph would give it two years.
    pub ends: String,
}

/// The public part of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCertificate {
    /// In binary.
    pub der: Vec<u8>,
    /// The name to show.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeRow {
    key_id: String,
    secret_text: String,
}

impl Entra {
    /// Makes a client secret and tells its id and value, which Graph never tells again.
    ///
    /// # Errors
    /// As for [`Entra::register`]; one that was made all the same is listed in [`Entra::find_registration`].
    pub async fn add_password(
        &self,
        access: &AccessToken,
        object: &ObjectId,
        new: &NewPassword,
    ) -> Result<(String, ClientSecret), WriteError> {
        let path = format!("v1.0/applications/{object}/addPassword");
        let body = json!({ "passwordCredential": { "displayName": new.name, "endDateTime": new.ends } });
        let MadeRow { key_id, secret_text } = self.graph(access).post(&path, &body).await?;
        let secret = ClientSecret::new(SecretString::from(secret_text));
        if secret.expose().is_empty() { Err(EntraError::OddAnswer.into()) } else { Ok((key_id, secret)) }
    }

    /// Removes a client secret.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn remove_password(
        &self,
        access: &AccessToken,
        object: &ObjectId,
        key_id: &str,
    ) -> Result<(), WriteError> {
        let path = format!("v1.0/applications/{object}/removePassword");
        self.graph(access).write(Method::POST, &path, &json!({ "keyId": key_id })).await.map(drop)
    }

    /// Gives the app this certificate instead of any that it had.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn set_certificate(
        &self,
        access: &AccessToken,
        object: &ObjectId,
        certificate: &PublicCertificate,
    ) -> Result<(), WriteError> {
        let path = format!("v1.0/applications/{object}");
        let key = json!({
            "type": "AsymmetricX509Cert", "usage": "Verify", "key": STANDARD.encode(&certificate.der),
            "displayName": certificate.name,
        });
        self.graph(access).write(Method::PATCH, &path, &json!({ "keyCredentials": [key] })).await.map(drop)
    }
}
