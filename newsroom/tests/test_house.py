"""The house stays easy to read: imports point down, rules know no database, files are small."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
APPS = ("newsroom", "articles", "sources")
FLOORS = [
    {"claims"},
    {"correcting", "editions"},
    {
        "changes", "checking", "compared", "comparing", "desk_gates", "gates", "history", "incoming", "intake", "ledger", "lettering", "listed", "outlet", "presenting", "prose", "quoting", "schema_org", "seen", "sharing", "stages", "dispatch", "ninjs", "matching",
        "transparency", "verify_bundle",
    },
    {"clearance", "finish", "outbox"},
    {"forms", "panels"},
    {"models"},
    {"drafting", "feed_formats", "judging", "limits", "mailroom", "planning", "publishing", "roles", "stale"},
    {"amending", "announcing", "bundling", "following", "killing", "reporting", "moving", "reopening", "room", "storydoor", "sourcewatch", "watching", "wholetext", "wire", "importing"},
    {"deskboard", "syndicated", "opendata"},
    {"bulk", "bundledesk", "checkroom", "correctroom", "duedesk", "editor", "intake_desk", "mywork", "noticeboard", "outletdesk", "overriding", "reportdesk", "retracting", "scheduled", "sourcesheet", "sourceuse", "takedown", "timeline"},
    {"wagtail_hooks", "signals", "views", "feeds", "sitemaps", "api", "management", "recordviews", "reportviews", "followviews", "pictureviews", "cardviews"},
    {"urls", "apps"},
]  # fmt: skip
RULES = set().union(*FLOORS[:3])
# What a rule may stand on: the standard library, values, and Django's enums and translations, which know no database.
RULES_MAY_IMPORT = (
    "articles.", "sources.kinds.", "sources.origins.", "sources.outcomes.", "sources.schedule.", "sources.excerpts", "sources.reasons.",
    "django.db.models.TextChoices", "django.utils.translation.", "django.utils.html.",
    "django.utils.text.", "django.utils.safestring.", "django.utils.timezone.localtime", "django.utils.formats.",
)  # fmt: skip
LINES = 400
FUNCTION_LINES = 40
SETTINGS_LINES = 200
STYLE_BYTES = 34_000


def files(folder: str, pattern: str = "*.py") -> list[Path]:
    """The code of an app, without its tests and migrations, relative to the house."""
    found = (path.relative_to(HOUSE) for path in sorted((HOUSE / folder).rglob(pattern)))
    return [path for path in found if not {"tests", "migrations"} & set(path.parts)]


def everything() -> list[Path]:
    python = [path.relative_to(HOUSE) for app in APPS for path in sorted((HOUSE / app).rglob("*.py"))]
    others = [path.relative_to(HOUSE) for path in sorted((HOUSE / "templates").rglob("*.html"))]
    scripts = [path.relative_to(HOUSE) for path in sorted((HOUSE / "bin").glob("*.py"))]
    return [path for path in python + others + scripts if "migrations" not in path.parts]


def imports(path: Path):
    for node in ast.walk(ast.parse((HOUSE / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: write the whole path of an import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    """The room of a module: the parser's files share one, and so do all of models and of management."""
    if name.startswith("intake_") and name != "intake_desk":
        return "intake"
    return name


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room(name) in rooms)


@pytest.mark.parametrize("path", files("articles"), ids=str)
def test_articles_is_read_from_the_top_floor_down(path):
    module = room(path.parts[1].removesuffix(".py"))
    if module == "__init__":
        return
    for name in imports(path):
        if name.startswith("articles.") and (other := room(name.split(".")[1])) != module:
            same_floor_rule = module in RULES and floor(other) == floor(module)
            assert floor(other) < floor(module) or same_floor_rule, f"{module} imports {other}"
        if (
            module in RULES
            and "." in name
            and name.split(".")[0] in ("django", "wagtail", "sources", "newsroom")
        ):
            assert name.startswith(RULES_MAY_IMPORT), f"{module} imports {name}: a rule needs no database"


@pytest.mark.parametrize("app", APPS)
def test_nobody_imports_newsroom_and_sources_knows_no_articles(app):
    forbidden = {"newsroom": (), "articles": ("newsroom.",), "sources": ("newsroom.", "articles.")}[app]
    for path in files(app):
        found = [name for name in imports(path) if name.startswith(forbidden or "\0")]
        assert not found, f"{path} imports {found}"


@pytest.mark.parametrize("path", files("sources"), ids=str)
def test_sources_never_names_articles(path):
    text = (HOUSE / path).read_text()
    assert "claims__" not in text
    assert "articles." not in text


@pytest.mark.parametrize("path", everything(), ids=str)
def test_a_file_has_one_subject_and_400_lines_at_most(path):
    count = len((HOUSE / path).read_text().splitlines())
    assert count <= (SETTINGS_LINES if path.name == "settings.py" else LINES), f"{path} has {count} lines"


@pytest.mark.parametrize("path", [p for app in APPS for p in files(app)], ids=str)
def test_functions_are_short_and_modules_say_what_they_are_for(path):
    tree = ast.parse((HOUSE / path).read_text())
    if path.name != "__init__.py":
        assert ast.get_docstring(tree), f"{path} does not say which question it answers"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < FUNCTION_LINES, f"{path}: {node.name} is too long"


@pytest.mark.parametrize("path", [p for app in APPS for p in files(app)], ids=str)
def test_imports_stand_at_the_top(path):
    if path.name == "apps.py":
        return  # AppConfig.ready imports what needs the models
    for node in ast.walk(ast.parse((HOUSE / path).read_text())):
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
            assert not inner, f"{path}: {node.name} imports inside"


def test_the_environment_is_read_in_the_settings_only():
    for app in APPS:
        for path in files(app):
            if path.name not in ("settings.py", "wsgi.py"):
                text = (HOUSE / path).read_text()
                assert "os.environ" not in text, path
                assert "getenv" not in text, path


def test_the_style_sheets_are_light():
    folder = HOUSE / "newsroom/static/newsroom/css"
    total = sum(path.stat().st_size for path in folder.rglob("*.css") if path.name != "admin.css")
    assert 0 < total <= STYLE_BYTES, f"{total} bytes of style"
