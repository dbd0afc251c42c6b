use std::path::Path;

const PAGE: &str = "../ui/dist";

fn main() {
    assert!(Path::new(PAGE).join("index.html").exists(), "the page is not built yet: run `cargo xtask run`");
    // Tauri embeds the page but does not watch it.
    println!("cargo:rerun-if-changed={PAGE}");
    tauri_build::build();
}
