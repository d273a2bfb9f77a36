"""Pages that tell the layout of a plug-in site how to misbehave, and the installation of that site.

The site's module is imported only by the command's processes; if it were imported here, it would count as one of the project's.
"""

from __future__ import annotations

from pathlib import Path

DISTRIBUTION = "misbehaving-1.0.dist-info"
FILES = {
    "METADATA": "Metadata-Version: 2.1\nName: misbehaving\nVersion: 1.0\n",
    "entry_points.txt": "[filmdig.sites]\nmisbehaving = tests.misbehaving_site\n",
}
PAGE = '<html><head><title>Page</title><meta name="misbehave" content="{how}"></head><body><p>Words.</p></body></html>'


def make_pages(folder: Path, hows: list[str]) -> Path:
    """Write such pages into a folder: 0000.html, 0001.html and so on."""
    folder.mkdir()
    for number, how in enumerate(hows):
        (folder / f"{number:04}.html").write_text(PAGE.format(how=how))
    return folder


def install(folder: Path) -> None:
    """Write the metadata of an installed distribution into a folder, for PYTHONPATH."""
    distribution = folder / DISTRIBUTION
    distribution.mkdir(parents=True)
    for name, text in FILES.items():
        (distribution / name).write_text(text)
