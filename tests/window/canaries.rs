//! A thousand secrets through the real window: none is in a file, a log, the webview's storage or the process list.

use std::fs;
use std::path::Path;

use acceptance::leaks::{Search, Secrets, canary};

use crate::own_app::to_r6;
use crate::support::stage::Stage;
use crate::support::waiting::until;
use crate::support::window::Hand;

const CANARIES: usize = 1_000;
/// So many go through the field on the screen; the others through the command behind it.
const TYPED: usize = 5;

/// Looks through what any program on this machine was started with.
fn processes(secrets: &Secrets) -> anyhow::Result<Search> {
    let mut search = Search::default();
    for entry in fs::read_dir("/proc")? {
        let folder = entry?.path();
        if !folder.file_name().is_some_and(|name| name.to_string_lossy().bytes().all(|b| b.is_ascii_digit()))
        {
            continue;
        }
        for name in ["cmdline", "environ"] {
            let file = folder.join(name);
            // A process that has ended meanwhile has nothing to show.
            if let Ok(content) = fs::read(&file) {
                search.text(Path::new(&file), &content, secrets);
            }
        }
    }
    Ok(search)
}

#[tokio::test]
async fn no_secret_that_was_handed_in_shows_anywhere() -> anyhow::Result<()> {
    let mut stage = Stage::set("canaries").await?;
    let window = stage.window(Hand::Mouse).await?;
    to_r6(&mut stage, &window).await?;
    let canaries: Vec<String> = (0..CANARIES).map(|_| canary()).collect();
    let secrets = Secrets::new(canaries.iter().map(String::as_str));

    let (typed, handed_in) = canaries.split_at(TYPED);
    for (index, canary) in typed.iter().enumerate() {
        if index > 0 {
            window.press("Change").await?;
        }
        window.write("secret", canary).await?;
        window.press("Check now").await?;
        let hint = &canary[..3];
        until("an answer about this secret", async || {
            let card = window.view().await?["screen"]["card"].clone();
            let is_this = card["body"]["credential"]["hint"] == hint;
            Ok((is_this && card["checking"] == false && !card["obstacle"].is_null()).then_some(()))
        })
        .await?;
        window.says("Microsoft may not know it yet").await?;
    }
    window.picture("R6-refused").await?;
    for some in handed_in.chunks(10) {
        window.hand_in(some).await?;
    }

    let running = processes(&secrets)?;
    let mut view = Search::default();
    view.text(Path::new("view"), window.view().await?.to_string().as_bytes(), &secrets);
    view.text(Path::new("page"), window.text().await?.as_bytes(), &secrets);
    window.kill().await?;
    let files = Search::below(stage.folder(), &secrets)?;
    println!(
        "canaries: {CANARIES} in the window, {TYPED} of them typed; {} files with {} bytes, {} process texts with {} \
         bytes: {} found",
        files.files,
        files.bytes,
        running.files,
        running.bytes,
        files.hits.len() + running.hits.len() + view.hits.len()
    );
    assert!(files.files > 10 && files.bytes > 10_000, "{files:?}");
    assert!(running.files > 10, "{running:?}");
    assert!(files.hits.is_empty(), "{:?}", files.hits);
    assert!(running.hits.is_empty() && view.hits.is_empty(), "{:?} {:?}", running.hits, view.hits);
    Ok(())
}
