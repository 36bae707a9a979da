"""A write of thousands that tells how far it is and can be stopped; stopped, nothing of it was ever there."""
from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """How far one transaction is; asked from the window while it runs. Setting `stop` rolls it back."""
    total: int = 0
    done: int = 0
    stop: bool = False

    def go_on(self, more: int = 0) -> None:
        """Count `more` as done. Raises Stopped when somebody asked for that."""
        if self.stop:
            raise Stopped
        self.done += more


class Stopped(Exception):
    """Somebody pressed "Dừng": the transaction is rolled back."""
