"""Where are the schemas of others, which are no part of this project? In the folder that STANDARDS_DIR names."""

import os
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


def schema(name: str) -> Path:
    """The file of this name; without it the test fails, and says what to do."""
    folder = Path(os.environ.get("STANDARDS_DIR", HOUSE.parent / "shared/standards"))
    if not (folder / name).is_file():
        pytest.fail(
            f"{name} is not in {folder}. Put the schemas of the standards into a folder, and name it in STANDARDS_DIR.",
            pytrace=False,
        )
    return folder / name
