"""The page: its parts, what its buttons do and the routes its scripts call."""
