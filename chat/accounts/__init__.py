"""Accounts, passwords, sessions, roles, the throttle and the audit log.

Its modules are imported one by one: the command line needs the roles without the database.
"""
