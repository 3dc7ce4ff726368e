"""Show what was read of a file, as pages, lines and doubts for the people who check it."""

from ingest.report import doubts
from ingest.report.page import Checked, check_page
from ingest.report.text import check_json, check_text

__all__ = ["Checked", "check_json", "check_page", "check_text", "doubts"]
