//! Looks for secrets in files and texts, in every form in which programs write text down.

use std::path::{Path, PathBuf};
use std::{fs, io};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What was looked through, and where a secret was.
#[derive(Debug, Default)]
pub struct Search {
    /// Files, or texts.
    pub files: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Where, and in which form.
    pub hits: Vec<(PathBuf, &'static str)>,
}

/// Secrets, in every form.
#[derive(Debug)]
pub struct Secrets {
    names: Vec<&'static str>,
    finder: AhoCorasick,
}

/// A random text in the shape of Entra's secrets.
#[must_use]
pub fn canary() -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~._-";
    let sign = || char::from(SIGNS[rand::random_range(0..SIGNS.len())]);
    (0..40).map(|_| sign()).collect()
}

impl Secrets {
    /// Takes the secrets to look for.
    #[must_use]
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let forms: Vec<(&'static str, Vec<u8>)> = secrets.into_iter().flat_map(forms).collect();
        let finder = AhoCorasick::new(forms.iter().map(|(_, form)| form)).expect("the forms are short texts");
        Self { names: forms.iter().map(|(name, _)| *name).collect(), finder }
    }
}

impl Search {
    /// Looks through every file below `folder`, also while programs write there: what they have removed again by its
    /// turn is not kept, as a database's journal is not.
    ///
    /// # Errors
    /// When a folder or a file that is there can't be read.
    pub fn below(folder: &Path, secrets: &Secrets) -> anyhow::Result<Self> {
        let mut search = Self::default();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let Some(entries) = there(fs::read_dir(&folder))? else { continue };
            for entry in entries {
                let entry = entry?;
                let Some(kind) = there(entry.file_type())? else { continue };
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    search.file(&entry.path(), secrets)?;
                }
            }
        }
        Ok(search)
    }

    fn file(&mut self, path: &Path, secrets: &Secrets) -> io::Result<()> {
        if let Some(content) = there(fs::read(path))? {
            self.text(path, &content, secrets);
        }
        Ok(())
    }

    /// Looks through what `path` stands for.
    pub fn text(&mut self, path: &Path, content: &[u8], secrets: &Secrets) {
        self.files += 1;
        self.bytes += content.len();
        for hit in secrets.finder.find_iter(content) {
            self.hits.push((path.to_path_buf(), secrets.names[hit.pattern().as_usize()]));
        }
    }
}

/// What was read; `None` when it is gone by now.
fn there<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = secret.as_bytes();
    let spelled = |spell: fn(&u8) -> String, between: &str| {
        bytes.iter().map(spell).collect::<Vec<_>>().join(between).into_bytes()
    };
    let mut forms = vec![
        ("text", bytes.to_vec()),
        ("percent signs", spelled(|byte| format!("%{byte:02X}"), "")),
        ("a form's text", url::form_urlencoded::byte_serialize(bytes).collect::<String>().into_bytes()),
        ("hex", spelled(|byte| format!("{byte:02x}"), "")),
        ("HEX", spelled(|byte| format!("{byte:02X}"), "")),
        ("UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a list of numbers", spelled(u8::to_string, ",")),
        ("a spaced list of numbers", spelled(u8::to_string, ", ")),
    ];
    // Base64 of a longer text holds the secret at one of three shifts; whole groups of three are the same in all.
    for shift in 0..3 {
        let groups = &bytes[shift..];
        let whole = &groups[..groups.len() - groups.len() % 3];
        forms.push(("base64", STANDARD_NO_PAD.encode(whole).into_bytes()));
        forms.push(("base64url", URL_SAFE_NO_PAD.encode(whole).into_bytes()));
    }
    forms
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::{Search, Secrets, forms};

    #[test]
    fn a_secret_is_found_in_every_form() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = "1.AbC~d/f+hi-j_k?lm";
        for (index, (_, form)) in forms(secret).into_iter().enumerate() {
            let text = [b"before ", &form[..], b" after"].concat();
            fs::write(folder.path().join(index.to_string()), text).expect("a file");
        }
        let shifted = STANDARD.encode(format!("xy{secret}z"));
        fs::write(folder.path().join("shifted"), shifted).expect("a file");

        let search =
            Search::below(folder.path(), &Secrets::new(["another secret", secret])).expect("a search");

        let found: BTreeSet<_> = search.hits.iter().map(|(path, _)| path).collect();
        assert_eq!(found.len(), search.files, "{:?}", search.hits);
    }

    #[test]
    fn what_is_gone_by_its_turn_stops_no_search_and_what_cannot_be_read_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::new(["a secret"]);
        let mut search = Search::default();

        search.file(&folder.path().join("gone"), &secrets).expect("a search");

        assert_eq!(search.files, 0);
        search.file(folder.path(), &secrets).expect_err("a folder is no file");
    }
}
