"""Choices that more than one kind offers, and the short way to write them."""
from typing import Final

from protocol.field import Choice


def offered(**labels: str) -> tuple[Choice, ...]:
    """Return the choices in the order written: `offered(low="Low", high="High")`."""
    return tuple(Choice(code=code, label=label) for code, label in labels.items())


SEVERITIES: Final = offered(low="Low", medium="Medium", high="High", urgent="Urgent")
"""Four steps everywhere; text order is not their order, `SEVERITIES` is."""

CATEGORIES: Final = offered(
    may_in_quet="Printers and scanners",
    mang="Network and Internet",
    phan_mem="Shared software",
    chu_ky_so="Digital signature",
    tai_khoan="Accounts",
    hop_truc_tuyen="Online meetings",
    an_ninh_mang="Cyber security",
    nguon_dien="Power",
    may_tinh="Computers",
    du_lieu="Data and shared folders",
)
"""The categories of the first-aid guides: an incident opens the guides of its own."""
