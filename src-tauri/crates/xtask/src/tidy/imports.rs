//! Who may depend on whom. Dependencies point one way: window, cli -> engine -> entra, vault, practice -> domain.

use cargo_metadata::{CargoOpt, DependencyKind, MetadataCommand};

use super::Findings;
use crate::project::root;

/// For each package of ours: the others of ours that it may use.
const OURS: [(&str, &[&str]); 9] = [
    ("usher-domain", &[]),
    ("usher-entra", &["usher-domain"]),
    ("usher-vault", &["usher-domain"]),
    ("usher-practice", &["usher-domain"]),
    ("usher-engine", &["usher-domain", "usher-entra", "usher-vault", "usher-practice"]),
    ("usher-cli", &["usher-domain", "usher-engine", "usher-entra", "usher-vault", "usher-practice"]),
    ("usher", &["usher-domain", "usher-engine", "usher-vault"]),
    ("acceptance", &["usher-domain", "usher-engine", "usher-entra", "usher-vault", "usher-practice"]),
    ("xtask", &[]),
];

/// Libraries that only some packages may use, by the start of their name.
const KEPT_APART: [(&str, &[&str]); 14] = [
    ("tauri", &["usher"]),
    ("arboard", &["usher"]),
    ("rfd", &["usher"]),
    ("notify-rust", &["usher"]),
    ("keyring", &["usher-vault"]),
    ("secrecy", &["usher-entra", "usher-vault", "usher-engine", "acceptance"]),
    ("oauth2", &["usher-entra"]),
    ("reqwest", &["usher-entra", "acceptance"]),
    ("hyper", &["usher-entra", "usher-practice"]),
    ("axum", &["usher-practice"]),
    ("rusqlite", &["usher-engine"]),
    ("open", &["usher", "usher-cli"]),
    ("anyhow", &["xtask", "acceptance"]),
    ("clap", &["xtask", "usher-cli"]),
];

/// What would let the domain touch the world.
const NOT_IN_DOMAIN: [&str; 8] =
    ["tokio", "rand", "uuid", "directories", "fs4", "tempfile", "rustix", "httpdate"];

pub(super) fn check(findings: &mut Findings) -> anyhow::Result<()> {
    let manifest = root()?.join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).features(CargoOpt::AllFeatures).no_deps().exec()?;
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some((_, allowed)) = OURS.iter().find(|(ours, _)| *ours == name) else {
            findings.push(format!("{name}: say in xtask/src/tidy/imports.rs what this package may use"));
            continue;
        };
        // Tests may reach further; what ships may not.
        let shipped = package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal);
        for used in shipped.map(|used| used.name.as_str()) {
            let is_ours = OURS.iter().any(|(ours, _)| *ours == used);
            let is_apart = KEPT_APART
                .iter()
                .any(|(library, users)| is_or_extends(used, library) && !users.contains(&name));
            let touches_world = name == "usher-domain" && NOT_IN_DOMAIN.contains(&used);
            if (is_ours && !allowed.contains(&used)) || is_apart || touches_world {
                findings.push(format!("{name}: must not use {used}"));
            }
        }
    }
    Ok(())
}

fn is_or_extends(used: &str, library: &str) -> bool {
    used.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
