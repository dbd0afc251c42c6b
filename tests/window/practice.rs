//! The four situations of the practice organization, from the first screen to the last, by mouse.

use crate::support::stage::Stage;
use crate::support::window::Hand;
use crate::walks::{ANA, from_dead_end_to_waiting, to_signed_in};

#[tokio::test]
async fn who_is_approved_already_signs_in_and_is_connected() -> anyhow::Result<()> {
    let mut stage = Stage::set("already-granted").await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "already-granted", ANA).await?;
    window.arrive("C5", "You're connected").await?;
    browser.told("All set").await?;

    let text = window.text().await?;
    // Nothing that Microsoft says tells an approval of now from one of before, and so Usher does not either.
    assert!(text.contains("You, or your organization before"), "{text}");
    assert!(text.contains("Kept in the keychain of this computer"), "{text}");
    window.press("See permissions").await?;
    window.arrive("K1", "What Claras can do").await?;
    println!("already-granted: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn who_may_approve_accepts_and_is_connected() -> anyhow::Result<()> {
    let mut stage = Stage::set("user-can-grant").await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "user-can-grant", "").await?;
    browser.element("accept").await?;
    window.press("What do you see?").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("acceptList").await?;
    window.press("Continue").await?;
    window.arrive("C6", "You can approve this").await?;
    browser.press("accept").await?;
    browser.told("All set").await?;
    window.arrive("C5", "You're connected").await?;

    let text = window.text().await?;
    // The person told of the page with Accept before the answer came.
    assert!(text.contains("You approved Claras"), "{text}");
    assert!(text.contains("8 of 8 approved"), "{text}");
    println!("user-can-grant: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn who_finds_a_request_box_asks_on_the_page_and_waits() -> anyhow::Result<()> {
    let mut stage = Stage::set("request-box").await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "request-box", ANA).await?;
    browser.element("reason").await?;
    window.press("What do you see?").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("requestBox").await?;
    window.press("Continue").await?;
    window.arrive("C7", "Ask on the Microsoft page").await?;
    window.press("Copy a reason").await?;
    window.says("Copied").await?;
    browser.write("reason", "I use Claras at work").await?;
    browser.press("request-approval").await?;
    browser.element("request-sent").await?;
    window.press("I sent the request").await?;
    window.arrive("C9", "Waiting for your admin").await?;

    let text = window.text().await?;
    assert!(text.contains("The reviewers of your organization"), "{text}");
    println!("request-box: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn who_meets_a_dead_end_writes_to_the_admin_and_waits() -> anyhow::Result<()> {
    let mut stage = Stage::set("dead-end").await?;
    let window = stage.window(Hand::Mouse).await?;
    let browser = to_signed_in(&mut stage, &window, "dead-end", "").await?;
    from_dead_end_to_waiting(&window, &browser).await?;

    let text = window.text().await?;
    assert!(text.contains("By message"), "{text}");
    println!("dead-end: {} screens", window.pictures_taken.get());
    Ok(())
}
