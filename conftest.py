"""What every test stands on: settings of their own, the database, and a real browser for those that want one.

DATABASE_URL chooses the database, as it does for the site; without it the tests make an SQLite file in a temporary
folder. Tests marked `browser` run last, and a missing Chromium is their failure, never a reason to skip them.
"""

import gc
import tempfile
from pathlib import Path

import programs
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from newsroom.demo import load
from newsroom.tests import collected
from sources import checking
from sources.reading import document
from sources.tests import hostile

ARTIFACTS = Path(__file__).parent / "var/test-artifacts"
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb"),
]
WINDOW = {"width": 1280, "height": 900}
PATIENCE = 15_000  # milliseconds for one action in the browser, on a busy machine
COMMITTING = {"transactional_db", "live_server"}  # fixtures whose tests commit
DEMO_SITE = {
    "DEMO": True,
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "SECURITY_CONTACT": "security@callan-record.example.org",
}
PLAIN_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_configure(config):
    """Give the tests a key, a place for files, quick passwords and static files that need no collecting."""
    gc.set_threshold(100_000, 50, 100)  # to look for garbage less often saves a twentieth of the time
    media = tempfile.TemporaryDirectory(prefix="newsroom-media-")
    config.add_cleanup(media.cleanup)
    evidence = settings.STORAGES["evidence"] | {"OPTIONS": {"location": Path(media.name) / "evidence"}}
    override_settings(
        MEDIA_ROOT=Path(media.name) / "media",
        SECRET_KEY="only for tests",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES | {"staticfiles": PLAIN_FILES, "evidence": evidence},
    ).enable()


def pytest_collection_modifyitems(config, items):
    """Browser tests last: Playwright leaves an event loop in this thread, which Django's ORM refuses.

    A test that commits wipes the database afterwards, and with it the page tree's root that a migration made;
    `serialized_rollback` brings it back for the next one. What asks no database need not run with each of them.
    """
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        left_out = [
            test for test in items if test.get_closest_marker("on_sqlite") or not asks_a_database(test)
        ]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [test for test in items if test not in left_out]
    items.sort(key=is_for_browser)
    for test in items:
        marker = test.get_closest_marker("django_db")
        asked = dict(marker.kwargs) if marker else {}
        if asked.get("transaction") or COMMITTING & set(test.fixturenames):
            again = {"transaction": True, "serialized_rollback": True}
            test.add_marker(pytest.mark.django_db(**asked | again), append=False)


def asks_a_database(test):
    by_class = test.cls is not None and issubclass(test.cls, TransactionTestCase)
    by_fixture = {"db", *COMMITTING} & set(test.fixturenames)
    return by_class or by_fixture or test.get_closest_marker("django_db")


def is_for_browser(test):
    return test.get_closest_marker("browser") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Let the ORM work beside Playwright's event loop, in browser tests only."""
    with pytest.MonkeyPatch.context() as patch:
        if is_for_browser(item):
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the test whether it failed, so that `page` can keep what the browser saw."""
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


@pytest.fixture(autouse=True)
def fresh_memory():
    """Wagtail remembers sites and roots in the cache: forget them with the rows."""
    cache.clear()


@pytest.fixture
def web(settings, monkeypatch):
    """Sites that may be visited, with pages read in this process: one server that behaves well and badly, at eight
    addresses of this machine. `pages` sets what is at a path, `address` is the first one, `addresses` are all."""
    with hostile.server() as server:
        hosts = [f"127.0.2.{n}:{server.port}" for n in range(1, 9)]
        settings.SOURCE_TEST_HOSTS = hosts
        monkeypatch.setattr(checking.look, "__defaults__", (document.read,))
        server.addresses = [f"http://{host}" for host in hosts]
        server.address = server.addresses[0]
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as on a real site: in memory, all threads of a live server share one connection."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def live_server(tmp_path_factory, django_db_setup):
    """The site behind a real port, with static files hashed, compressed and served as in production."""
    hashed = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    storages = settings.STORAGES | {"staticfiles": hashed}
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static"), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServer("127.0.0.1", start=False)
        server.thread.static_handler = lambda application: (
            application
        )  # whitenoise answers, as it does for readers
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def demo_site(django_db_setup, django_db_blocker):
    """What the public site of the demo answers, asked once for all validators; the demo is gone again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**DEMO_SITE):
        cache.clear()
        load.load()
        site = collected.collect()
        transaction.set_rollback(True)
    return site


@pytest.fixture(scope="session")
def browser(django_db_setup):
    """One headless Chromium for all tests of a run.

    Django keeps other connections beside an event loop than without one, and Playwright's loop begins here: the
    one that the test database was made with has to be handed over.
    """
    path = programs.chromium()
    if not path:
        pytest.fail(
            "The browser tests need Chromium: `make test` installs it, or apt install chromium.",
            pytrace=False,
        )
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        connections[DEFAULT_DB_ALIAS] = connection
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server, transactional_db, request):
    """A fresh visitor at 1280 × 900; `page.goto("/")` opens the home page. A failure leaves a picture and a trace."""
    context = browser.new_context(
        base_url=live_server.url, viewport=WINDOW, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    context.tracing.start(screenshots=True, snapshots=True)
    visitor = context.new_page()
    yield visitor
    if getattr(request.node, "failed", False):
        folder = ARTIFACTS / "".join(letter if letter.isalnum() else "-" for letter in request.node.nodeid)
        for number, tab in enumerate(context.pages, 1):
            tab.screenshot(path=folder / f"page-{number}.png", full_page=True)
        context.tracing.stop(path=folder / "trace.zip")
    context.close()
