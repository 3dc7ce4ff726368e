"""Who leads and who takes part in what, by when, from the facts of a store."""
