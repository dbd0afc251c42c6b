//! usher-entra
