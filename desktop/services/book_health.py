"""Whether the file of the book is whole: looked over once a day, and after a program that did not end in order."""
from desktop.store import verification
from desktop.store.store import Store


def look_over(store: Store) -> bool:
    """Return whether it was time to look. It reads the whole file: not in the UI thread.

    Raises Damaged; nothing is deleted.
    """
    return verification.check_if_due(store)
