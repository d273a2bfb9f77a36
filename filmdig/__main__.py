"""`python -m filmdig`: the command."""

from filmdig.scraper.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
