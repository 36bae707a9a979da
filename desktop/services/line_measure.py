"""How fast a line is against what was contracted: measured by a person, kept with its moment.

The program times nothing itself: what the province's server gives in a few seconds says more of the server than
of the line, and a figure that stands in a complaint to the carrier must hold.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop.language import tr
from desktop.services import record_keeping, rules
from desktop.services.form_saving import new_group
from desktop.services.outage_by_hand import minute
from desktop.store.driver import Connection
from desktop.store.store import Store
from protocol.field import JsonValue

WARN_PERCENT: Final = 50
_RULE: Final = "outage-thresholds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Measured against contracted Mbps; None where nobody said."""
    measured: int | None
    contracted: int | None
    warn_percent: int = WARN_PERCENT

    @property
    def percent(self) -> int | None:
        """Return the share of what was contracted, None where one of the two is missing."""
        return self.measured * 100 // self.contracted if self.measured is not None and self.contracted else None

    @property
    def is_slow(self) -> bool:
        """Return whether less is given than a complaint needs."""
        return self.percent is not None and self.percent < self.warn_percent

    @property
    def words(self) -> str:
        """Return 38 / 100 Mbps, or what is known of it."""
        if self.measured is not None:
            return f"{self.measured} / {self.contracted} Mbps" if self.contracted else f"{self.measured} Mbps"
        return tr("not measured · {contracted} Mbps", contracted=self.contracted) if self.contracted else ""


def speed(fields: Mapping[str, JsonValue], warn_percent: int = WARN_PERCENT) -> Speed:
    """Return the speed of a line from its fields."""
    measured, contracted = fields.get("measured_mbps"), fields.get("contracted_mbps")
    return Speed(measured=measured if isinstance(measured, int) else None,
                 contracted=contracted if isinstance(contracted, int) else None, warn_percent=warn_percent)


def warn_percent(db: Connection, day: date) -> int:
    """Return under which share of the contract a line is slow, by the dated rule."""
    value: Any = rules.value(db, _RULE, day).get("slow_line_percent")
    return value if isinstance(value, int) and 0 < value <= 100 else WARN_PERCENT


def keep(store: Store, line: str, mbps: int, *, now: datetime) -> str:
    """Keep what was measured now; return the undo group. Raises NotFound, Refused."""
    group = new_group()
    record_keeping.save(store, "line", line, {"measured_mbps": mbps, "measured_at": minute(now)}, group=group)
    return group
