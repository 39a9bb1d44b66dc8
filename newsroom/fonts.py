"""The font files that come with Newsroom, in the order in which they are asked for a letter (SIL Open Font License)."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "newsroom" / "fonts"
SHIPPED = tuple(
    FOLDER / f"{name}-wght-normal.woff2"
    for name in (
        "stix-two-text-latin",
        "stix-two-text-latin-ext",
        "stix-two-text-cyrillic",
        "stix-two-text-greek",
        "stix-two-text-vietnamese",
        "noto-naskh-arabic-arabic",
        "noto-serif-hebrew-hebrew",
    )
)
