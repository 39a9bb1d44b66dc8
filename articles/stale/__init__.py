"""Whose text is newer? Refuses what was not written on the newest version of a story, and loses neither text."""
