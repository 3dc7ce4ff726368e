"""Read spreadsheets and lists: each sheet a table under its header."""
