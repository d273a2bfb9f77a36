"""Run the command line with `python -m filmdig`."""

from filmdig.scraper.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
