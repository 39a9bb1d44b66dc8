"""What several tests of the paper stand on."""

import pytest

from articles.tests import smtp_sink


@pytest.fixture
def sink(settings):
    """A mail server of our own; everything that the site mails goes there."""
    with smtp_sink.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.WAGTAILADMIN_BASE_URL = "https://news.example"
        yield server
