"""Read PDF files: their text layer, or OCR where a page has none that reads like text."""
