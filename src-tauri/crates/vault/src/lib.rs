//! usher-vault
