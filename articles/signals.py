"""Wiring to signals of Django and Wagtail: nothing is decided here."""

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.admin import signal_handlers as wagtails
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    page_slug_changed,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from articles import roles
from articles.models import DeskPage, StoryPage, citing, lock
from sources.models import Source


def install_lock(using, **kwargs):
    """After every migrate: put the triggers up again, for SQLite drops them when it rebuilds a table."""
    lock.install(connections[using])


def make_roles(using, **kwargs):
    """After every migrate: the groups of the house and of every desk, once their tables are there."""
    if using == DEFAULT_DB_ALIAS and roles.can_be_made():
        roles.make_permissions()
        roles.keep_in_step()
        roles.make_workflow()


@receiver(post_save, sender=DeskPage)
def staff_the_desk(instance, created, **kwargs):
    """Every desk has groups of its own, called after it."""
    if not kwargs.get("raw"):
        (roles.keep_desk if created else roles.rename_desk)(instance)


@receiver(pre_delete, sender=Source)
def keep_cited_sources(instance, **kwargs):
    """The library knows nothing of stories, so the stories ask before one of their sources goes."""
    citing.protect(instance)


# Wagtail's mails about workflows, each with the name under which Wagtail connects it.
WORKFLOW_MAILS = {
    "group_approval_task_submitted_email_notification": (
        task_submitted,
        TaskState,
        wagtails.task_submission_email_notifier,
    ),
    "workflow_state_submitted_email_notification": (
        workflow_submitted,
        WorkflowState,
        wagtails.workflow_submission_email_notifier,
    ),
    "workflow_state_rejected_email_notification": (
        workflow_rejected,
        WorkflowState,
        wagtails.workflow_rejection_email_notifier,
    ),
    "workflow_state_approved_email_notification": (
        workflow_approved,
        WorkflowState,
        wagtails.workflow_approval_email_notifier,
    ),
}


def keep_wagtails_mail_off_stories():
    """People hear of stories by notices, so Wagtail's mails about the same would be a second flood.

    Wagtail connects its mails when its admin starts, which may be after us: what we took out would be back. But a
    name is connected once. Whoever holds it keeps it, so this works in whatever order the apps start.
    """
    for name, (signal, sender, mail) in WORKFLOW_MAILS.items():
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(unless_a_story(mail), sender=sender, dispatch_uid=name, weak=False)


def unless_a_story(mail):
    """Wagtail's own mail, for desks, pages about the newsroom and whatever else goes through a workflow."""

    def send(instance, **kwargs):
        workflow = getattr(instance, "workflow_state", instance)
        subject = workflow.content_type.model_class() or object
        return None if issubclass(subject, StoryPage) else mail(instance=instance, **kwargs)

    return send


def replace_wagtail_s_redirects():
    """At the start. Wagtail deletes a redirect and makes it anew, and dying between the two would lose it."""
    if not page_slug_changed.disconnect(autocreate_redirects_on_slug_change):
        raise RuntimeError("wagtail.contrib.redirects has to stand before articles in INSTALLED_APPS.")
    page_slug_changed.connect(lead_on_from_the_old_address)


def lead_on_from_the_old_address(**kwargs):
    with transaction.atomic():
        autocreate_redirects_on_slug_change(**kwargs)
