"""The English catalogue made ready: translations/*/LC_MESSAGES/messages.po → messages.mo.

Compiled when the application is prepared, and not kept in the repository. Without it every page
is there all the same, in Chinese, which is the source (docs/decisions/0004).
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent.parent / "translations"


def compile_catalogues(folder: Path = FOLDER) -> list[str]:
    """Compile what is newer than its compiled form; answers the languages compiled.

    A folder that may not be written (a read-only installation) is left as it is.
    """
    done = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language, target = source.parts[-3], source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        if not os.access(source.parent, os.W_OK):
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        unfinished = target.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        done.append(language)
    return done
