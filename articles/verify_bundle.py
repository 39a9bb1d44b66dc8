"""Checks this bundle without the program that made it: python3 verify_bundle.py, where the bundle was unpacked.

It reads every file that `manifest.json` names and compares its SHA-256; works out the hash of every entry of the
ledger from what the entry says and from the hash before it; applies the stored differences one after the other and
compares with the stored editions; and compares the story with the newest of them, and the texts of kept copies with
their hashes. It says what is wrong and ends with 1, or that all of it belongs together and ends with 0. Whoever writes
everything anew, with new hashes, passes: compare the newest hash with what the site shows. Only the standard library
is used.
"""

import hashlib
import json
import sys
from pathlib import Path

LATER = ("aside", "note", "changes", "corrections")  # count in the hash where they say something
ALWAYS = ("story_id", "number", "by_id", "by_name", "role", "digest", "edition", "change", "at")
ROWS = {"claims": "uid", "sources": "key"}


def spelled(data) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def files(folder: Path):
    """What is wrong with the files of the manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} is not what it was."


def chain(folder: Path):
    """What is wrong with the ledger."""
    last, built = "0" * 64, {}
    entries = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    for number, entry in enumerate(entries, 1):
        name = f"Entry {entry['number']} of the ledger"
        said = {field: entry[field] for field in ALWAYS}
        said |= {field: entry[field] for field in LATER if entry[field]}
        if entry["act"] != "published":
            said["act"] = entry["act"]
        if entry["number"] != number or entry["previous"] != last:
            yield f"{name}: the entry before it is missing or another one."
        if hashlib.sha256(f"{entry['previous']}\n{spelled(said)}".encode()).hexdigest() != entry["hash"]:
            yield f"{name}: it does not say what was written."
        if entry["act"] == "published":
            if spelled(applied(built, json.loads(entry["change"]))) != entry["edition"]:
                yield f"{name}: the stored differences do not give its edition."
            built = json.loads(entry["edition"])
        last = entry["hash"]


def story(folder: Path):
    """Is the story the one that was published last? A draft that was never published has nothing to compare with."""
    entries = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    published = [entry["edition"] for entry in entries if entry["act"] == "published"]
    told = json.loads((folder / "story.json").read_text(encoding="utf-8"))
    if published and spelled(told["edition"]) != published[-1]:
        yield "story.json is not the edition that was published last."


def head(folder: Path) -> str:
    """The hash of the newest entry, which the site shows, too: below the story's address, in record.json."""
    entries = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    return entries[-1]["hash"] if entries else "none"


def applied(before: dict, change: dict) -> dict:
    now = {name: value for name, value in before.items() if name not in change.get("gone", [])}
    now |= change.get("parts", {})
    for name, key in ROWS.items():
        if name in change:
            rows = {row[key]: row for row in [*before.get(name, []), *change[name]["rows"]]}
            now[name] = [rows[identity] for identity in change[name]["order"]]
    return now


def copies(folder: Path):
    """What is wrong with the texts of kept copies that the bundle holds."""
    for source in json.loads((folder / "sources.json").read_text(encoding="utf-8")):
        for copy in source["copies"]:
            path = folder / copy.get("text_file", "")
            if (
                copy.get("text_file")
                and path.is_file()
                and hashlib.sha256(path.read_bytes()).hexdigest() != copy["sha256"]
            ):
                yield f"{copy['text_file']} is not the text that was kept of “{source['title']}”."


def main() -> int:
    folder = Path(__file__).resolve().parent
    wrong = [*files(folder), *chain(folder), *story(folder), *copies(folder)]
    for sentence in wrong or ["All files belong together, and the ledger is whole."]:
        print(sentence)
    print(f"Newest entry: {head(folder)}")
    print("If record.json below the story's address shows this hash, nobody has written the ledger anew.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
