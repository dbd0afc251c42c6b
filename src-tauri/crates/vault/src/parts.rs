//! One secret as several keychain entries: numbered parts first, the manifest that makes them count last (S38).
//!
//! Generations take turns between two sets of names, so whatever a killed write left behind has a name that the
//! next write or removal knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entries::Entries;
use crate::error::VaultError;
use crate::key::{SecretKey, hex};
use crate::secret::Secret;

/// The longest secret that is kept.
pub const MAX_SECRET_BYTES: usize = 64 * 1024;

/// Windows refuses entries over 2,560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`).
const PART_BYTES: usize = 2_400;

/// The most parts that a secret can have.
const MAX_PARTS: usize = MAX_SECRET_BYTES.div_ceil(3) * 4 / PART_BYTES + 1;

/// What the parts must add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    generation: u64,
    count: usize,
    length: usize,
    sha256: String,
}

impl Manifest {
    fn part(&self, key: &SecretKey, index: usize) -> String {
        part_name(key, self.generation, index)
    }
}

/// What the manifest entry says.
enum Stored {
    Nothing,
    Manifest(Manifest),
    Damaged,
}

/// Length of a secret in bytes.
pub(crate) fn length(value: &Secret) -> usize {
    value.as_secret_string().expose_secret().len()
}

/// Writes `value`; until the last entry is written, readers get the value before.
pub(crate) fn store(entries: &mut Entries<'_>, key: &SecretKey, value: &Secret) -> Result<(), VaultError> {
    let bytes = value.as_secret_string().expose_secret().as_bytes();
    if bytes.len() > MAX_SECRET_BYTES {
        return Err(VaultError::TooLarge);
    }
    let before = read_manifest(entries, key)?;
    let generation = match &before {
        Stored::Manifest(old) => old.generation.wrapping_add(1),
        Stored::Nothing | Stored::Damaged => 0,
    };
    // Base64, because KWallet keeps text only; its alphabet has no newline, which some stores cut off.
    let text = Zeroizing::new(STANDARD.encode(bytes));
    let parts: Vec<&[u8]> = text.as_bytes().chunks(PART_BYTES).collect();
    let manifest = Manifest { generation, count: parts.len(), length: bytes.len(), sha256: hash(bytes) };
    for (index, part) in parts.iter().enumerate() {
        entries.set(&manifest.part(key, index), part)?;
    }
    let header = serde_json::to_vec(&manifest).map_err(|_| VaultError::Refused)?;
    entries.set(&manifest_name(key), &header)?;
    // From here on the new value is kept, so what can't be swept now is left for the next write or removal.
    if let Err(left) = sweep(entries, key, &manifest, &before) {
        tracing::warn!(%left, "parts of an older secret could not be removed yet");
    }
    Ok(())
}

/// Reads the value; `Damaged` when the entries do not add up to what the manifest says.
pub(crate) fn load(entries: &mut Entries<'_>, key: &SecretKey) -> Result<Option<Secret>, VaultError> {
    let mut seen: Option<Manifest> = None;
    loop {
        let manifest = match read_manifest(entries, key)? {
            Stored::Nothing => return Ok(None),
            Stored::Damaged => return Err(VaultError::Damaged),
            Stored::Manifest(manifest) => manifest,
        };
        // Parts that do not fit may belong to another process's write that went by: only a manifest that
        // stayed the same over two readings proves damage.
        if seen.as_ref() == Some(&manifest) {
            return Err(VaultError::Damaged);
        }
        if let Some(secret) = read_parts(entries, key, &manifest)? {
            return Ok(Some(secret));
        }
        seen = Some(manifest);
    }
}

/// Removes the manifest, every part that can be there, and reads back that none is left.
pub(crate) fn forget(entries: &mut Entries<'_>, key: &SecretKey) -> Result<(), VaultError> {
    entries.delete(&manifest_name(key))?;
    for generation in [0, 1] {
        for index in (0..MAX_PARTS).rev() {
            entries.delete(&part_name(key, generation, index))?;
        }
    }
    let first_parts = [0, 1].map(|generation| part_name(key, generation, 0));
    for name in std::iter::once(manifest_name(key)).chain(first_parts) {
        if entries.get(&name)?.is_some() {
            return Err(VaultError::Refused);
        }
    }
    Ok(())
}

fn read_manifest(entries: &mut Entries<'_>, key: &SecretKey) -> Result<Stored, VaultError> {
    let Some(header) = entries.get(&manifest_name(key))? else {
        return Ok(Stored::Nothing);
    };
    Ok(match serde_json::from_slice::<Manifest>(&header) {
        Ok(manifest) if manifest.count <= MAX_PARTS && manifest.length <= MAX_SECRET_BYTES => {
            Stored::Manifest(manifest)
        }
        Ok(_) | Err(_) => Stored::Damaged,
    })
}

/// Puts the parts together; `None` when they are not what the manifest says.
fn read_parts(
    entries: &mut Entries<'_>,
    key: &SecretKey,
    manifest: &Manifest,
) -> Result<Option<Secret>, VaultError> {
    let mut text = Zeroizing::new(Vec::with_capacity(manifest.count * PART_BYTES));
    for index in 0..manifest.count {
        let Some(part) = entries.get(&manifest.part(key, index))? else {
            return Ok(None);
        };
        if part.len() > PART_BYTES {
            return Ok(None);
        }
        text.extend_from_slice(&part);
    }
    let Ok(bytes) = STANDARD.decode(&*text).map(Zeroizing::new) else {
        return Ok(None);
    };
    if bytes.len() != manifest.length || hash(&bytes) != manifest.sha256 {
        return Ok(None);
    }
    Ok(std::str::from_utf8(&bytes).ok().map(|value| Secret::from(SecretString::from(value))))
}

/// Removes what the new manifest does not name. Parts go from the last to the first, so a killed sweep leaves
/// a run that starts at part 0 and is found again.
fn sweep(
    entries: &mut Entries<'_>,
    key: &SecretKey,
    new: &Manifest,
    before: &Stored,
) -> Result<(), VaultError> {
    let known = match before {
        Stored::Manifest(old) => old.count,
        // Without an old manifest nothing tells how far its parts went.
        Stored::Nothing | Stored::Damaged => MAX_PARTS,
    };
    delete_run(entries, key, new.generation, new.count, 0)?;
    delete_run(entries, key, new.generation.wrapping_add(1), 0, known)
}

/// Deletes the parts from `first` up to `known`, and the unbroken run after that.
fn delete_run(
    entries: &mut Entries<'_>,
    key: &SecretKey,
    generation: u64,
    first: usize,
    known: usize,
) -> Result<(), VaultError> {
    let mut end = first.max(known);
    while end < MAX_PARTS && entries.get(&part_name(key, generation, end))?.is_some() {
        end += 1;
    }
    for index in (first..end).rev() {
        entries.delete(&part_name(key, generation, index))?;
    }
    Ok(())
}

fn manifest_name(key: &SecretKey) -> String {
    format!("{}-m", key.name())
}

fn part_name(key: &SecretKey, generation: u64, index: usize) -> String {
    format!("{}-{}-{index}", key.name(), generation % 2)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
