"""The roles of accounts, lowest first."""

READER, EDITOR, ADMIN = ROLES = ("reader", "editor", "admin")
