"""Which importer reads which kind of old store; each is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from automation.imports.plan import StorePlan
from models.errors import BadInput

# kind → the file in this room whose PLAN it is
KINDS: Final = {
    "panel-dashboard": "panel_dashboard",
    "tiktok-tracker": "tiktok_tracker",
    "linkedin-store": "linkedin_store",
    "apify": "apify",
    "engagement-store": "engagement_store",
    "instagram-platform": "instagram_platform",
}


def plan_of(kind: str) -> StorePlan:
    """The plan for a kind; BadInput import_kind_unknown."""
    if kind not in KINDS:
        raise BadInput("import_kind_unknown", kind, known=", ".join(KINDS))
    plan: StorePlan = import_module(f"automation.imports.{KINDS[kind]}").PLAN
    return plan
