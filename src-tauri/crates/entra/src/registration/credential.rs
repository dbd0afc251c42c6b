//! What the registered app signs in with: a secret that Graph makes, or the public part of a certificate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
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
    secret_text: String,
}

/// An entry of `keyCredentials`, as Graph gives it and takes it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyCredential {
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_key_identifier: Option<String>,
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date_time: Option<String>,
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date_time: Option<String>,
    r#type: String,
    usage: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyCredentials {
    key_credentials: Vec<KeyCredential>,
}

impl Entra {
    /// Makes a client secret and tells its value, which Graph never tells again.
    ///
    /// # Errors
    /// As for [`Entra::register`]; one that was made all the same is listed in [`Entra::find_registrations`].
    pub async fn add_password(
        &self,
        access: &AccessToken,
        object: &ObjectId,
        new: &NewPassword,
    ) -> Result<ClientSecret, WriteError> {
        let path = format!("v1.0/applications/{object}/addPassword");
        let body = json!({ "passwordCredential": { "displayName": new.name, "endDateTime": new.ends } });
        let MadeRow { secret_text } = self.graph(access).post(&path, &body).await?;
        let secret = ClientSecret::new(SecretString::from(secret_text));
        if secret.expose().is_empty() { Err(EntraError::OddAnswer.into()) } else { Ok(secret) }
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

    /// Gives the app this certificate instead of any of the same name; those of others stay.
    ///
    /// # Errors
    /// As for [`Entra::register`].
    pub async fn set_certificate(
        &self,
        access: &AccessToken,
        object: &ObjectId,
        certificate: &PublicCertificate,
    ) -> Result<(), WriteError> {
        // A PATCH replaces the whole list (learn.microsoft.com/graph/applications-how-to-add-certificate), and the keys
        // of those that are there are told only so (learn.microsoft.com/graph/api/resources/keycredential).
        let path = format!("v1.0/applications/{object}");
        let mut app: KeyCredentials =
            self.graph(access).look(&format!("{path}?$select=keyCredentials")).await?;
        app.key_credentials.retain(|known| known.display_name.as_ref() != Some(&certificate.name));
        if app.key_credentials.iter().any(|known| known.key.is_none()) {
            // Sent back like this, it could be lost.
            return Err(EntraError::OddAnswer.into());
        }
        app.key_credentials.push(KeyCredential {
            custom_key_identifier: None,
            display_name: Some(certificate.name.clone()),
            end_date_time: None,
            key: Some(STANDARD.encode(&certificate.der)),
            key_id: None,
            start_date_time: None,
            r#type: "AsymmetricX509Cert".to_owned(),
            usage: "Verify".to_owned(),
        });
        self.graph(access).write(Method::PATCH, &path, &app).await.map(drop)
    }
}
