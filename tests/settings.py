"""The settings that tests and the type checker run under: the product's, with cheap passwords."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QUDAO_DEMONSTRATION", "1")
os.environ.setdefault("QUDAO_VAR", tempfile.mkdtemp(prefix="qudao-test-"))

from qudao.config.settings import *  # noqa: F403
from qudao.config.settings import DATABASES, STATIC_ROOT, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A file, not memory: concurrent writers in tests need real connections to one database.
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(Path(VAR_DIR) / "test.sqlite3")
# Each test's client starts the middleware anew, which would read all static files each time.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
