"""Is the newsroom well? One answer at `/healthz` for monitors, load balancers and the person on call.

Each line answers "ok" or says in words what is wrong and what to type. The answer is public, so it names no
host, path, user or error text: those go to the log. It never raises: a probe must be able to read bad news.
"""

import logging
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import publishing
from articles.models import lock
from newsroom import work

OK = "ok"
log = logging.getLogger(__name__)


@transaction.non_atomic_requests  # else a silent database would be an error page before we can say so
def healthz(request):
    """200 when everything is well, else 503, with one line of JSON a question. Nobody may keep the answer."""
    answers = {}
    for name, (question, failure) in QUESTIONS.items():
        if name in ("migrations", "lock", "schedule", "jobs") and answers["database"] != OK:
            answers[name] = _("Not known while the database does not answer.")
        else:
            answers[name] = _asked(question, failure)
    well = all(answer == OK for answer in answers.values())
    return JsonResponse(
        {"ok": well, **answers}, status=200 if well else 503, headers={"Cache-Control": "no-store"}
    )


def _asked(question, failure):
    """The answer, or what it means that there is none. Why stands in the log only."""
    try:
        return question()
    except Exception:
        log.exception("healthz could not ask about the %s", question.__name__)
        return str(failure)


def database():
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def migrations():
    """Every migration of the installed code is applied."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return OK
    return ngettext(
        "%(count)d migration is not applied: run `python manage.py migrate`.",
        "%(count)d migrations are not applied: run `python manage.py migrate`.",
        waiting,
    ) % {"count": waiting}


def storage():
    """A picture sent now would be kept: a small file can be written, read back and deleted."""
    written = secrets.token_bytes(16)
    name = default_storage.save(f"healthz-{secrets.token_hex(8)}.txt", ContentFile(written))
    try:
        with default_storage.open(name) as file:
            read = file.read()
    finally:
        default_storage.delete(name)
    if read != written:
        return _("A file reads back other than it was written: check the disk or the storage service.")
    return OK


def publication_lock():
    """The triggers that stop an unchecked brief from going live are installed."""
    missing = lock.missing(connection)
    if not missing:
        return OK
    return _(
        "Unchecked stories could go live, the database lacks %(triggers)s: run `python manage.py migrate`."
    ) % {"triggers": ", ".join(missing)}


def schedule():
    """Nothing has waited for more than two minutes to go out or to come down."""
    waiting = publishing.overdue(timezone.now())
    if not waiting:
        return OK
    return ngettext(
        "%(count)d scheduled story is overdue: run `python manage.py release_due`, and see that it runs all the time.",
        "%(count)d scheduled stories are overdue: run `python manage.py release_due`, and see that it runs all the "
        "time.",
        waiting,
    ) % {"count": waiting}


def jobs():
    """Nothing that is to be done in the background has waited for more than five minutes."""
    waiting = work.late(timezone.now())
    if not waiting:
        return OK
    return ngettext(
        "%(count)d job in the background is late: see that `python manage.py work` runs all the time.",
        "%(count)d jobs in the background are late: see that `python manage.py work` runs all the time.",
        waiting,
    ) % {"count": waiting}


QUESTIONS = {
    "database": (
        database,
        gettext_lazy("The database does not answer: check DATABASE_URL and that its server runs."),
    ),
    "migrations": (
        migrations,
        gettext_lazy("The migrations cannot be read: run `python manage.py showmigrations` to see why."),
    ),
    "storage": (
        storage,
        gettext_lazy(
            "Pictures cannot be stored: check that the media folder exists, has room and belongs to the user "
            "who runs Newsroom."
        ),
    ),
    "lock": (
        publication_lock,
        gettext_lazy(
            "The publication lock cannot be checked: run `python manage.py check --database default`."
        ),
    ),
    "schedule": (
        schedule,
        gettext_lazy("The schedule cannot be read: run `python manage.py release_due` to see why."),
    ),
    "jobs": (
        jobs,
        gettext_lazy("The queue of jobs cannot be read: run `python manage.py work --once` to see why."),
    ),
}
