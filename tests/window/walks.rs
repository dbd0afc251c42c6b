//! The ways that several tests take through the window.

use anyhow::Context as _;

use crate::support::browser::Browser;
use crate::support::stage::Stage;
use crate::support::window::Window;

pub(crate) const ANA: &str = "ana@brightwater.example";

/// From S1 into practice mode and back to S1.
pub(crate) async fn to_practice(window: &Window, scenario: &str) -> anyhow::Result<()> {
    window.arrive("S1", "Connect to Microsoft 365").await?;
    window.press("Practice first").await?;
    window.arrive("P1", "Practice mode").await?;
    window.choose(scenario).await?;
    window.press("Start practice").await?;
    window.says("Leave practice").await?;
    window.arrive("S1", "Connect to Microsoft 365").await?;
    Ok(())
}

/// From S1 through practice mode to the page that the system's browser is asked to open.
pub(crate) async fn to_the_browser(
    stage: &mut Stage,
    window: &Window,
    scenario: &str,
    address: &str,
) -> anyhow::Result<String> {
    to_practice(window, scenario).await?;
    window.press("Start").await?;
    window.arrive("S3", "What do you want to connect?").await?;
    window.choose("claras").await?;
    window.press("Continue").await?;
    window.arrive("C1", "Before you sign in").await?;
    if !address.is_empty() {
        window.write("account", address).await?;
    }
    window.press("Open my browser").await?;
    window.arrive("C2", "Finish in your browser").await?;
    stage.opened().await
}

/// As [`to_the_browser`], with Ana signed in on the page.
pub(crate) async fn to_signed_in(
    stage: &mut Stage,
    window: &Window,
    scenario: &str,
    address: &str,
) -> anyhow::Result<Browser> {
    let link = to_the_browser(stage, window, scenario, address).await?;
    let browser = stage.browser().await?;
    browser.open(&link).await?;
    browser.sign_in(ANA).await.context("signing in")?;
    Ok(browser)
}

/// From the page's dead end to C9.
pub(crate) async fn from_dead_end_to_waiting(window: &Window, browser: &Browser) -> anyhow::Result<()> {
    browser.element("need-admin-approval").await?;
    browser.press("return-to-app").await?;
    browser.told("Not connected").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("adminOnly").await?;
    window.press("Continue").await?;
    from_need_to_waiting(window).await
}

/// From C8 to C9, with the message copied.
pub(crate) async fn from_need_to_waiting(window: &Window) -> anyhow::Result<()> {
    window.arrive("C8", "Your IT admin needs to approve this").await?;
    window.press("Send to my admin").await?;
    window.arrive("H1", "Send this to your admin").await?;
    window.press("Copy the message").await?;
    window.says("It is copied.").await?;
    window.picture("H1-copied").await?;
    window.press("I sent it").await?;
    window.arrive("C9", "Waiting for your admin").await?;
    Ok(())
}
