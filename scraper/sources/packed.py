"""Read containers (zip, WACZ and tar) in place, with members in any form, a few levels deep."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Collection, Iterator
from functools import partial
from typing import BinaryIO, cast

import msgspec

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Find, Skipped, Unread, at, guarded
from filmdig.scraper.sources.broken_zip import salvaged
from filmdig.scraper.sources.context import ALONE, Context
from filmdig.scraper.sources.har import attached_names, har_items
from filmdig.scraper.sources.inflate import Inflated, Readable, Rejoined, Tolerant, damage_of, packing, read_bounded
from filmdig.scraper.sources.loose import CUT_OR_DAMAGED, Stated, page_items
from filmdig.scraper.sources.mhtml import mhtml_items
from filmdig.scraper.sources.opened import ZIP_ERRORS, Slice, member_of, spooled
from filmdig.scraper.sources.saved import owner
from filmdig.scraper.sources.saved_folders import LONGEST, STATEMENTS, saved_folder
from filmdig.scraper.sources.sniff import form, head_of
from filmdig.scraper.sources.tar_members import Fault, TarMember, tar_members
from filmdig.scraper.sources.warc_captures import warc_items
from filmdig.scraper.sources.webarchive import webarchive_items

_DEEPEST = 3
#: How many zips may be concatenated in one file.
_MOST_JOINED = 100
#: A zip of pages unpacks to ten or twenty times its size. One that claims more than this is an attack.
_WORST_RATIO = 200
_ALLOWED = 1 << 30  # bytes allowed whatever the ratio


def stream_items(path: str, stream: Readable, context: Context = ALONE, stated: Stated | None = None) -> Iterator[Find]:
    """Read a file or member of any form, detected from its bytes; ``stated`` as for `loose_items`."""
    head = head_of(stream)
    what, kind = form(head), packing(head)
    whole = Rejoined(head, stream)
    unpacked = Inflated(whole, kind) if kind else whole
    if what == "pages":
        yield Unread(at(path), partial(page_items, path, whole, stated))
    elif what == "har":
        yield from har_items(path, unpacked)
        yield from _damage_of_packing(path, unpacked, whole)
    elif what in {"mhtml", "webarchive"}:
        yield Unread(at(path), partial(mhtml_items if what == "mhtml" else webarchive_items, path, unpacked))
        yield from _damage_of_packing(path, unpacked, whole)
    elif what == "packed":
        yield from stream_items(path, unpacked, context, stated)  # `form` limits the recursion
        yield from _damage_of_packing(path, unpacked, whole)
    elif context.depth >= _DEEPEST:
        yield Damage(at(path), "files nested too deeply", 0, f"more than {_DEEPEST} levels")
    else:
        try:
            with spooled(unpacked if what == "zip" else whole) as file:
                yield from _seekable_items(path, file, what, context)
            if what == "zip":
                yield from _damage_of_packing(path, unpacked, whole)
        except LimitError as error:
            yield Damage(at(path), error.what)


def _damage_of_packing(path: str, unpacked: Readable, whole: Readable) -> Iterator[Damage]:
    if unpacked is not whole and (damage := damage_of(unpacked)):
        yield Damage(at(path), CUT_OR_DAMAGED, 0, damage)


def _seekable_items(path: str, file: BinaryIO, what: str, context: Context) -> Iterator[Find]:
    if what in {"warc", "arc"}:
        yield from warc_items(path, file, what, context=context)
    elif what == "zip":
        yield from zip_items(path, file, context=context)
    elif what == "tar":
        yield from tar_items(path, file, context=context)
    else:
        yield from stream_items(path, file, context)


def zip_items(path: str, file: BinaryIO, start: int = 0, stop: int | None = None, *, context: Context = ALONE) -> Iterator[Find]:
    """Read a range of a zip's members, in the order of its directory."""
    try:
        archive = zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        yield Damage(at(path), "a zip file without its directory", 0, str(error))
        yield from _salvaged_items(path, file, context.inside())
        return
    with archive:
        members = archive.infolist()
        names = {info.filename for info in members}
        if start == 0:
            if (listed := _listed(file)) > len(members):
                yield Damage(
                    at(path), "a zip file whose directory is damaged", 0, f"{len(members)} of {listed} members are found"
                )
            yield from _missing(path, archive, names)
            yield from _before(path, file, _first(members), context)
        claimed, real = sum(info.file_size for info in members), file.seek(0, io.SEEK_END)
        if claimed > max(_ALLOWED, _WORST_RATIO * real):
            if start == 0:
                what = "a zip file that claims to unpack to far more than pages would"
                yield Damage(at(path), what, real, f"{claimed} bytes from {real}")
            return
        origins, parts = _saved_pages(_statements(archive, names), names)
        for info in members[start:stop]:
            where = f"{path}!/{info.filename}"
            if reason := parts.get(info.filename) or _reason_to_skip(info.filename, names, wacz=is_wacz(names)):
                yield Skipped(at(where), reason)
            elif stat.S_ISLNK(info.external_attr >> 16):
                yield Skipped(at(where), "a link")
            elif not info.filename.endswith("/"):  # is_dir() fails for a member without a name
                stated = origins.get(info.filename)
                yield from guarded(at(where), _member_items(where, archive, file, info, context.inside(), stated))


def _first(members: list[zipfile.ZipInfo]) -> int:
    """Return where a zip's first member begins; at least 0, since a damaged directory may give a negative offset."""
    return max(0, min((info.header_offset for info in members), default=0))


def _before(path: str, file: BinaryIO, end: int, context: Context) -> Iterator[Find]:
    """Read the zips before a zip's first member: concatenated zips, or a zip in another's comment."""
    ends: list[int] = []
    file.seek(0)
    while end and file.read(4) == b"PK\3\4" and len(ends) < _MOST_JOINED:
        ends.insert(0, end)
        before = cast("BinaryIO", io.BufferedReader(Slice(file, 0, end)))
        try:
            with zipfile.ZipFile(before) as archive:
                end = _first(archive.infolist())
        except ZIP_ERRORS:
            break
        file.seek(0)
    if len(ends) == _MOST_JOINED:
        yield Damage(at(path), "too many concatenated zips", ends[0], f"more than {_MOST_JOINED}")
    for place, size in enumerate(ends):
        if place == 0 and len(ends) == _MOST_JOINED:
            continue
        begin = ends[place - 1] if place else 0
        yield from zip_items(path, cast("BinaryIO", io.BufferedReader(Slice(file, begin, size - begin))), context=context)


#: What a member states about others of its folder: a saved page's statement file, or the names of a HAR's body files.
Statement = bytes | frozenset[str]


def _statement(name: str, stream: Readable) -> Statement | None:
    """Return what a member states about others; None if it states nothing.

    Raises:
        LimitError: the member is too long.
    """
    own = name.rpartition("/")[2]
    if own.endswith(".har"):
        return frozenset(attached_names(stream))
    return read_bounded(stream, LONGEST) if own in STATEMENTS else None


def _statements(archive: zipfile.ZipFile, names: Collection[str]) -> dict[str, Statement]:
    found: dict[str, Statement] = {}
    for name in names:
        if name.endswith((".har", *STATEMENTS)):
            try:
                with archive.open(name) as stream:
                    statement = _statement(name, stream)
            except (LimitError, *ZIP_ERRORS):
                continue  # reported when the member is read
            if statement is not None:
                found[name] = statement
    return found


def _saved_pages(statements: dict[str, Statement], names: Collection[str]) -> tuple[dict[str, Stated], dict[str, str]]:
    """Return the stated addresses and times of pages by member, and why members that are only parts are skipped.

    Args:
        statements: the statements by member.
        names: the names of all members.
    """
    origins: dict[str, Stated] = {}
    parts: dict[str, str] = {}
    for name, statement in statements.items():
        folder, slash, own = name.rpartition("/")
        if not isinstance(statement, bytes):
            attached = {f"{folder}{slash}{body}" for body in statement}
            parts |= dict.fromkeys(attached & set(names), "a body file of a HAR")
            continue
        below = {other.removeprefix(folder + slash) for other in names if other.startswith(folder + slash) and other[-1] != "/"}
        if (saved := saved_folder(own, statement, below)) is None:
            continue
        for other in below:
            if other == saved.page:
                origins[f"{folder}{slash}{other}"] = (*saved.origin, saved.named)
            elif saved.page or not other.endswith((".warc", ".warc.gz")):
                parts[f"{folder}{slash}{other}"] = saved.others
    return origins, parts


def _salvaged_items(path: str, file: BinaryIO, context: Context) -> Iterator[Find]:
    names: set[str] = set()
    for member in salvaged(file):
        where = f"{path}!/{member.name}"
        names.add(member.name)
        if reason := _reason_to_skip(member.name, names, wacz=False):
            yield Skipped(at(where), reason)
        elif member.stream is None:
            yield Damage(at(where, member.offset), "a member that cannot be read")
        elif not member.name.endswith("/"):
            yield from guarded(at(where, member.offset), stream_items(where, member.stream, context))
            if damage := damage_of(member.stream):
                yield Damage(at(where, member.offset), "a damaged member", member.missing, damage)


def _listed(file: BinaryIO) -> int:
    """Return the number of members according to a zip's end record; 0 if it does not have it (zip64)."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (64 << 10)))
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    count = int.from_bytes(tail[place + 10 : place + 12], "little") if place >= 0 else 0
    return 0 if count == 0xFFFF else count


def _member_items(
    where: str,
    archive: zipfile.ZipFile,
    file: BinaryIO,
    info: zipfile.ZipInfo,
    context: Context,
    stated: Stated | None,
) -> Iterator[Find]:
    try:
        with archive.open(info) as stream:
            head = head_of(stream)
        what = form(head)
        in_place = what in {"warc", "arc", "tar"} or (what == "zip" and not packing(head))
        if in_place and context.depth <= _DEEPEST:
            with member_of(archive, file, info) as member:
                yield from _seekable_items(where, member, what, context)
            return
        with archive.open(info) as stream:
            tolerant = Tolerant(stream, ZIP_ERRORS)
            yield from stream_items(where, tolerant, context, stated)
        if tolerant.damage:
            yield Damage(at(where), "a damaged member", info.file_size - tolerant.given, tolerant.damage)
    except LimitError as error:
        yield Damage(at(where), error.what, info.compress_size)
    except ZIP_ERRORS as error:
        yield Damage(at(where), "a member that cannot be read", info.compress_size, str(error))


def is_wacz(names: Collection[str]) -> bool:
    """Return whether a zip with members of these names is a WACZ."""
    return "datapackage.json" in names and any(name.startswith("archive/") for name in names)


def _missing(path: str, archive: zipfile.ZipFile, names: Collection[str]) -> Iterator[Damage]:
    """Report the WARCs that a WACZ's index of files lists but the WACZ does not have."""
    if not is_wacz(names):
        return
    try:
        with archive.open("datapackage.json") as stream:
            listed = msgspec.json.decode(read_bounded(stream, 16 << 20), type=_Package).resources
    except (*ZIP_ERRORS, LimitError, msgspec.DecodeError) as error:
        yield Damage(at(f"{path}!/datapackage.json"), "a WACZ's index of files that cannot be read", 0, str(error))
        return
    for resource in listed:
        if resource.path.startswith("archive/") and resource.path not in names:
            yield Damage(at(f"{path}!/{resource.path}"), "a WARC that a WACZ lists but does not contain", resource.bytes or 0)


class _Resource(msgspec.Struct):
    path: str = ""
    bytes: int | None = None


class _Package(msgspec.Struct):
    resources: list[_Resource] = []


def _reason_to_skip(name: str, names: Collection[str], *, wacz: bool) -> str | None:
    if wacz and not name.startswith("archive/") and not name.endswith("/"):
        return "a part of a WACZ's index"
    if any(part.startswith(".") and part not in {".", ".."} for part in name.split("/")) or name.startswith("__MACOSX/"):
        return "a hidden file"
    if owner(name, names.__contains__):
        return "a part of a saved page"
    return None


def tar_items(path: str, file: BinaryIO, *, context: Context = ALONE) -> Iterator[Find]:
    """Read a tar, packed or not, twice: for its names, then for its members. Offsets are in the unpacked bytes."""
    origins, parts, names = _saved_in_tar(file)
    stream = _unpacked(file)
    for member in tar_members(stream):
        if isinstance(member, Fault):
            if not (damage_of(stream) and not member.lost):  # otherwise reported as damage of the packing
                yield Damage(at(path, member.offset), member.what, member.lost)
            continue
        where = f"{path}!/{member.name}"
        if reason := parts.get(member.name) or _reason_to_skip(member.name, names, wacz=False):
            yield Skipped(at(where), reason)
        elif member.kind == "link":
            yield Skipped(at(where), "a link")
        elif member.kind == "sparse":
            yield Damage(at(where, member.offset), "a sparse member, which is not read", member.size)
        elif member.kind == "file":
            yield from guarded(at(where), stream_items(where, member, context.inside(), origins.get(member.name)))
            member.drain()
            if member.damage:
                yield Damage(at(where, member.offset), "a damaged member", member.missing, member.damage)
        elif member.kind != "folder":
            yield Skipped(at(where), "not a page: not a regular file")
    if damage := damage_of(stream):
        unread = max(0, file.seek(0, io.SEEK_END) - stream.consumed) if isinstance(stream, Inflated) else 0
        yield Damage(at(path), "a packed tar that is cut or damaged", unread, damage)


def _saved_in_tar(file: BinaryIO) -> tuple[dict[str, Stated], dict[str, str], set[str]]:
    """Return the result of `_saved_pages`, and the names of all members."""
    names: set[str] = set()
    statements: dict[str, Statement] = {}
    for member in tar_members(_unpacked(file)):
        if isinstance(member, TarMember):
            names.add(member.name)
            try:
                # A HAR in a tar cannot be joined with its body files: they stay separate pages.
                statement = (
                    _statement(member.name, member) if member.kind == "file" and member.name.endswith(STATEMENTS) else None
                )
            except LimitError:
                continue  # reported when the member is read
            if statement is not None:
                statements[member.name] = statement
    return *_saved_pages(statements, names), names


def _unpacked(file: BinaryIO) -> BinaryIO | Inflated:
    file.seek(0)
    kind = packing(file.read(8))
    file.seek(0)
    return Inflated(file, kind) if kind else file
