"""Where does the program say what it does? On standard error, for whoever runs it to collect."""


def to_the_console(level: str) -> dict:
    """The configuration of `logging` that writes everything from this level on to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["console"], "level": level},
    }
