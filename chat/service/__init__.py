"""What the page and every interface do beneath: ask, search, read, take in, take out."""
