"""Puts away what a site said: the answer as a web archive, once, and its text as a copy of the source.

A web archive is a WARC file (ISO 28500), gzipped, named after the SHA-256 of its address and the answer's body. A file
that a person brings is kept as it came. They stand in the storage `evidence`, which no address of the site leads to.
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


def keep(
    source: Source, reading: Reading, at: datetime, answer: Answer | None = None, by=None, raw: bytes = b""
) -> Copy:
    """A new copy of the source: the answer of its site, or what a person brought, as the file `raw` or as text alone.
    Its file is written before the row, so that no row names a file that is not there."""
    body = answer.raw if answer else raw
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
        raw_sha256=sha256(body) if body else "",
        file=archive(answer, at) if answer else stored(raw) if raw else "",
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive(answer: Answer, at: datetime) -> str:
    """The name of the file that holds this answer from this address; writes it if it is not there yet."""
    name = _name(answer.url.encode() + b"\n" + answer.raw, ".warc.gz")
    return name if storages["evidence"].exists(name) else _save(name, _warc(answer, at))


def stored(raw: bytes) -> str:
    """The name of the file that holds these bytes; writes it if it is not there yet."""
    name = _name(raw, ".raw")
    return name if storages["evidence"].exists(name) else _save(name, raw)


def _name(content: bytes, ending: str) -> str:
    digest = sha256(content)
    return f"{digest[:2]}/{digest}{ending}"


def _save(name: str, content: bytes) -> str:
    return storages["evidence"].save(name, ContentFile(content))


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
