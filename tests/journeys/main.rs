//! Whole journeys without the window: engine, practice organization, a recording desktop.

mod matrix;
mod support;
