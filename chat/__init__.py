"""Answer a question from documents, with citations that code has checked; the page and the interfaces around it."""
