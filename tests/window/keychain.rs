//! Where the sign-in is kept: in the keychain and nowhere else, or in memory where the keychain is shut.

use acceptance::leaks::{Search, Secrets};
use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use usher_vault::{OsKeychain, SecretKey, SecretStore as _, World};

use crate::support::stage::Stage;
use crate::support::waiting::until;
use crate::support::window::Hand;
use crate::walks::{ANA, to_signed_in};

const SERVICE: &str = "usher";

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_is_in_the_keychain_and_nowhere_else() -> anyhow::Result<()> {
    let mut stage = Stage::set("keychain").await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "user-can-grant", ANA).await?;
    browser.press("accept").await?;
    window.arrive("C5", "You're connected").await?;
    window.press("See permissions").await?;
    window.arrive("K1", "What Claras can do").await?;
    let view = window.view().await?;
    let connection = view["screen"]["connection"].as_str().context("a connection")?;
    let key = SecretKey::refresh_token(connection, World::Practice);
    let keychain = OsKeychain::open(SERVICE);

    let kept = keychain.load(&key).await?.context("the keychain has the sign-in")?;
    let token = kept.as_secret_string().expose_secret();
    let entries = stage.keyring.entries_of(SERVICE).await?;
    drop(browser);
    let search = Search::below(stage.folder(), &Secrets::new([token]))?;
    println!("a token of {} signs in {entries} entries of the keychain", token.len());
    println!("searched {} files with {} bytes: {} hits", search.files, search.bytes, search.hits.len());
    assert!(token.len() > 40, "{}", token.len());
    assert!(search.files > 10 && search.bytes > 10_000, "{search:?}");
    assert!(search.hits.is_empty(), "{:?}", search.hits);
    assert!(!window.view().await?.to_string().contains(token));

    window.press("Leave practice").await?;
    window.arrive("S1", "Connect to Microsoft 365").await?;
    assert!(keychain.load(&key).await?.is_none(), "leaving practice forgets the sign-in");
    assert_eq!(stage.keyring.entries_of(SERVICE).await?, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_does_not_stop_a_sign_in() -> anyhow::Result<()> {
    let mut stage = Stage::set("locked-keychain").await?;
    stage.keyring.lock().await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "already-granted", "").await?;
    let answers = until("the sign-in to end", async || {
        let view = window.view().await?;
        Ok((view["screen"]["kind"] == "connected").then_some(view))
    });
    let view = answers.await?;
    window.arrive("C5", "You're connected").await?;
    browser.told("All set").await?;

    let text = window.text().await?;
    println!("locked keychain: the slowest answer of the window took {:?}", window.slowest_answer.get());
    assert_eq!(view["screen"]["kept"], "untilClosed");
    assert!(text.contains("until you close Usher"), "{text}");
    assert!(text.contains("Your keychain is locked"), "{text}");
    // A window that waited for the keychain would wait for its whole limit (S40).
    assert!(window.slowest_answer.get().as_secs() < 5, "{:?}", window.slowest_answer.get());
    assert_eq!(stage.keyring.entries_of(SERVICE).await?, 0);
    Ok(())
}
