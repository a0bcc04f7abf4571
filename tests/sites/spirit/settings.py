"""Spirit's own development settings, with what a loopback site needs on top."""

from __future__ import annotations

import os

from .dev import *  # noqa: F403

DEBUG = False  # so that missing pages look as they do on a real site
SECRET_KEY = "known-to-everyone-loopback-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ST_SITE_URL = f"http://127.0.0.1:{os.environ.get('STEWARD_SITE_PORT', '8101')}/"
ST_RATELIMIT_ENABLE = os.environ.get("STEWARD_SITE_RATELIMIT") == "1"
# Spirit counts in windows that begin by the clock: two posts a second apart may fall into two of them.
ST_TESTS_RATELIMIT_NEVER_EXPIRE = True
