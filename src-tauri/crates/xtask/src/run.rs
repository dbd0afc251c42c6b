//! From a fresh clone to an open window.

use anyhow::bail;

use crate::project::{cargo, program, succeed, target};
use crate::setup::{self, Purpose};

pub(crate) fn run() -> anyhow::Result<()> {
    setup::prepare(Purpose::Run)?;
    setup::build_page()?;
    succeed(cargo(&["build", "--package", "usher"])?)?;
    if cfg!(target_os = "linux") && !has_screen() {
        bail!(
            "Usher is built, but there is no screen to open its window on. Start this in a desktop session, or \
             with a pretend screen: `apt-get install xvfb`, then `xvfb-run --auto-servernum cargo xtask run`"
        );
    }
    succeed(program(target()?.join("debug").join(format!("usher{}", std::env::consts::EXE_SUFFIX)), &[])?)
}

fn has_screen() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
