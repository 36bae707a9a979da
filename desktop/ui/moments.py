"""Points in time as one says them. Vietnam has one zone; a PC's own zone is not asked, it is often wrong."""
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from desktop.language import tr

_VIETNAM: Final = timezone(timedelta(hours=7))


def vietnam_now() -> datetime:
    """Return the wall time in Vietnam."""
    return datetime.now(UTC).astimezone(_VIETNAM)


def moment(ms: int, *, today: date | None = None) -> str:
    """Return an instant (ms since 1970) as one says it: 10:41, 10:41 hôm qua, 10:41 ngày 18/11."""
    at, day = datetime.fromtimestamp(ms / 1000, tz=_VIETNAM), today or vietnam_now().date()
    clock = at.strftime("%H:%M")
    if at.date() == day:
        return clock
    if (day - at.date()).days == 1:
        return tr("{time} yesterday", time=clock)
    return tr("{time} on {date}", time=clock, date=at.strftime("%d/%m" if at.year == day.year else "%d/%m/%Y"))
