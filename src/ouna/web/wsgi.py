"""WSGI entry point: tiles and the page cache in front of Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouna.web.settings")
_django = get_wsgi_application()

# Only after Django is set up may our own modules be loaded.
from ouna.web.pagecache import PageCache, version_source  # noqa: E402
from ouna.web.tiles import Tiles  # noqa: E402

application = Tiles(PageCache(_django, version_source()), settings.BOOKS_DIR)
