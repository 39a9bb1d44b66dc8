"""`manage.py check_url` says what is at an address and stores nothing."""

import json
from io import StringIO

from django.core.management import call_command

from sources.tests import hostile

HEAD = """<meta property="og:site_name" content="The Harbour Post">
<meta property="article:published_time" content="2026-04-20T09:00:00+02:00">"""


def asked(settings, path: str, *options) -> str:
    hostile.FIXED["/post"] = hostile.answer(hostile.page(head=HEAD))
    said = StringIO()
    with hostile.server() as server:
        settings.SOURCE_TEST_HOSTS = [f"127.0.0.1:{server.port}"]
        call_command("check_url", f"http://127.0.0.1:{server.port}{path}", *options, stdout=said)
    return said.getvalue().replace(str(server.port), "PORT")


def test_one_json_object_with_what_was_found(settings):
    assert json.loads(asked(settings, "/post", "--json")) == {
        "outcome": "fine",
        "status": 200,
        "final_url": "http://127.0.0.1:PORT/post",
        "title": "Bridge closed to lorries",
        "publisher": "The Harbour Post",
        "published": "2026-04-20",
        "message": "",
    }


def test_what_is_refused_is_an_answer_too_and_no_crash(settings):
    told = json.loads(asked(settings, "/to-metadata", "--json"))
    assert (told["outcome"], told["status"], told["final_url"]) == ("refused", None, None)
    assert "not on the public internet" in told["message"]


def test_in_words_for_people(settings):
    said = asked(settings, "/moved")
    assert "outcome: moved" in said
    assert "The page is at http://127.0.0.1:PORT/fine now." in said


def test_the_user_agent_names_the_newsroom_and_whom_to_write_to(settings):
    settings.SOURCE_CONTACT, settings.BASE_URL = "sources@news.example", "https://news.example"
    with hostile.server() as server:
        settings.SOURCE_TEST_HOSTS = [f"127.0.0.1:{server.port}"]
        call_command("check_url", f"http://127.0.0.1:{server.port}/fine", stdout=StringIO())
    assert (
        "User-Agent: Newsroom/1 (checks the sources of https://news.example; sources@news.example)"
        in server.asked[0][1]
    )
