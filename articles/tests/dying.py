"""A worker that dies: the same process, forked, that ends without a word before or after its nth write.

A write is an INSERT, UPDATE or DELETE, or a COMMIT; of a COMMIT both sides count, before it and right after it.
"""

import os
import traceback
from contextlib import ExitStack

from django.db import connection, connections

DEAD = 137  # the status of a process that was killed


class Death:
    """Comes at the nth write."""

    def __init__(self, nth: int):
        self.left = nth

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(DEAD)

    def before_a_statement(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.step()
        return execute(sql, params, many, context)

    def around_commits(self, commit):
        def committing():
            self.step()
            commit()
            self.step()

        return committing


def dies_at(nth: int, work) -> bool:
    """Lets a process of its own work until its nth write. Did that one come before the work was done?"""
    connections.close_all()  # no two processes may share one
    child = os.fork()
    if child == 0:
        _work_and_exit(Death(nth), work)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, DEAD), f"the worker ended with {code}"
    return code == DEAD


def _work_and_exit(death: Death, work) -> None:
    """In the forked process. Whatever happens, nothing of the tests may run on in it."""
    code = 1
    try:
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(death.before_a_statement))
            connection._commit = death.around_commits(connection._commit)
            work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
