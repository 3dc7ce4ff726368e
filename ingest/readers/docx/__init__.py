"""Read Word documents: text with automatic numbers, styles, tables, boxes and notes."""
