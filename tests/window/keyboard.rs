//! The same by keyboard alone; arriving on a screen includes that the focus is on its title.

use crate::support::stage::Stage;
use crate::support::window::Hand;
use crate::walks::{ANA, from_dead_end_to_waiting, to_signed_in};

#[tokio::test]
async fn the_keyboard_alone_leads_to_connected() -> anyhow::Result<()> {
    let mut stage = Stage::set("keyboard-already-granted").await?;
    let window = stage.window(Hand::Keyboard).await?;
    let browser = to_signed_in(&mut stage, &window, "already-granted", ANA).await?;
    window.arrive("C5", "You're connected").await?;
    browser.told("All set").await?;
    window.press("Done").await?;
    window.arrive("M1", "Your connections").await?;

    println!("connected by keyboard: {} keys, {} screens", window.keys.get(), window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn the_keyboard_alone_leads_past_a_dead_end() -> anyhow::Result<()> {
    let mut stage = Stage::set("keyboard-dead-end").await?;
    let window = stage.window(Hand::Keyboard).await?;
    let browser = to_signed_in(&mut stage, &window, "dead-end", "").await?;
    from_dead_end_to_waiting(&window, &browser).await?;

    println!("dead end by keyboard: {} keys, {} screens", window.keys.get(), window.pictures_taken.get());
    Ok(())
}
