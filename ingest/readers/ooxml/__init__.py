"""Open Office Open XML packages, for the readers of Word documents and spreadsheets."""
