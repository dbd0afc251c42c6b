//! A setup file that is opened by a double-click: shown, and used only on purpose.

use std::path::Path;

use crate::support::stage::Stage;
use crate::support::window::Hand;

#[tokio::test]
async fn a_double_clicked_file_is_shown_and_enter_alone_never_uses_it() -> anyhow::Result<()> {
    let stage = Stage::set("setup-file").await?;
    let window = stage.window(Hand::Keyboard).await?;
    window.arrive("S1", "Connect to Microsoft 365").await?;
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data/attack-profiles/wide-permissions-unsigned.toml");
    stage.double_click(&file).await?;

    window.arrive("S3", "Do you trust this setup file?").await?;
    for _ in 0..5 {
        window.enter_does_not_leave("S3").await?;
    }
    window.press("Use it").await?;
    window.says("Type your work domain first").await?;
    window.picture("S3-stopped").await?;
    window.write("work-domain", "brightwater.example").await?;
    window.enter_does_not_leave("S3").await?;
    window.says("Do you trust this setup file?").await?;
    window.press("Use it").await?;
    window.arrive("S3", "What do you want to connect?").await?;
    window.says("Not signed").await?;

    println!("setup-file: {} keys, {} screens", window.keys.get(), window.pictures_taken.get());
    Ok(())
}
