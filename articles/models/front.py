"""What stands on the pages that lead to stories: home, desk, topic, source. Each in a fixed number of queries."""


def home_context(home) -> dict:
    return {}


def desk_context(desk, query) -> dict:
    return {}
