"""Public doors to a story's record: how it changed, its earlier versions, and how any two of them differ.

They open only while the story is out: what came down or was killed shows none of its versions.
"""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from articles import comparing, quoting, schema_org, syndicated, wholetext
from articles.models import StoryPage, corrected, figures, front, outlet, reading, record
from articles.storydoor import below, let_out, of_story
from sources.asked import key


@of_story
def changes(request, story):
    """Every publication with what changed, the newest first, page by page."""
    page = record.page(story.pk, request.GET.get("page"))
    return below(
        request, "articles/changes.html", story, page_of=page, entries=record.shown(page.object_list)
    )


@of_story
def versions(request, story):
    """All versions, and the form that compares two of them."""
    first, second = (key(request.GET.get(name)) for name in ("from", "to"))
    if first and second:
        return redirect(f"{request.path}{first}/to/{second}/")
    page = record.versions_page(story.pk, request.GET.get("page"))
    return below(request, "articles/versions.html", story, page_of=page, versions=page.object_list)


@of_story
def version(request, story, number):
    """One version as readers had it."""
    entry = _entry(story, number)
    edition = record.edition(entry)
    context = reading.version_context(edition)
    return below(request, "articles/version.html", story, entry=entry, edition=edition, **context)


@of_story
def differences(request, story, first, second):
    """What is different between two versions, claims matched by who they are."""
    older, newer = _entry(story, min(first, second)), _entry(story, max(first, second))
    found = comparing.compared(older.told, newer.told)
    return below(request, "articles/differences.html", story, older=older, newer=newer, compared=found)


def _entry(story, number: int):
    entry = record.version(story.pk, number) if number < 2**31 else None
    if entry is None:
        raise Http404("The story has no such version.")
    return entry


@of_story
def as_json(request, story):
    """The whole record as a file: each entry with what changed and what was said of it, and the story as it is now."""
    answer = JsonResponse(record.as_json(story), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _whole(story) -> wholetext.Whole:
    """All that the story says, if that is what was let out."""
    told = wholetext.of(StoryPage.objects.filter(pk=story.pk))
    if not told:
        raise Http404("This story has no clearance.")
    return told[0]


@of_story
def markdown(request, story):
    """The story as Markdown, for programs that read text."""
    answer = HttpResponse(wholetext.markdown(_whole(story)), content_type="text/markdown; charset=utf-8")
    answer["Link"] = f'<{settings.BASE_URL}{story.url}>; rel="canonical"'
    return answer


@of_story
def annotations(request, story):
    """Each excerpt that the story cites, as an annotation of the page that it stands on."""
    told = quoting.annotations(let_out(story)[1], settings.BASE_URL + story.url)
    profile = (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'  # Web Annotation Protocol, 3.1
    )
    answer = JsonResponse(told, content_type=profile, json_dumps_params={"ensure_ascii": False})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@of_story
def ninjs(request, story):
    """The story as other newsrooms take it in (ninjs 3.1)."""
    told = syndicated.items(StoryPage.objects.filter(pk=story.pk))
    if not told:
        raise Http404("This story has no clearance.")
    answer = JsonResponse(told[0], json_dumps_params={"ensure_ascii": False})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@transaction.non_atomic_requests
def corrections(request):
    """Everything that readers were told was wrong, on one page of the site."""
    context = corrected.corrections_context(request.GET, timezone.now())
    return render(request, "articles/corrections.html", context)


@transaction.non_atomic_requests
def how_we_work(request):
    """How the paper is made, in figures."""
    chapters = figures.chapters(front.stories(), timezone.now())
    return render(
        request, "articles/how_we_work.html", {"chapters": chapters, "pages": front.pages_about_us()}
    )


@transaction.non_atomic_requests
def imprint(request):
    """Who publishes this, who owns and pays it, who works here, and by which rules."""
    told = outlet.read_whole()
    structured = schema_org.as_script(schema_org.organisation(told, f"{settings.BASE_URL}/"))
    return render(request, "articles/imprint.html", {"outlet": told, "structured": structured})


@transaction.non_atomic_requests
def unclear(request):
    """All open questions: how old they are, what would settle them, and when we look again."""
    return render(request, "articles/unclear.html", front.unclear_context(request.GET, timezone.now()))
