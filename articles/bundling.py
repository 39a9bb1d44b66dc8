"""All the evidence of one story as a zip that explains itself and can be checked without Newsroom.

What it says of people is what the records say: who gave which verdict, who approved. Who an unnamed source is, and who
sent the original brief, is in none of it. Kept copies go along only for whoever may read them here.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from articles import verify_bundle
from articles.ledger import told
from articles.models import Agreement, Approval, Correction, Kill, LedgerEntry, Override, StoryPage, Verdict
from articles.models.ledger import newest
from sources.models import Source

IN_MEMORY = 10_000_000  # bytes; a larger bundle is made on disk
SEALED = ("story_id", "number", "aside", "act", "note", "by_id", "by_name", "role", "digest", "edition", "change",
          "changes", "corrections", "previous", "hash")  # fmt: skip
README = """This is the evidence behind one story, as the newsroom's records had it when this bundle was made.

story.json        the story as readers have it now, or had it last (the draft, if it was never published)
ledger.json       every publication, with the edition and what changed; each entry holds the hash of the one before it
corrections.json  every correction, published or not, and who said it
decisions.json    verdicts on claims, approvals, overrides, agreements on unnamed sources, kills
sources.json      the sources: what they are, every look at them, the cited excerpts, the kept copies with their hashes
copies/           texts and files of kept copies, if whoever made this bundle may read them
manifest.json     the SHA-256 of every file
verify_bundle.py  checks all of it: python3 verify_bundle.py
"""


def make(story: StoryPage, with_copies: bool) -> SpooledTemporaryFile:
    """The bundle as an open file at its beginning."""
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever gets it closes it
    digests = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in _files(story, with_copies):
            bundle.writestr(name, content)
            digests[name] = hashlib.sha256(content).hexdigest()
        made = {"made_at": timezone.now(), "story": story.pk, "with_copies": with_copies, "files": digests}
        bundle.writestr("manifest.json", _json(made))
    out.seek(0)
    return out


def _files(story: StoryPage, with_copies: bool) -> Iterator[tuple[str, bytes]]:
    last = newest(story.pk)
    edition = last.told if last else told(story.edition())  # never the draft of a story that readers know
    yield "README.txt", README.encode()
    yield "verify_bundle.py", Path(verify_bundle.__file__).read_bytes()
    yield "story.json", _json({"url": story.full_url, "live": story.live, "edition": edition})
    yield "ledger.json", _json([_entry(row) for row in LedgerEntry.objects.filter(story_id=story.pk)])
    yield (
        "corrections.json",
        _json([_correction(row) for row in Correction.objects.filter(story_id=story.pk)]),
    )
    yield "decisions.json", _json(_decisions(story.pk))
    sources, copies = [], []
    rows = Source.objects.filter(pk__in=[row["key"] for row in edition["sources"]]).select_related(
        "publisher"
    )
    for row in rows.prefetch_related("checks", "copies", "excerpts", "retractions"):
        kept = list(row.copies.all())
        sources.append(_source(row) | {"copies": [_copy(copy, with_copies) for copy in kept]})
        copies += kept
    yield "sources.json", _json(sources)
    if with_copies:
        for copy in copies:
            yield f"copies/{copy.pk}.txt", copy.text.encode()
            if copy.file:
                yield f"copies/{_name(copy)}", storages["evidence"].open(copy.file).read()


def _json(data) -> bytes:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _entry(row: LedgerEntry) -> dict:
    return {name: getattr(row, name) for name in SEALED} | {"at": row.at.timestamp()}


def _correction(row: Correction) -> dict:
    return row.as_json() | {
        "said_at": row.at,
        "published_at": row.published_at,
        "taken_back_at": row.dropped_at,
    }


def _decisions(story_id: int) -> dict:
    fields = {
        "verdicts": (Verdict, ("uid", "number", "fingerprint", "said", "outcome", "note", "deciding")),
        "approvals": (Approval, ("digest", "lapsed_at")),
        "overrides": (Override, ("digest", "gates", "reason")),
        "agreements": (Agreement, ("source_id", "agrees", "why")),
        "kills": (Kill, ("reason", "ended_at", "ended_by_name", "ended_reason")),
    }
    return {
        name: list(model.objects.filter(story_id=story_id).order_by("pk").values(*names, "by_name", "at"))
        for name, (model, names) in fields.items()
    }


def _source(row: Source) -> dict:
    looks = ("at", "outcome", "status", "final_url", "message")
    return {
        "id": row.pk,
        "title": row.title,
        "kind": row.kind,
        "url": row.url,
        "publisher": row.publisher.name if row.publisher else "",
        "authors": row.authors,
        "published_on": row.published_on,
        "note": row.note,
        "unnamed_why": row.unnamed_why,
        "checks": [{name: getattr(check, name) for name in looks} for check in row.checks.all()],
        "excerpts": [{"text": e.text, "found": e.found, "nearest": e.nearest} for e in row.excerpts.all()],
        "marks": [
            {"kind": r.kind, "on": r.on, "reason": r.reason, "lifted": r.lifted_at}
            for r in row.retractions.all()
        ],
    }


def _copy(copy, with_copies: bool) -> dict:
    said = {
        "kept_at": copy.kept_at,
        "url": copy.url,
        "title": copy.title,
        "sha256": copy.sha256,
        "raw_sha256": copy.raw_sha256,
        "archive_url": copy.archive_url,
    }
    files = {"text_file": f"copies/{copy.pk}.txt", "file": copy.file and f"copies/{_name(copy)}"}
    return said | ({name: path for name, path in files.items() if path} if with_copies else {})


def _name(copy) -> str:
    """The last part of the name of its file in the store."""
    return copy.file.rsplit("/", 1)[-1]
