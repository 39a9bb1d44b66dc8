"""The paper: briefs, articles and everything worked out from them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self):
        from articles import signals

        post_migrate.connect(signals.install_lock, sender=self)
        post_migrate.connect(signals.make_roles, sender=self)
        signals.keep_wagtails_mail_off_stories()
        signals.replace_wagtail_s_redirects()
