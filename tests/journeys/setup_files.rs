//! Setup files that come from anyone: refused, or shown and stopped, with nothing done behind the person's back.

mod attacks;
mod kept;
mod paths;
mod signed;
