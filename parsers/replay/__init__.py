"""Undo what an archive's replay or a browser's "save" added."""
