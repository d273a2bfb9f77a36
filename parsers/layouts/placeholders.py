"""What sites print in the place of a text that they do not have."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"""(?: no \s (?: overview | synopsis | summary | description | biography | plot (?: \s summary)? | tagline )
            (?: \s (?: found | available | yet | is \s available | has \s been \s added | provided | given | was \s found)){0,2}
          | (?: overview | synopsis | summary | description | plot (?: \s summary)? ) \s (?: is \s )?
            (?: not \s available | unavailable | coming \s soon | unknown | under \s wraps )
          | we \s don['’]t \s have \s (?: an \s overview | a \s biography | a \s synopsis ) \b [^\n]{0,200}
          | wir \s haben \s keine \b [^\n]{0,200} | there \s is \s no \s (?: overview | synopsis | plot ) \b [^\n]{0,120}
          | be \s the \s first \s to \s (?: add | write ) \b [^\n]{0,120} | add \s (?: a | full ) \s (?: plot | synopsis )
          | (?: n/?a | tbd | tba | none | - | – | — | unknown )
        ) [\s.!…»]*""",
    re.IGNORECASE | re.VERBOSE,
)


def is_placeholder(text: str) -> bool:
    """Whether a text says that there is none: "No overview found." (TMDb's data, on many sites), "Synopsis not available"."""
    return len(text) <= 260 and _PLACEHOLDER.fullmatch(text.strip()) is not None
