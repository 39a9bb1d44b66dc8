"""When does Wagtail note what a story refers to? Once for a save, and not again for every row below the story."""

from contextlib import contextmanager

from django.utils.module_loading import import_string

HANDLERS = "wagtail.signal_handlers"  # can't be imported before all models are there


@contextmanager
def noted_once(story):
    """Around a save. What is noted stands in the database: a draft in memory may say something else."""
    with import_string(f"{HANDLERS}.disable_reference_index_auto_update")():
        yield
    import_string(f"{HANDLERS}.update_reference_index_on_save")(story)
