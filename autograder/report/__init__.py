"""The class report and what it shares with the feedback pages: reading, adding up, rendering."""

from __future__ import annotations

from autograder.report.page import write_report_page

__all__ = ["write_report_page"]
