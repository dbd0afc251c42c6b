fn main() {
    tauri::Builder::default().run(tauri::generate_context!()).expect("the blank window opens");
}
