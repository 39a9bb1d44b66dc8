"""The five roles take the place of Wagtail's own two groups and its workflow, where nobody uses those yet.

What each role may do is given after every migrate (articles/roles.py), when all permissions exist.
"""

from django.db import migrations
from django.utils import timezone

ROLES = ("Reporter", "Fact-checker", "Editor", "Managing editor", "Administrator")
STOCK = ("Moderators", "Editors")


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    for name in ROLES:
        Group.objects.get_or_create(name=name)
    if Group.objects.filter(name__in=STOCK, user__isnull=False).exists():
        return
    WorkflowPage.objects.filter(workflow__name="Moderators approval", page__depth=1).delete()
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    Group.objects.filter(name__in=STOCK).delete()


def make_assignments(apps, schema_editor):
    """Stories that were there before the desk are begun; how many points hold them is counted at their next save."""
    Story = apps.get_model("articles", "StoryPage")
    Assignment = apps.get_model("articles", "Assignment")
    begun = timezone.now()
    for key in Story.objects.filter(assignment=None).values_list("pk", flat=True).iterator():
        Assignment.objects.create(story_id=key, begun_at=begun)


def keep_assignments(apps, schema_editor):
    """They go with their table."""


def keep_groups(apps, schema_editor):
    """Groups may have people by now: they stay."""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
        ("newsroom", "0002_photo"),
    ]
    operations = [
        migrations.RunPython(make_groups, keep_groups),
        migrations.RunPython(make_assignments, keep_assignments),
    ]
