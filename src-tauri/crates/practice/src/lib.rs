//! usher-practice
