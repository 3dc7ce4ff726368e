"""Draw the parts of the page as HTML, from values alone."""
