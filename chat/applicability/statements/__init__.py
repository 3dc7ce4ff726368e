"""Hold what an enterprise says of itself against what rules say in words alone."""
