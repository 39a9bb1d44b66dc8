"""Who sits at the desk in these tests."""

import pytest

from sources.tests.build import editor


@pytest.fixture
def at_desk(client, db):
    """The admin with an editor signed in."""
    client.force_login(editor())
    return client
