"""Who works in the background while the demo runs? Processes beside its server, which end when the server does.

It is forked from what is loaded already. The server learns of its end through a pipe: gunicorn collects every child,
so asking for its status would answer nothing.
"""

import os
import signal
import sys
import threading
import time
import traceback

from steps import PATIENCE, say

ENDED = "\nThe process that {task} has ended, and that waits. Ctrl-C and make run begin it again.\n"


class Beside:
    """A function in a process of its own, which runs until it is told to end. Made before any thread is. `task` says
    what it does, in words that follow “the process that”."""

    def __init__(self, work, task="works beside the server"):
        self.task = task
        self.parent = os.getpid()
        self.is_ending = False
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            self._live(work)
        os.close(writing)  # so that the pipe ends with the process
        self.watch = threading.Thread(target=self._watch, args=[reading], daemon=True)

    def watch_over(self):
        """Tell when it ends. Called when all are forked: a fork takes no thread along."""
        self.watch.start()
        return self

    def _live(self, work):
        """In the process: work, and never outlive the server, however that ends."""
        status = 1
        os.setsid()  # Ctrl-C is for the server, which then ends us after the story at hand
        threading.Thread(target=self._end_with_the_parent, daemon=True).start()
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _end_with_the_parent(self):
        while os.getppid() == self.parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    def _watch(self, reading):
        """In the server: the pipe can be read when the process has ended. A server that is ending says nothing."""
        os.read(reading, 1)
        os.close(reading)
        if not self.is_ending:
            say(ENDED.format(task=self.task))

    def end(self):
        """Ask it to end after the story at hand, wait, and insist if it does not listen."""
        self.is_ending = True
        for how, seconds in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, None)):
            if self.watch.is_alive():
                os.kill(self.process, how)
                self.watch.join(seconds)
