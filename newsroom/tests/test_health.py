"""Does /healthz tell the truth? Each test breaks something for real and reads what the monitor would read."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as the_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now
from wagtail.models import Page

from articles.models import lock
from articles.models.lock import NAMES
from articles.tests import build

pytestmark = pytest.mark.django_db
QUESTIONS = ["database", "migrations", "storage", "lock", "schedule", "jobs"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def forget(app: str, count: int) -> None:
    """Makes the database believe that the newest migrations of an app were never applied."""
    rows = MigrationRecorder(connection).migration_qs.filter(app=app).order_by("-name")[:count]
    assert len(rows) == count
    for row in rows:
        row.delete()


def ill(answer) -> list[str]:
    """The questions that were not answered with "ok", once the status says so too."""
    report = answer.json()
    wrong = [question for question in QUESTIONS if report[question] != "ok"]
    assert report["ok"] is not bool(wrong)
    assert answer.status_code == (503 if wrong else 200)
    return wrong


def test_a_healthy_newsroom_answers_200_and_nobody_keeps_the_answer(client):
    answer = client.get("/healthz")
    assert answer.json() == {"ok": True} | dict.fromkeys(QUESTIONS, "ok")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_asking_leaves_nothing_in_the_media_folder(client, media):
    client.get("/healthz")
    assert media.is_dir()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_migration_that_is_not_applied_is_counted_with_the_command_to_type(client):
    forget("articles", 1)
    answer = client.get("/healthz")
    assert ill(answer) == ["migrations"]
    assert answer.json()["migrations"] == "1 migration is not applied: run `python manage.py migrate`."
    assert answer["Cache-Control"] == "no-store"


def test_several_migrations_that_are_not_applied_are_counted_together(client):
    forget("wagtailredirects", 2)
    answer = client.get("/healthz")
    assert ill(answer) == ["migrations"]
    assert answer.json()["migrations"] == "2 migrations are not applied: run `python manage.py migrate`."


def test_a_media_folder_that_is_a_file_is_told_without_its_path(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not-a-folder"
    settings.MEDIA_ROOT.write_text("I am a file.")
    answer = client.get("/healthz")
    assert ill(answer) == ["storage"]
    assert "media folder" in answer.json()["storage"]
    assert "not-a-folder" not in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_trigger_of_the_lock_that_is_gone_is_named_with_the_command_to_type(client, name):
    with connection.cursor() as cursor:
        table = lock.TABLES.get(name, "wagtailcore_page")
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    answer = client.get("/healthz")
    assert ill(answer) == ["lock"]
    assert name in answer.json()["lock"]
    assert "python manage.py migrate" in answer.json()["lock"]


def test_a_scheduled_story_that_is_more_than_two_minutes_late_is_told_and_one_that_is_less_late_is_not(
    client,
):
    story = build.brief()
    revision = build.schedule(story, now() + timedelta(hours=1))
    for seconds, wrong in ((110, []), (125, ["schedule"])):
        story.revisions.filter(pk=revision.pk).update(approved_go_live_at=now() - timedelta(seconds=seconds))
        answer = client.get("/healthz")
        assert ill(answer) == wrong
    assert answer.json()["schedule"].startswith(
        "1 scheduled story is overdue: run `python manage.py release_due`"
    )
    assert story.title not in answer.content.decode()


def test_a_story_that_should_have_come_down_is_told_too(client):
    story = build.publish(build.brief())
    Page.objects.filter(pk=story.pk).update(expire_at=now() - timedelta(seconds=125))
    assert ill(client.get("/healthz")) == ["schedule"]


def test_several_faults_are_told_together(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not-a-folder"
    settings.MEDIA_ROOT.write_text("I am a file.")
    forget("articles", 1)
    assert ill(client.get("/healthz")) == ["migrations", "storage"]


def test_a_database_that_is_gone_is_told_in_words_and_its_password_stays_secret(tmp_path):
    """In a process of its own, whose database server refuses: the view must come before any transaction."""
    ask = (
        "import django; django.setup(); from django.test import Client; "
        "answer = Client(SERVER_NAME='localhost').get('/healthz'); "
        "print(answer.status_code, answer['Cache-Control'], answer.content.decode())"
    )
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "postgres://ines:a-secret-password@127.0.0.1:1/newsroom",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only for this test",
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "http://localhost",
    }
    run = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=Path(the_settings.BASE_DIR),
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("503 no-store")
    assert '"ok": false' in run.stdout
    assert "The database does not answer: check DATABASE_URL" in run.stdout
    assert '"storage": "ok"' in run.stdout
    assert "a-secret-password" not in run.stdout
    assert "127.0.0.1" not in run.stdout
