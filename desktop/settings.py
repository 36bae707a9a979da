"""How the window looks on this PC: `view.json` in the profile folder. Nothing that a person typed."""
import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

from desktop.language import Language
from desktop.replacing import put_in_place

FILE_NAME: Final = "view.json"
TEXT_SCALES: Final = (90, 100, 110, 125, 150, 175, 200)     # per cent


@dataclass(slots=True, kw_only=True)
class ViewSettings:
    """What is remembered of the window. `geometry` is Qt's own, in hexadecimal; `unknown` is kept as found."""
    language: Language = "vi"
    text_scale: int = 100
    geometry: str = ""
    page: str = "today"
    columns: dict[str, list[int]] = field(default_factory=dict)     # widths of a list's columns, by page
    unknown: dict[str, object] = field(default_factory=dict)

    def larger(self) -> int:
        """Return the next larger text scale, or the largest."""
        return next((scale for scale in TEXT_SCALES if scale > self.text_scale), TEXT_SCALES[-1])

    def smaller(self) -> int:
        """Return the next smaller text scale, or the smallest."""
        return next((scale for scale in reversed(TEXT_SCALES) if scale < self.text_scale), TEXT_SCALES[0])


def load(profile: Path) -> ViewSettings:
    """Return the settings kept in `profile`; what is missing or odd takes its default, never an error."""
    try:
        kept = json.loads((profile / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ViewSettings()
    if not isinstance(kept, dict):
        return ViewSettings()
    view = ViewSettings()
    if kept.get("language") in ("vi", "en"):
        view.language = kept["language"]
    if kept.get("text_scale") in TEXT_SCALES:
        view.text_scale = kept["text_scale"]
    if isinstance(kept.get("geometry"), str):
        view.geometry = kept["geometry"]
    if isinstance(kept.get("page"), str):
        view.page = kept["page"]
    if isinstance(kept.get("columns"), dict):
        view.columns = {
            page: widths for page, widths in kept["columns"].items()
            if isinstance(widths, list) and all(isinstance(each, int) and each > 0 for each in widths)
        }
    known = {each.name for each in fields(ViewSettings)}
    view.unknown = {name: value for name, value in kept.items() if name not in known}
    return view


def save(profile: Path, view: ViewSettings) -> None:
    """Write `view` whole or not at all.

    Raises OSError where the folder cannot be written.
    """
    import tempfile  # with its archives and random numbers 5 ms, which a start does without
    kept = asdict(view)
    unknown = kept.pop("unknown")
    text = json.dumps({**unknown, **kept}, ensure_ascii=False, indent=1, sort_keys=True)
    handle, made = tempfile.mkstemp(dir=profile, prefix=".view-", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(Path(made), profile / FILE_NAME)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
