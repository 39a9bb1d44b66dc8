"""How does an act stand in the log that has words of its own?"""

from wagtail.log_actions import LogFormatter


class WithWords(LogFormatter):
    """An act whose words stand in its data, under the name `words`."""

    words = "reason"

    def format_comment(self, log_entry):
        return log_entry.data.get(self.words, "")
