"""Writes docs/faults.md anew."""

from ..imports import ROOT
from .page import page

(ROOT / "docs" / "faults.md").write_text(page(), "utf-8")
