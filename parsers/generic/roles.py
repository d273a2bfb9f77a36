"""Clean the roles of a cast: remove the words before them, separate episode counts, and recognize jobs."""

from __future__ import annotations

import re

from filmdig.parsers.generic.vocabulary import label_of

_ROLE_LEAD = re.compile(
    r"^(?:(?:as|als|como|jako|в роли|r[oô]le|rolle|papel|personaje|ruolo|rola|роль)(?!\w)|饰演?|饰|角色|"
    r"\.{2,}+|…|-|–|:)\s*+(?:[:：]\s*+)?(?=\S)",
    re.IGNORECASE,
)
PROSE = re.compile(r"(?:, |: )(?:an?|the|who|his|her|one of|der|die|ein|une?|le|la|el|un|il)\s|\b(?:who|which|whose)\b")


_UNFINISHED = re.compile(
    r"\s(?:and|from|of|in|the|an?|with|by|to|who|for|on|at|und|et|y|de|la|der|die)$|^\W*(?:pictured|photo)\b"
)
_MORE_NOTES = re.compile(r"\([^()]{2,40}\)")
_LONGEST = 80


def ends_cut(text: str) -> bool:
    """Return whether a role is shown cut, by an ellipsis at its end: "Baker / ..."."""
    return text.endswith(("…", "...")) and not text.endswith("....")


def role_of(texts: list[str]) -> tuple[str | None, int | None]:
    """Return the role in the texts after a name, with the notes in brackets after it, and the number of episodes."""
    printed = texts[0].rstrip("….").rstrip(" /,") if ends_cut(texts[0]) else texts[0]
    role = _unbracketed(_without_repeat(_ROLE_LEAD.sub("", printed.rstrip())))
    if not role or len(role) > 120:
        return None, None
    role, episodes = _less_episodes(role)
    unsound = PROSE.search(role) or (printed == texts[0] and _UNFINISHED.search(role)) or role.count("(") != role.count(")")
    if not role or len(role) > _LONGEST or unsound:
        return None, episodes
    for text in texts[1:]:  # "Captain" and "(voice)" in separate elements
        if not _MORE_NOTES.fullmatch(text):
            break
        role = f"{role} {text}"
    return role, episodes


_EPISODES = re.compile(
    r"(?<!\s)\s*+[(,·|–-]?\s*+\b(\d{1,5})\s(?:episodes?|eps?\b\.?|folgen?|épisodes?|episodios?|episódios?|episodi|afleveringen|avsnitt|"
    r"afsnit|odcink\w{1,3}|epizod\w{0,2}|dílů|rész|bölüm|сери[яий]|эпизод\w{0,2})\b(?:[^()\n]{0,40}\)?)$|(\d{1,5})[話集화]$",
    re.IGNORECASE,
)


def _less_episodes(role: str) -> tuple[str, int | None]:
    """Split the number of episodes off a role: "Ada (35 episodes, 2010-2013)"."""
    match = _EPISODES.search(role)
    return (role, None) if match is None else (role[: match.start()].rstrip(" (,·|"), int(match[1] or match[2]))


def _without_repeat(role: str) -> str:
    """Return a role once if its cell has it twice, for wide and narrow screens ("Verbal" and "as Verbal")."""
    half = (len(role) - len("as ")) // 2
    return role[:half] if half > 0 and role == f"{role[:half]}as {role[:half]}" else role.strip()


def _unbracketed(role: str) -> str:
    """Return a role without brackets around all of it."""
    role = role.strip()
    if role[:1] in "(（" and role[-1:] in ")）" and not any(char in "()（）" for char in role[1:-1]):
        return role[1:-1].strip()
    return role


_JOBS = frozenset(("directors", "writers", "producers", "composers", "photography", "editors", "designers", "creators"))


#: Jobs of authors whose work a film is based on.
_SOURCES = frozenset(
    ("characters", "novel", "story", "book", "play", "comic book", "graphic novel", "theatre play", "short story")
)


def job_field(role: str | None) -> str | None:
    """Return the crew field if a role is a job ("Producer", "Executive Producer", "Director, Story"); else None."""
    first, *others = (part.strip() for part in re.split(r"[,/]", role or ""))
    if others and not all(map(job_field, others)):
        return None
    if first.casefold() in _SOURCES:
        return "writers"
    words = first.split()
    for text in (first, words[-1] if 1 < len(words) <= 3 else ""):
        label = label_of(text) if text else None
        if label is not None and label.field in _JOBS:
            return label.field
    return None


def cast_span(roles: list[str | None]) -> tuple[int, int]:
    """Return the range of a list's cast, by the roles: without the crew at its beginning and end."""
    start, end = 0, len(roles)
    while end and job_field(roles[end - 1]) is not None:
        end -= 1
    while start < end and job_field(roles[start]) is not None:
        start += 1
    # One director at the end of a short list may be a role.
    if len(roles) - end < 2 and end - start < 4:
        end = len(roles)
    return start if start > 1 or end - start > 3 else 0, end
