"""What can go wrong with the key of a book, as one tree with stable codes. None of it ever wipes anything.

VaultError
├── NoKeys             no-keys             keys.json is missing or unreadable
├── KeysExist          keys-exist          there are keys in this folder already
├── KeyringEmpty       keyring-empty       this PC does not have the key (any more): ask for the recovery code
├── KeyringLocked      keyring-locked      the key store does not answer, or waits to be unlocked
├── BadRecoveryCode    bad-recovery-code   mistyped (`group` says where), or of another book
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


class KeysNotWritten(VaultError):
    """The disk refuses the file with the wrapped keys; nothing was changed."""
    code = "keys-not-written"
