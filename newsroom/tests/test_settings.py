"""Wrong configuration is explained in words, and the demo's passwords are good in the demo only."""

import pytest
from django.contrib.auth import authenticate
from django.core.checks import run_checks
from django.db import connection

from articles.tests import build


def words(**fields) -> str:
    return " ".join(f"{message.msg} {message.hint}" for message in run_checks(**fields))


def test_a_sound_configuration_has_nothing_to_complain_of():
    assert "newsroom" not in " ".join(message.id for message in run_checks())


def test_a_demo_that_answers_to_the_open_web_is_an_error(settings):
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["news.example.org"]
    assert "also answers to news.example.org" in words()


def test_a_data_folder_that_is_a_file_is_an_error(settings, tmp_path):
    file = tmp_path / "data"
    file.write_text("")
    settings.DATA_DIR = file
    assert "which is a file" in words()


def test_a_daily_mail_at_an_hour_that_no_clock_shows_is_an_error(settings):
    settings.NOTICE_DIGEST_HOUR = 24
    assert "24, which is no hour of the day" in words()


def test_a_site_without_https_is_warned_of_before_it_is_deployed(settings):
    settings.BASE_URL, settings.DEMO = "http://news.example.org", False
    assert "without https" in words(include_deployment_checks=True)


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_password_works_in_demo_mode_only(settings, client, demo):
    settings.DEMO = demo
    user = build.editor("ines", is_demo=True)
    assert bool(authenticate(username="ines", password="a long enough password")) is demo
    client.force_login(user)
    assert (client.get("/admin/").status_code == 200) is demo


@pytest.mark.django_db
def test_sqlite_waits_for_other_writers_instead_of_failing():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20000,)
        assert connection.transaction_mode == "IMMEDIATE"
