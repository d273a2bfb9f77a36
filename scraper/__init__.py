"""Finds captures, on disk and in archives on the web, and runs the job."""
