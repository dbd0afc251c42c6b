//! Looks for a secret in files, in every form in which programs write text down.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What was looked through, and where the secret was.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) files: usize,
    pub(crate) bytes: usize,
    pub(crate) hits: Vec<(PathBuf, &'static str)>,
}

impl Search {
    /// Looks through every file below `folder`.
    pub(crate) fn below(folder: &Path, secret: &str) -> anyhow::Result<Self> {
        let forms = forms(secret);
        let mut search = Self::default();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    search.file(&entry.path(), &forms)?;
                }
            }
        }
        Ok(search)
    }

    fn file(&mut self, path: &Path, forms: &[(&'static str, Vec<u8>)]) -> anyhow::Result<()> {
        let content = fs::read(path)?;
        self.files += 1;
        self.bytes += content.len();
        for (name, form) in forms {
            if holds(&content, form) {
                self.hits.push((path.to_path_buf(), *name));
            }
        }
        Ok(())
    }
}

/// Finds the rarest thing first: comparing whole windows at every byte takes minutes in an unoptimized build.
fn holds(content: &[u8], form: &[u8]) -> bool {
    let Some((first, rest)) = form.split_first() else { return false };
    let mut left = content;
    while let Some(at) = left.iter().position(|byte| byte == first) {
        left = &left[at + 1..];
        if left.starts_with(rest) {
            return true;
        }
    }
    false
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

#[test]
fn a_secret_is_found_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "1.AbC~d/f+hi-j_k?lm";
    for (index, (_, form)) in forms(secret).into_iter().enumerate() {
        fs::write(folder.path().join(index.to_string()), [b"before ", &form[..], b" after"].concat())
            .unwrap();
    }
    let shifted = base64::engine::general_purpose::STANDARD.encode(format!("xy{secret}z"));
    fs::write(folder.path().join("shifted"), shifted).unwrap();

    let search = Search::below(folder.path(), secret).unwrap();

    let found: std::collections::BTreeSet<_> = search.hits.iter().map(|(path, _)| path).collect();
    assert_eq!(found.len(), search.files, "{:?}", search.hits);
}
