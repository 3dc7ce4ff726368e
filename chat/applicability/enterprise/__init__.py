"""Know an enterprise by its own words: who it is, what it does and wants, where, and of what size."""
