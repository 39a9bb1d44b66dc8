"""Puts away what a site said: the answer as a web archive, once, and its text as a copy of the source.

A web archive is a WARC file (ISO 28500), gzipped, named after the SHA-256 of its address and the answer's body. They
stand in the storage `evidence`, which no address of the site leads to.
"""

import hashlib
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sources.models import Copy, Source
from sources.models.person import name_of
from sources.reading.result import Reading
from sources.web.client import Answer

SAFE_HEADER = 4_000  # characters of one header that are kept


def keep(source: Source, reading: Reading, at: datetime, answer: Answer | None = None, by=None) -> Copy:
    """A new copy of the source. Its file is written before the row, so that no row names a file that is not there."""
    return Copy.objects.create(
        source=source,
        kept_at=at,
        by=by,
        by_name=name_of(by),
        url=answer.url if answer else "",
        title=reading.title[:500],
        text=reading.text,
        whole=reading.whole if reading.whole != reading.text else "",
        digest=reading.digest,
        sha256=sha256(reading.text.encode()),
        raw_sha256=sha256(answer.raw) if answer else "",
        file=archive(answer, at) if answer else "",
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive(answer: Answer, at: datetime) -> str:
    """The name of the file that holds this answer from this address; writes it if it is not there yet."""
    digest = sha256(answer.url.encode() + b"\n" + answer.raw)
    name, evidence = f"{digest[:2]}/{digest}.warc.gz", storages["evidence"]
    return name if evidence.exists(name) else evidence.save(name, ContentFile(_warc(answer, at)))


def _warc(answer: Answer, at: datetime) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = [(name, " ".join(value.split())[:SAFE_HEADER]) for name, value in answer.headers]
    status = StatusAndHeaders(f"{answer.status} {answer.reason}".strip(), headers, protocol="HTTP/1.1")
    told = {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    record = writer.create_warc_record(
        answer.url, "response", payload=BytesIO(answer.raw), http_headers=status, warc_headers_dict=told
    )
    writer.write_record(record)
    return out.getvalue()
