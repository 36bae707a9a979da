"""What can come between this PC and the province, as one tree with stable codes.

SyncError
├── NoConnection                      everything is kept and goes later; never an error to the user
│   ├── NoNetwork        no-network       this PC has no network at all
│   ├── NoServer         no-server        there is a network, the provincial server was not reached
│   ├── ServerPaused     server-paused    the server says: later (it may say how much later)
│   ├── NotOurServer     not-our-server   something answered, but not our server: a login page, a proxy
│   └── ClockWrong       clock            the connection is refused because this PC's date is wrong
├── Refusal                           the server's clear no; everything is kept
│   ├── Revoked          revoked          this PC may no longer speak for its commune
│   ├── Expired          expired          its permission has run out
│   ├── WrongCode        wrong-code       no such enrolment code
│   ├── UsedCode         used-code        the code was used before
│   ├── ExpiredCode      expired-code     the code is no longer valid
│   ├── TooManyTries     too-many-tries   too many wrong codes; wait
│   ├── WrongCommune     wrong-commune    the code is another commune's
│   ├── ForbiddenRole    forbidden-role   this PC may only read
│   ├── NotFound         not-found        the province does not have that
│   └── UpgradeNeeded    upgrade          this version is too old to read; it may still send
├── BadAddress           bad-address      the address is no https address
├── NotEnrolled          not-enrolled     this book has no province yet
├── AlreadyEnrolled      already-enrolled this book belongs to a commune already
└── Busy                 sync-running     another cycle is under way

`Forked`, `Behind`, `ReplicaTaken`, `TooLarge` and `ServerFailed` are turns of the protocol, met inside
the cycle and never shown.
"""


class SyncError(Exception):
    """No exchange took place, or not all of it. Nothing of the book was lost or changed by that."""
    code = "sync"


class NoConnection(SyncError):
    """Nobody of ours answered; the edits stay in the outbox and go later."""
    code = "no-connection"


class NoNetwork(NoConnection):
    """This PC has no network."""
    code = "no-network"


class NoServer(NoConnection):
    """There is a network, but the provincial server was not reached."""
    code = "no-server"


class ServerPaused(NoConnection):
    """The server, or the gate before it, asks to come again later."""
    code = "server-paused"

    def __init__(self, text: str = "", *, retry_after_s: int = 0) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class NotOurServer(NoConnection):
    """Something answered that is not our server. Whatever it said means nothing."""
    code = "not-our-server"


class ClockWrong(NoConnection):
    """The server's certificate is not valid yet by this PC's date."""
    code = "clock"


class Refusal(SyncError):
    """Our server said no, in its own words."""
    code = "refused"


class Revoked(Refusal):
    """The province took this PC's permission back."""
    code = "revoked"


class Expired(Refusal):
    """This PC's permission has run out."""
    code = "expired"


class WrongCode(Refusal):
    """No such enrolment code."""
    code = "wrong-code"


class UsedCode(Refusal):
    """The enrolment code was used before."""
    code = "used-code"


class ExpiredCode(Refusal):
    """The enrolment code is no longer valid."""
    code = "expired-code"


class TooManyTries(Refusal):
    """Too many wrong codes were tried."""
    code = "too-many-tries"

    def __init__(self, text: str = "", *, retry_after_s: int = 0) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class WrongCommune(Refusal):
    """The code is for another commune than the one chosen at first."""
    code = "wrong-commune"

    def __init__(self, text: str = "", *, commune: str = "") -> None:
        super().__init__(text)
        self.commune = commune


class ForbiddenRole(Refusal):
    """This PC may only read."""
    code = "forbidden-role"


class NotFound(Refusal):
    """The province has nothing of the kind in what this PC may see."""
    code = "not-found"


class UpgradeNeeded(Refusal):
    """The server no longer writes what this version can read."""
    code = "upgrade"


class Malformed(Refusal):
    """The server could not read what this version wrote: our mistake, kept in the log."""
    code = "malformed"


class BadAddress(SyncError):
    """Only https addresses are used, but for a server on this very PC."""
    code = "bad-address"


class NotEnrolled(SyncError):
    """The book has no province yet; everything works without."""
    code = "not-enrolled"


class AlreadyEnrolled(SyncError):
    """The book belongs to a commune already."""
    code = "already-enrolled"


class Busy(SyncError):
    """Another cycle is under way; it will take along what is new."""
    code = "sync-running"


class Turn(Exception):
    """An answer that changes how the cycle goes on."""


class Forked(Turn):
    """Another PC wrote under this replica id; `common` is the last operation that both share."""

    def __init__(self, common: int) -> None:
        super().__init__(common)
        self.common = common


class Behind(Turn):
    """The server lacks what it once acknowledged; `need` is the last operation it has."""

    def __init__(self, need: int) -> None:
        super().__init__(need)
        self.need = need


class ReplicaTaken(Turn):
    """Another PC enrolled under this replica id."""


class TooLarge(Turn):
    """The batch is more than the server takes at once."""


class ServerFailed(Turn):
    """The server failed over this very request (5xx in its own words)."""
