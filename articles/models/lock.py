"""The last lock: database triggers that refuse a live story without a receipt, whoever writes.

`StoryPage.save` asks the gates. What never meets it (`QuerySet.update`, the base class's `save`, `loaddata`, SQL)
meets these triggers. They are put up after every migrate, because SQLite drops a table's triggers when a migration
rebuilds the table. `missing` tells whether they stand.
"""

LEDGER, CORRECTION = "ledger_never_changed", "correction_never_changed"
RAW, ORIGINAL = "raw_brief_never_changed", "original_never_changed"
NAMES = ("story_lock_insert", "story_lock_update", "story_clearance_lapse", LEDGER, CORRECTION, RAW, ORIGINAL)
TABLES = {
    LEDGER: "articles_ledgerentry",
    CORRECTION: "articles_correction",
    RAW: "articles_rawbrief",
    ORIGINAL: "articles_briefpage",
}
RAW_MESSAGE = "a text that came in is kept as it came"
ORIGINAL_MESSAGE = "the original brief of a published story is kept as it came"
LEDGER_MESSAGE = "the ledger is never changed: what it says was published"
CORRECTION_MESSAGE = "a published correction is never changed: correct it by another one"
MESSAGE = "story has no clearance: publish it through Newsroom"

_NO_RECEIPT = """NOT EXISTS (
    SELECT 1 FROM articles_clearance c
    WHERE c.story_id = NEW.id AND c.lapsed_at IS NULL AND {same}(c.revision_id, NEW.live_revision_id))"""
_IS_STORY = """NEW.content_type_id IN (
    SELECT id FROM django_content_type
    WHERE app_label = 'articles' AND model IN ('briefpage', 'articlepage', 'storypage'))"""
# A live story may lose its live revision (revisions are purged); its content stays what it was.
_GOES_OUT = "NOT OLD.live OR NEW.live_revision_id IS NOT NULL"

_SQLITE_RECEIPT = _NO_RECEIPT.replace(
    "{same}(c.revision_id, NEW.live_revision_id)", "c.revision_id IS NEW.live_revision_id"
)
_SQLITE = (
    f"""CREATE TRIGGER story_lock_insert BEFORE INSERT ON wagtailcore_page
    WHEN NEW.live AND {_IS_STORY} AND {_SQLITE_RECEIPT}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER story_lock_update BEFORE UPDATE OF live, live_revision_id, content_type_id ON wagtailcore_page
    WHEN NEW.live AND ({_GOES_OUT}) AND {_IS_STORY} AND {_SQLITE_RECEIPT}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    """CREATE TRIGGER story_clearance_lapse AFTER UPDATE OF live ON wagtailcore_page WHEN OLD.live AND NOT NEW.live
    BEGIN UPDATE articles_clearance SET lapsed_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
          WHERE story_id = NEW.id AND lapsed_at IS NULL; END""",
)

_PG_RECEIPT = _NO_RECEIPT.replace(
    "{same}(c.revision_id, NEW.live_revision_id)", "c.revision_id IS NOT DISTINCT FROM NEW.live_revision_id"
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION story_lock() RETURNS trigger AS $$
    BEGIN
        IF NEW.live AND (TG_OP = 'INSERT' OR {_GOES_OUT}) AND {_IS_STORY} AND {_PG_RECEIPT} THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE FUNCTION story_clearance_lapse() RETURNS trigger AS $$
    BEGIN
        UPDATE articles_clearance SET lapsed_at = now() WHERE story_id = NEW.id AND lapsed_at IS NULL;
        RETURN NULL;
    END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER story_lock_insert BEFORE INSERT ON wagtailcore_page
    FOR EACH ROW WHEN (NEW.live) EXECUTE FUNCTION story_lock()""",
    """CREATE TRIGGER story_lock_update BEFORE UPDATE OF live, live_revision_id, content_type_id ON wagtailcore_page
    FOR EACH ROW WHEN (NEW.live) EXECUTE FUNCTION story_lock()""",
    """CREATE TRIGGER story_clearance_lapse AFTER UPDATE OF live ON wagtailcore_page
    FOR EACH ROW WHEN (OLD.live AND NOT NEW.live) EXECUTE FUNCTION story_clearance_lapse()""",
)
# Of a published correction, only the link to an account that is gone may go.
_SAID = ("story_id", "kind", "part", "uid", "number", "was", "becomes", "text", "noticed", "amends_id", "fingerprint",
         "entry_id", "published_at", "online_since", "report_id", "thanks", "by_name", "at")  # fmt: skip
_CAME_SO = ("text", "sha256", "origin", "received_at", "dated")
_SHOWN_SO = ("original_text", "original_from", "original_at", "original_sender")
_WAS_OUT = """OLD.original_text <> '' AND EXISTS (
    SELECT 1 FROM wagtailcore_page p WHERE p.id = OLD.storypage_ptr_id AND p.first_published_at IS NOT NULL)"""


def _differ(names: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)


_SQLITE_FROZEN = (
    f"""CREATE TRIGGER {LEDGER} BEFORE UPDATE ON articles_ledgerentry
    BEGIN SELECT RAISE(ABORT, '{LEDGER_MESSAGE}'); END""",
    f"""CREATE TRIGGER {CORRECTION} BEFORE UPDATE ON articles_correction
    WHEN OLD.entry_id IS NOT NULL AND ({_differ(_SAID, "IS NOT")})
    BEGIN SELECT RAISE(ABORT, '{CORRECTION_MESSAGE}'); END""",
    f"""CREATE TRIGGER {RAW} BEFORE UPDATE ON articles_rawbrief WHEN {_differ(_CAME_SO, "IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{RAW_MESSAGE}'); END""",
    f"""CREATE TRIGGER {ORIGINAL} BEFORE UPDATE ON articles_briefpage
    WHEN ({_differ(_SHOWN_SO, "IS NOT")}) AND {_WAS_OUT}
    BEGIN SELECT RAISE(ABORT, '{ORIGINAL_MESSAGE}'); END""",
)
# On PostgreSQL nobody deletes, either. The tests of SQLite empty their tables by DELETE, which nothing could tell from
# an attack; there `verify_ledger` finds it out.
_POSTGRESQL_FROZEN = (
    f"""CREATE OR REPLACE FUNCTION {LEDGER}() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '{LEDGER_MESSAGE}' USING ERRCODE = 'check_violation';
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE TRIGGER {LEDGER} BEFORE UPDATE OR DELETE ON articles_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION {LEDGER}()""",
    f"""CREATE OR REPLACE FUNCTION {CORRECTION}() RETURNS trigger AS $$
    BEGIN
        IF OLD.entry_id IS NOT NULL AND (TG_OP = 'DELETE' OR {_differ(_SAID, "IS DISTINCT FROM")}) THEN
            RAISE EXCEPTION '{CORRECTION_MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE TRIGGER {CORRECTION} BEFORE UPDATE OR DELETE ON articles_correction
    FOR EACH ROW EXECUTE FUNCTION {CORRECTION}()""",
    f"""CREATE OR REPLACE FUNCTION {RAW}() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR {_differ(_CAME_SO, "IS DISTINCT FROM")} THEN
            RAISE EXCEPTION '{RAW_MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE TRIGGER {RAW} BEFORE UPDATE OR DELETE ON articles_rawbrief
    FOR EACH ROW EXECUTE FUNCTION {RAW}()""",
    f"""CREATE OR REPLACE FUNCTION {ORIGINAL}() RETURNS trigger AS $$
    BEGIN
        IF ({_differ(_SHOWN_SO, "IS DISTINCT FROM")}) AND {_WAS_OUT} THEN
            RAISE EXCEPTION '{ORIGINAL_MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE TRIGGER {ORIGINAL} BEFORE UPDATE ON articles_briefpage
    FOR EACH ROW EXECUTE FUNCTION {ORIGINAL}()""",
)


def install(connection) -> None:
    """Puts up all triggers anew, once all their tables are there."""
    is_sqlite = connection.vendor == "sqlite"
    if not set(TABLES.values()) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for name in NAMES:
            on_table = "" if is_sqlite else f" ON {TABLES.get(name, 'wagtailcore_page')}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        for statement in (*_SQLITE, *_SQLITE_FROZEN) if is_sqlite else (*_POSTGRESQL, *_POSTGRESQL_FROZEN):
            cursor.execute(statement)


def missing(connection) -> list[str]:
    """The names of the triggers that do not stand; empty when the lock is whole."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return [name for name in NAMES if name not in standing]
