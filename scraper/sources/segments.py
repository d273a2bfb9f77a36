"""Join records that a crawler split into segments: the first has the capture's type, the others the type "continuation"."""

from __future__ import annotations

from filmdig.scraper.sources.base import MAX_PAYLOAD
from filmdig.scraper.sources.context import Context
from filmdig.scraper.sources.warc import Found

_MOST = 10_000


def segment_id(origin: str, number: str | int) -> str:
    """Return the key of a segment: the id of the first segment, and the segment's number."""
    return f"segment {str(number).strip()} of {origin.strip().strip('<>')}"


def is_first_segment(headers: dict[str, str]) -> bool:
    """Return whether a record is the first of several segments."""
    return headers.get("warc-segment-number", "").strip() == "1" and headers.get("warc-type", "").lower() != "continuation"


def joined(found: Found, path: str, context: Context) -> tuple[Found, str | None]:
    """Return a first segment with the blocks of the later ones, from any of the run's files, and what is missing, if anything.

    Args:
        found: the first segment.
        path: the file that contains it.
        context: finds the other segments.
    """
    blocks, size, number, total = [found.record.block], found.record.length, 1, ""
    origin = found.headers.get("warc-record-id", "")
    while not total and size <= MAX_PAYLOAD and number < _MOST:
        if (following := context.find({"warc-refers-to": segment_id(origin, number + 1)}, path)) is None:
            break
        number += 1
        blocks.append(following.record.block)
        size += following.record.length
        total = following.headers.get("warc-segment-total-length", "").strip()
    whole = found._replace(record=found.record._replace(block=memoryview(b"".join(blocks)), length=size))
    if not total:
        return whole, f"the crawler split this capture into segments, of which the first {number} are present"
    missing = total.isascii() and total.isdigit() and len(total) < 16 and size < int(total)
    return whole, f"the segments of this capture have {size} of its {total} bytes" if missing else None
