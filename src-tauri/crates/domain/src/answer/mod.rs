//! Reads raw answers of Microsoft: a redirect, an error body, a page. Pure text in, a diagnosis out.
