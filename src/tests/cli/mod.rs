//! What the commands do: in process, or as the program where the exit code counts.

mod explain;
mod import_results;
mod match_files;
mod match_season;
mod seed_population;
mod verify_files;
