"""Read pictures of pages by OCR."""
