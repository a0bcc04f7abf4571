"""Spirit's own development settings, with what a loopback site needs on top."""
import os

from .dev import *  # noqa: F403

DEBUG = True  # so that the development server hands out /static/ itself
SECRET_KEY = "known-to-everyone-loopback-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ST_SITE_URL = f"http://127.0.0.1:{os.environ.get('STEWARD_SITE_PORT', '8101')}/"
ST_RATELIMIT_ENABLE = os.environ.get("STEWARD_SITE_RATELIMIT") == "1"
