//! Settings from the environment, a struct a section; all problems are reported at once at start.
