//! A window that is killed goes on where the person was.

use std::fs;
use std::path::Path;

use crate::support::stage::Stage;
use crate::support::window::Hand;
use crate::walks::from_need_to_waiting;

#[tokio::test]
async fn a_killed_window_goes_on_where_the_person_was() -> anyhow::Result<()> {
    let stage = Stage::set("restart").await?;
    let window = stage.window(Hand::Mouse).await?;
    let picture = window.arrive("S1", "Connect to Microsoft 365").await?;
    // The picture in the README; written on request only, so that tests change no tracked file.
    if std::env::var_os("USHER_KEEP_PICTURES").is_some_and(|keep| keep == "1") {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("window/pictures/start.png");
        fs::copy(picture, kept)?;
    }
    window.press("Start").await?;
    window.arrive("S3", "What do you want to connect?").await?;
    window.choose("claras").await?;
    window.press("Continue").await?;
    window.arrive("C1", "Before you sign in").await?;
    window.press("I have it open").await?;
    window.arrive("C2", "Finish in your browser").await?;
    window.press("What do you see?").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("adminOnly").await?;
    window.press("Continue").await?;
    from_need_to_waiting(&window).await?;
    window.kill().await?;

    let window = stage.window(Hand::Mouse).await?;
    window.arrive("S1", "Connect to Microsoft 365").await?;
    let text = window.text().await?;
    assert!(text.contains("Waiting for your admin"), "{text}");
    assert!(text.contains("Claras, since"), "{text}");
    window.press("Go on from here").await?;
    window.arrive("C9", "Waiting for your admin").await?;

    println!("restart: killed on C9, started again, and went on to C9");
    Ok(())
}
