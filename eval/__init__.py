"""Questions with gold answers -> figures and a report.

``matching`` (does a text hold a key point?), ``metrics`` (formulas), ``gold`` (question files),
``run`` (ask, judge, sum up) and ``report`` (table, JSON, HTML); ``parsing`` scores parsed documents. Knows of chat and index, not of the
command line.
"""
