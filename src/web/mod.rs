//! What people see: doors, pages, components, islands.
