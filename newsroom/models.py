"""What the building owns: the people who work in it and the pictures on its walls."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class User(AbstractUser):
    """Somebody on the staff."""

    is_demo = models.BooleanField(
        _("demo account"),
        default=False,
        editable=False,
        help_text=_("Made by the demo newsroom; can't sign in anywhere else."),
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


class Licence(models.TextChoices):
    """On what terms we may show a picture."""

    OWN = "own", _("Our own")
    CC0 = "cc0", _("CC0, public domain")
    CC_BY = "cc-by", _("CC BY")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA")
    AGENCY = "agency", _("Agency subscription")
    PERMISSION = "permission", _("Used with permission")


class Photo(AbstractImage):
    """A picture with what we must say about it. Wagtail's `description` is its alternative text."""

    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it. Readers see this under the picture."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)

    admin_form_fields = Image.admin_form_fields + ("credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    """One size of a photo, made once."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class Worker(models.Model):
    """A process that does work in the background, and when it was last seen alive."""

    name = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self):
        return self.name
