"""What can go wrong with the key of a book, as one tree with stable codes. None of it ever wipes anything.

VaultError
├── NoKeys             no-keys             keys.json is missing or unreadable
├── KeysExist          keys-exist          there are keys in this folder already
├── KeyringEmpty       keyring-empty       this PC does not have the key (any more): ask for the recovery code
├── KeyringLocked      keyring-locked      the key store does not answer, or waits to be unlocked
├── BadRecoveryCode    bad-recovery-code   mistyped (`group` says where), or of another book
├── OpeningCodeNeeded  opening-code-needed the book has a Mã mở sổ: ask for it
├── WrongOpeningCode   wrong-opening-code  mistyped
├── TooManyWrongCodes  opening-code-wait   wrong too often: `seconds` until the next try
├── WeakOpeningCode    weak-opening-code   too short, or one that everybody tries first
├── OlderKeys          older-keys          keys.json is not the one that this book was closed with
└── KeysNotWritten     keys-not-written    the disk refuses keys.json
"""


class VaultError(Exception):
    """The key cannot be had. `code` is stable; the sentence is made by the caller."""
    code = "vault"


class NoKeys(VaultError):
    """The file with the wrapped keys is missing or unreadable; every backup holds a copy."""
    code = "no-keys"


class KeysExist(VaultError):
    """There are keys in this folder already: making new ones would lock the book for ever."""
    code = "keys-exist"


class KeyringEmpty(VaultError):
    """This PC does not have the key (any more). The book is unharmed: the recovery code opens it.

    `kept_in` names the key store in which the key was put, "" if it never was in one.
    """
    code = "keyring-empty"

    def __init__(self, kept_in: str = "") -> None:
        super().__init__(kept_in)
        self.kept_in = kept_in


class KeyringLocked(VaultError):
    """The key store does not answer within ten seconds, or waits to be unlocked. Trying again is safe."""
    code = "keyring-locked"


class BadRecoveryCode(VaultError):
    """The recovery code was mistyped, or belongs to another book.

    `group` is the first group (from 1) that cannot be right, 0 if every group is well-formed.
    """
    code = "bad-recovery-code"

    def __init__(self, group: int = 0) -> None:
        super().__init__(f"group {group}" if group else "not the code of this book")
        self.group = group


class OpeningCodeNeeded(VaultError):
    """The book opens by its Mã mở sổ only; the recovery code opens it as well."""
    code = "opening-code-needed"


class WrongOpeningCode(VaultError):
    """The Mã mở sổ is not right. Nothing was opened."""
    code = "wrong-opening-code"


class TooManyWrongCodes(VaultError):
    """Wrong too often. `seconds` is how long to wait; starting the program again does not shorten it."""
    code = "opening-code-wait"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds
        self.values: dict[str, object] = {"seconds": seconds}


class WeakOpeningCode(VaultError):
    """The code is too short, or one that everybody would try first."""
    code = "weak-opening-code"


class OlderKeys(VaultError):
    """keys.json was exchanged for an older one: it opens without the code that this book asks for.

    The book is unharmed; the recovery code opens it.
    """
    code = "older-keys"


class KeysNotWritten(VaultError):
    """The disk refuses the file with the wrapped keys; nothing was changed."""
    code = "keys-not-written"
