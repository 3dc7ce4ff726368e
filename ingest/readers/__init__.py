"""Read files of every format, each to its text and what the file says about it."""
