"""What did somebody type, and how does it fit the story as it stands now? Works on the editor's form, saves nothing.

A form names its rows by their keys in the database. Those change under an open form: a publication gives keys to
rows that had none, and takes away the rows that a colleague deleted. Stock Wagtail then refuses the form or doubles
the rows.
"""

from wagtail.models import Comment

COMMENTS = "comments"


def refit(form_class, posted, story):
    """The posted form with the keys that its rows have in the story now. In memory, the story loses the rows that
    the form does not have: the form is the whole story, so they would be left over by mistake."""
    fitted = posted.copy()
    for name, formset in form_class.formsets.items():
        if name == COMMENTS:
            _refit_comments(formset, fitted, story)
        else:
            _refit_rows(formset, name, fitted, story)
    return fitted


def _count(posted, prefix: str, which: str) -> int:
    value = posted.get(f"{prefix}-{which}", "")
    return int(value) if value.isdecimal() else 0


def _refit_rows(formset, prefix: str, posted, parent) -> None:
    if f"{prefix}-TOTAL_FORMS" not in posted:
        return  # the form will say so itself
    manager = getattr(parent, formset.fk.remote_field.get_accessor_name())
    rows = {str(row.pk): row for row in manager.get_object_list() if row.pk}
    there = {str(key) for key in formset.model.objects.filter(pk__in=rows).values_list("pk", flat=True)}
    by_uid = {row.uid: key for key, row in rows.items() if getattr(row, "uid", None) and key in there}
    kept = set()
    for number in range(_count(posted, prefix, "INITIAL_FORMS")):
        place = f"{prefix}-{number}"
        key = posted.get(f"{place}-id", "")
        key = key if key in there else by_uid.get(posted.get(f"{place}-uid"), "")
        posted[f"{place}-id"] = key
        kept.add(key)
        for name, inner in getattr(formset.form, "formsets", {}).items():
            _refit_rows(inner, f"{place}-{name}", posted, rows.get(key) or formset.model())
    if not kept.issuperset(rows):
        manager.set([row for row in manager.all() if row.pk is None or str(row.pk) in kept])


def _refit_comments(formset, posted, story) -> None:
    """A comment that was closed meanwhile stays closed. What was written to it comes up as a comment of its own."""
    there = {str(comment.pk) for comment in formset(instance=story).queryset}
    for number in range(_count(posted, COMMENTS, "INITIAL_FORMS")):
        place = f"{COMMENTS}-{number}"
        key = posted.get(f"{place}-id", "")
        if key in there:
            continue
        old, all_of_them = (
            _count(posted, f"{place}-replies", which) for which in ("INITIAL_FORMS", "TOTAL_FORMS")
        )
        is_as_it_was = Comment.objects.filter(pk=key or 0, text=posted.get(f"{place}-text", "")).exists()
        if key and is_as_it_was and old == all_of_them:
            posted[f"{place}-DELETE"] = "on"  # without a key, nothing is deleted
        posted[f"{place}-id"] = ""
        for reply in range(old):
            posted[f"{place}-replies-{reply}-id"] = ""
            posted[f"{place}-replies-{reply}-DELETE"] = "on"


def fill(story, form, leaving=frozenset()):
    """The story with what the form says, valid or not, but for the fields and rows in `leaving`. In memory only."""
    fields = {field.name: field for field in story._meta.get_fields() if hasattr(field, "save_form_data")}
    for name in (form.cleaned_data.keys() & fields.keys()) - leaving:
        fields[name].save_form_data(story, form.cleaned_data[name])
    for name, formset in form.formsets.items():
        if name not in leaving and name != COMMENTS:
            getattr(story, formset.fk.remote_field.get_accessor_name()).set(_rows(formset))
    return story


def _rows(formset) -> list:
    """The rows that the formset would leave, in their order."""
    initial = formset.initial_form_count()
    forms = [
        form
        for number, form in enumerate(formset.forms)
        if not form.cleaned_data.get("DELETE") and (number < initial or form.has_changed())
    ]
    forms.sort(key=lambda form: form.cleaned_data.get("ORDER") or 0)
    for place, form in enumerate(forms):
        form.instance.sort_order = place
        for inner in getattr(form, "formsets", {}).values():
            getattr(form.instance, inner.fk.remote_field.get_accessor_name()).set(_rows(inner))
    return [form.instance for form in forms]


def differences(comparisons, before, after) -> list:
    """The comparisons of the edit handler in which the two versions differ, also by the order of rows."""
    found = [make(before, after) for make in comparisons]
    return [one for one in found if one.has_changed() or _is_moved(one)]


def _is_moved(comparison) -> bool:
    return comparison.is_child_relation and any(
        child.get_position_change() for child in comparison.get_child_comparisons()
    )


def names(comparisons) -> set[str]:
    """The names, in the form, of the fields and rows that are compared."""
    return {getattr(one.field, "related_name", None) or one.field.name for one in comparisons}


def wrong(form) -> set[str]:
    """The fields and lists of rows that can't be saved as they are, so no version shows what was typed there."""
    return set(form.errors) | {name for name, formset in form.formsets.items() if not formset.is_valid()}
