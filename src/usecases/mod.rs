//! What people can do: a folder an actor, a file a verb, one function `run`, one transaction.
