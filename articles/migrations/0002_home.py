"""A front page from the start: replaces Wagtail's welcome page."""

from django.db import migrations


def make_home(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("articles", "HomePage")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    if HomePage.objects.exists():
        return
    Page.objects.filter(slug="home", depth=2).delete()
    kind, _made = ContentType.objects.get_or_create(app_label="articles", model="homepage")
    home = HomePage.objects.create(
        title="Newsroom", draft_title="Newsroom", slug="home", path="00010001", depth=2, numchild=0,
        url_path="/home/", content_type=kind, locale=Locale.objects.order_by("pk").first(), live=True,
    )
    Site.objects.filter(is_default_site=True).delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="Newsroom")


def unmake_home(apps, schema_editor):
    """Leaves the pages: there is nothing to put back in their place."""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(make_home, unmake_home)]
