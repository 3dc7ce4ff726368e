"""Read web pages: the article, its tables, and the fields beside it."""
