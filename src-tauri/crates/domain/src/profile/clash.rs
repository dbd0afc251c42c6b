//! Keeps a profile from outside from taking the place of one that is already known.

use super::document::Node;
use super::error::ProfileError;
use super::{Profile, parse_document};
use crate::ids::ClientId;

/// Reads a profile that did not come with Usher: [`parse`](super::parse), and it takes nobody's place.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn parse_foreign(text: &str, known: &[Profile]) -> Result<Profile, Vec<ProfileError>> {
    let (profile, document) = parse_document(text)?;
    let mut errors = clashes(&profile, known);
    for error in &mut errors {
        error.line = line_of(&document, &error.field);
    }
    if errors.is_empty() { Ok(profile) } else { Err(errors) }
}

/// Where a profile takes the id, the name or the client id of a known one; every line is 1.
#[must_use]
pub fn clashes(profile: &Profile, known: &[Profile]) -> Vec<ProfileError> {
    known.iter().filter(|theirs| *theirs != profile).flat_map(|theirs| clash(profile, theirs)).collect()
}

fn clash(profile: &Profile, theirs: &Profile) -> Vec<ProfileError> {
    let mut errors = Vec::new();
    let mut wrong =
        |field: &str, what: String, fix: &str| errors.push(ProfileError::new(1, field, what, fix));
    if profile.id == theirs.id {
        let what = format!("{} is the id of {}", profile.id, theirs.name);
        wrong("id", what, "give it an id of its own");
    } else if plain(&profile.name) == plain(&theirs.name) {
        wrong("name", format!("{} has this name already", theirs.id), "use the product's own name");
    }
    let same_app = client_id(profile).is_some_and(|id| client_id(theirs) == Some(id));
    if same_app {
        let what = format!("it is the client id of {}", theirs.name);
        wrong("sign_in.client_id", what, "use the client id of the product's own app");
    }
    errors
}

fn client_id(profile: &Profile) -> Option<&ClientId> {
    profile.sign_in.as_ref().and_then(|sign_in| sign_in.client_id.as_ref())
}

fn plain(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn line_of(document: &Node, field: &str) -> u32 {
    let mut node = Some(document);
    for key in field.split('.') {
        node = node.and_then(|table| table.get(key));
    }
    node.map_or(document.line, |node| node.line)
}
