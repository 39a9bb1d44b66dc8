"""The evidence of a story: whole, checked without Newsroom, and silent about whom nobody may know."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import judging, killing
from articles.models import BriefPage
from articles.tests import build, cast
from articles.tests.test_record import again
from sources import keeping
from sources.models import Excerpt
from sources.reading.result import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast.newsroom()


@pytest.fixture
def story(people):
    source = build.source("Inspection note")
    keeping.keep(source, Reading(text="The crack is 38 cm long. " * 9), timezone.now(), raw=b"%PDF the note")
    out = build.publish(
        build.brief(
            [build.known("It is 83 cm long.", build.cites(source, excerpt="The crack is 38 cm long")), build.unclear()],
            slug="crack", original_text="Crack!", original_sender="informant@example.org",
        )
    )  # fmt: skip
    Excerpt.objects.update(found="found")
    return again(out, people["tomas"], "correction", claim1={"text": "It is 38 cm long."})


def taken(client, story, who) -> zipfile.ZipFile:
    client.force_login(who)
    answer = client.get(reverse("desk_bundle", args=[story.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="evidence-crack.zip"'
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def verified(folder) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "verify_bundle.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_it_holds_all_and_proves_itself_offline(client, people, story, tmp_path):
    bundle = taken(client, story, people["tomas"])
    bundle.extractall(tmp_path)
    status, said = verified(tmp_path)
    assert status == 0 and "All files belong together" in said and story.ledger.last().hash in said
    read = {name: json.loads(bundle.read(name)) for name in bundle.namelist() if name.endswith(".json")}
    assert [entry["number"] for entry in read["ledger.json"]] == [1, 2]
    assert read["story.json"]["edition"]["claims"][0]["text"] == "It is 38 cm long."
    assert read["corrections.json"][0]["becomes"] == "It is 38 cm long."
    assert read["decisions.json"]["verdicts"] and read["decisions.json"]["approvals"]
    [source] = read["sources.json"]
    assert source["excerpts"][0]["text"] == "The crack is 38 cm long"
    assert bundle.read(source["copies"][0]["file"]) == b"%PDF the note"
    assert set(read["manifest.json"]["files"]) == set(bundle.namelist()) - {"manifest.json"}


def test_a_story_that_came_down_is_in_it_as_readers_knew_it(client, people, story):
    draft = judging.newest(story.pk)
    draft.title = "A secret headline"
    draft.save_revision(user=people["ines"])
    killing.remove(story.pk, "A court told us to take it down.", people["odile"])
    bundle = taken(client, story, people["tomas"])
    assert "secret" not in bundle.read("story.json").decode()


def test_another_story_is_found_out_though_its_hash_is_right(client, people, story, tmp_path):
    taken(client, story, people["tomas"]).extractall(tmp_path)
    told = (tmp_path / "story.json").read_text().replace("38 cm", "83 cm")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["files"]["story.json"] = hashlib.sha256(told.encode()).hexdigest()
    (tmp_path / "story.json").write_text(told)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert verified(tmp_path)[0] == 1


@pytest.mark.parametrize(
    "name", ["ledger.json", "sources.json", "decisions.json", "README.txt", "corrections.json"]
)
def test_one_changed_byte_is_found_out(client, people, story, tmp_path, name):
    taken(client, story, people["tomas"]).extractall(tmp_path)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(content))
    status, said = verified(tmp_path)
    assert status == 1 and (name in said or "Error" in said)


def test_a_rewritten_ledger_is_found_out_though_the_manifest_fits(client, people, story, tmp_path):
    taken(client, story, people["tomas"]).extractall(tmp_path)
    entries = json.loads((tmp_path / "ledger.json").read_text())
    entries[0]["by_name"] = "Somebody else"
    (tmp_path / "ledger.json").write_text(json.dumps(entries))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["files"]["ledger.json"] = keeping.sha256((tmp_path / "ledger.json").read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert "Entry 1 of the ledger: it does not say what was written." in verified(tmp_path)[1]


def test_it_says_nothing_of_whom_nobody_may_know_and_reporters_take_none(client, people, story):
    bundle = taken(client, story, people["tomas"])
    for name in bundle.namelist():
        assert b"informant" not in bundle.read(name), name
    client.force_login(people["ines"])
    assert client.get(reverse("desk_bundle", args=[story.pk])).status_code == 403


def test_a_draft_that_was_never_out_has_its_evidence_too(client, people):
    draft = build.brief(slug="crack", owner=people["ines"])
    bundle = taken(client, draft, people["tomas"])
    assert json.loads(bundle.read("ledger.json")) == []
    assert not BriefPage.objects.get(pk=draft.pk).live
