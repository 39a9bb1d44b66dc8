"""The last lock: database triggers that refuse a live story without a receipt, whoever writes.

`StoryPage.save` asks the gates. What never meets it (`QuerySet.update`, the base class's `save`, `loaddata`, SQL)
meets these triggers. They are put up after every migrate, because SQLite drops a table's triggers when a migration
rebuilds the table. `missing` tells whether they stand.
"""

NAMES = ("story_lock_insert", "story_lock_update", "story_clearance_lapse")
# On PostgreSQL only: the tests of SQLite empty their tables by DELETE, which nothing could tell from an attack.
LEDGER = "ledger_never_changed"
LEDGER_MESSAGE = "the ledger is never changed: what it says was published"
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
_POSTGRESQL_LEDGER = (
    f"""CREATE OR REPLACE FUNCTION {LEDGER}() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '{LEDGER_MESSAGE}' USING ERRCODE = 'check_violation';
    END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE TRIGGER {LEDGER} BEFORE UPDATE OR DELETE ON articles_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION {LEDGER}()""",
)


def install(connection) -> None:
    """Puts up all triggers anew."""
    on_table = "" if connection.vendor == "sqlite" else " ON wagtailcore_page"
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)
        if connection.vendor != "sqlite" and "articles_ledgerentry" in connection.introspection.table_names():
            for statement in _POSTGRESQL_LEDGER:
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
    wanted = NAMES if connection.vendor == "sqlite" else (*NAMES, LEDGER)
    return [name for name in wanted if name not in standing]
