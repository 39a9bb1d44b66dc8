"""Does what waits in the background, here and now, inside the test's own transaction."""

from django_tasks_db.models import DBTaskResult


def do_all() -> int:
    """Everything that waits, and what that asks for in its turn. Returns how many jobs it was; what fails is raised."""
    count = 0
    while job := DBTaskResult.objects.ready().first():
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.set_successful(None)
        count += 1
    return count
