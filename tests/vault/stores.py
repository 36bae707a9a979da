"""Key stores that misbehave as real ones were seen to."""
import threading


class Faithful:
    """A key store as it should be."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Null(Faithful):
    """Says yes and keeps nothing: the null backend of keyring."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


class Locked(Faithful):
    """A collection that waits to be unlocked: everything raises."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError("locked")


class Silent(Faithful):
    """Waits for a dialog that nobody sees."""
    released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(30)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait(30)


class Forgetful(Faithful):
    """Gives back something else than it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        kept = super().get_password(service, username)
        return kept and kept[::-1]


class RaisesOnSet(Faithful):
    """Reads, but refuses every write."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PermissionError("no")


class Short(Faithful):
    """Takes 20 characters, as the Windows vault takes 1,280."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > 20:
            raise ValueError("1783")
        super().set_password(service, username, password)
