//! `tauri.conf.json` and the page's rights hold exactly what is allowed (S54, S56, S57).

use std::fs;

use serde_json::{Value, json};

use super::Findings;
use crate::project::root;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src ipc: http://ipc.localhost; object-src 'none'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'none'";

/// Keys whose values are free: they change how the window looks, not what it may do.
const FREE: [&str; 4] = ["/productName", "/identifier", "/bundle", "/app/windows"];

pub(super) fn check(findings: &mut Findings) -> anyhow::Result<()> {
    let root = root()?;
    let read = |path: &str| -> anyhow::Result<Value> {
        Ok(serde_json::from_str(&fs::read_to_string(root.join("src-tauri").join(path))?)?)
    };
    let mut config = read("tauri.conf.json")?;
    let windows = config.pointer("/app/windows").and_then(Value::as_array).cloned().unwrap_or_default();
    for key in FREE {
        remove(&mut config, key);
    }
    let allowed = json!({
        "build": { "frontendDist": "../ui/dist", "removeUnusedCommands": true },
        "app": { "withGlobalTauri": false, "security": { "csp": CSP, "freezePrototype": true } },
    });
    if config != allowed {
        findings
            .push(format!("src-tauri/tauri.conf.json: only this is allowed beside the free keys: {allowed}"));
    }
    for key in windows.iter().filter_map(Value::as_object).flat_map(|window| window.keys()) {
        if matches!(key.as_str(), "url" | "additionalBrowserArgs" | "devtools" | "proxyUrl" | "userAgent") {
            findings.push(format!("src-tauri/tauri.conf.json: a window must not set {key}"));
        }
    }

    let rights = json!({
        "identifier": "main",
        "windows": ["main"],
        "permissions": ["bridge", "core:event:allow-listen", "core:event:allow-unlisten"],
    });
    let mut capability = read("capabilities/main.json")?;
    remove(&mut capability, "/description");
    if capability != rights || fs::read_dir(root.join("src-tauri/capabilities"))?.count() != 1 {
        findings.push(format!("src-tauri/capabilities: one file with exactly {rights}"));
    }
    let bridge = fs::read_to_string(root.join("src-tauri/permissions/bridge.toml"))?;
    let commands = r#"commands.allow = ["current_view", "dispatch", "copy_text", "hand_in_secret"]"#;
    if !bridge.lines().any(|line| line == commands) || bridge.matches("allow").count() != 1 {
        findings.push(format!("src-tauri/permissions/bridge.toml: exactly {commands}"));
    }
    Ok(())
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if let Some(parent) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
        parent.remove(key);
    }
}
