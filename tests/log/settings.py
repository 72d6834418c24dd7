"""Settings of the log alone: its tables, the same database options, nothing above it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import environ

env = environ.Env()
VAR = Path(os.environ.get("OUNA_VAR") or tempfile.mkdtemp(prefix="ouna-log-"))
SECRET_KEY = "tests-only"
INSTALLED_APPS = ["django.contrib.contenttypes", "ouna.log"]
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR / 'ouna.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOG_ORIGIN = "localhost/log"
LOG_KEY_FILE = VAR / "keys" / "log.key"
SEALING_KEY_FILE = VAR / "keys" / "sealing.key"
BOOKS_DIR = VAR / "books"
HIGH_WATER_FILE = VAR / "high-water" / "note"
CHECKPOINT_SECONDS = 2
