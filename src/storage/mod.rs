//! The database. The only folder with SQL; one file an aggregate.
