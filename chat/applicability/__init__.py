"""Which measures apply to an enterprise, each condition held against what is known of it."""
