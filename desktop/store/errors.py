"""Everything that can go wrong with the book, as one tree with stable codes.

StoreError
├── WrongKey            wrong-key        the key is not the one this book was made with
├── Damaged             damaged          the file is broken; nothing of it is deleted
├── NewerFile           newer-file       written by a later version of the program
├── NoBook              no-book          there is no book in this folder
├── BookExists          book-exists      a new book is not laid over an old one
├── ProfileInUse        profile-in-use   another program writes this profile
├── DiskFull            disk-full        nothing was saved; what was typed is still there
├── ReadOnly            read-only        opened for reading, or the disk refuses writing
├── DiskError           disk-error       the disk answers with an error
├── Busy                busy             another program held the file for too long
├── OldSqlite           old-sqlite       the SQLite in use can corrupt a book (WAL-reset bug)
├── BadBackup           bad-backup       the backup cannot be opened, or does not hold what it should
├── MayOnlyRead         viewer           the province lets this PC read only
└── StoreClosed         store-closed     asked after the end

Raised by the store itself. Reading functions let `driver.Error` through: `from_driver` names it.
"""
import errno

from desktop.store import driver


class StoreError(Exception):
    """The book cannot do what was asked. `code` is stable; the sentence is made by the caller."""
    code = "store"


class WrongKey(StoreError):
    """The key is not the one this book was made with."""
    code = "wrong-key"


class Damaged(StoreError):
    """The file is broken. Nothing of it is ever deleted."""
    code = "damaged"


class NewerFile(StoreError):
    """The book was written by a later version of the program."""
    code = "newer-file"


class NoBook(StoreError):
    """There is no book in this folder."""
    code = "no-book"


class BookExists(StoreError):
    """There is a book in this folder already; a new one is not laid over it."""
    code = "book-exists"


class ProfileInUse(StoreError):
    """Another program (most often the window) writes this profile."""
    code = "profile-in-use"


class DiskFull(StoreError):
    """No room. The transaction was taken back whole; drafts written before are still there."""
    code = "disk-full"


class ReadOnly(StoreError):
    """The book was opened for reading, or the disk refuses writing."""
    code = "read-only"


class DiskError(StoreError):
    """The disk answered with an error; the transaction was taken back whole."""
    code = "disk-error"


class Busy(StoreError):
    """Another program held the file for over five seconds."""
    code = "busy"


class OldSqlite(StoreError):
    """The SQLite in use may corrupt a book when two connections write and checkpoint at once."""
    code = "old-sqlite"


class BadBackup(StoreError):
    """The backup cannot be opened, or does not hold what it should."""
    code = "bad-backup"


class MayOnlyRead(StoreError):
    """The province lets this PC read only; what others write still comes in."""
    code = "viewer"


class StoreClosed(StoreError):
    """The book was closed before this was asked."""
    code = "store-closed"


_BY_CODE: dict[int, type[StoreError]] = {
    driver.NOTADB: Damaged, driver.CORRUPT: Damaged, driver.FULL: DiskFull, driver.READONLY: ReadOnly,
    driver.IOERR: DiskError, driver.CANTOPEN: DiskError, driver.BUSY: Busy, driver.LOCKED: Busy,
    driver.PERM: ReadOnly,
}


def from_driver(error: Exception) -> StoreError:
    """Return the StoreError of an error of the driver. What is our own mistake stays a plain StoreError.

    A wrong key looks like damage here; `database` tells the two apart when it opens a book.
    """
    made = _BY_CODE.get(driver.primary_code(error), StoreError)
    return made(str(error))


def from_system(error: OSError) -> StoreError:
    """Return the StoreError of an error of the operating system while files were written."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
        return DiskFull(str(error))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnly(str(error))
    return DiskError(str(error))
