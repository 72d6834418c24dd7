"""Just enough of Django for the face alone: it needs no other app."""

SECRET_KEY = "tests-only"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "Arabic")]
STATIC_URL = "/static/"
ROOT_URLCONF = "ouna.ui.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "ouna.ui"]
ALLOWED_HOSTS = ["testserver"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "tests.ui.settings.demo"]
        },
    }
]


def demo(_request: object) -> dict[str, bool]:
    """What the site's context processor tells."""
    return {"demo": True}
