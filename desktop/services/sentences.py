"""One plain sentence for everything that can go wrong, and what to do next; by the error's stable code.

The floors below raise codes; the window and the command line both take their words from here.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.language import N_, tr


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and what to do next ("" where nothing is to be done)."""
    message: str
    hint: str = ""


_TRY_AGAIN: Final = N_("Everything is kept on this PC. It will be sent when the link is back.")
_ASK_PROVINCE: Final = N_("Ask the province's support group for a new connection code. What was typed is kept.")
_CHECK_TYPED: Final = N_("Compare it with the paper and type it again.")

SENTENCES: Final[Mapping[str, Sentence]] = {
    # the book
    "wrong-key": Sentence(N_("This key does not open the book."), N_("Use the recovery code from the envelope.")),
    "damaged": Sentence(N_("The book on this disk is damaged. Nothing of it was deleted."),
                        N_("Restore the newest backup: so-cntt restore FILE, or Settings, Backup.")),
    "newer-file": Sentence(N_("This book was written by a newer version of the program. Nothing was changed."),
                           N_("Install the newest version, then open it again.")),
    "no-book": Sentence(N_("There is no book in this folder."), N_("Make one with init, or choose another folder.")),
    "book-exists": Sentence(N_("There is a book in this folder already. Nothing was changed."),
                            N_("Choose an empty folder.")),
    "profile-in-use": Sentence(N_("The book is open in another window. Nothing was changed."),
                               N_("Close that window, then do it again.")),
    "disk-full": Sentence(N_("The disk is full. Nothing was saved; what was typed is still here."),
                          N_("Free some space on the disk, then save again.")),
    "read-only": Sentence(N_("The book can only be read here. Nothing was changed."),
                          N_("Check that the folder may be written to.")),
    "disk-error": Sentence(N_("The disk answers with an error. Nothing was saved; what was typed is still here."),
                           N_("Make a backup to another disk now, then have this disk checked.")),
    "busy": Sentence(N_("Another program is holding the book. Nothing was changed."),
                     N_("Wait a little, then do it again.")),
    "old-sqlite": Sentence(N_("The database library of this PC is too old to keep the book safely."),
                           N_("Install the program again with its own library.")),
    "bad-backup": Sentence(N_("This file is no usable backup. Nothing was changed."),
                           N_("Choose another backup file.")),
    "store-closed": Sentence(N_("The book was closed. Nothing was changed."), N_("Open the program again.")),
    # keys
    "keyring-empty": Sentence(N_("This PC no longer has the key of the book. The book is unharmed."),
                              N_("Type the recovery code from the envelope.")),
    "keyring-locked": Sentence(N_("The key store of this PC is locked."),
                               N_("Unlock it, then open the program again.")),
    "bad-recovery-code": Sentence(N_("The recovery code is not right."), _CHECK_TYPED),
    "opening-code-needed": Sentence(N_("This book asks for its opening code."),
                                    N_("Type it; at the command line with --opening-code-file FILE.")),
    "wrong-opening-code": Sentence(N_("The opening code is not right."),
                                   N_("Type it again; if it is forgotten, use the recovery code from the envelope.")),
    "opening-code-wait": Sentence(N_("The opening code was wrong too often."),
                                  N_("Wait {seconds} seconds, then type it again; or use the recovery code.")),
    "weak-opening-code": Sentence(N_("This opening code is too easy to guess."),
                                  N_("Take at least 6 characters, and no row such as 123456 or 111111.")),
    "older-keys": Sentence(N_("The file with the keys of this book was exchanged for an older one."),
                           N_("The book is unharmed. Type the recovery code from the envelope.")),
    "keys-not-written": Sentence(N_("The disk refuses the file with the keys. Nothing was changed."),
                                 N_("Free some space on the disk, then do it again.")),
    "no-keys": Sentence(N_("The file with the wrapped keys is missing from the folder of the book."),
                        N_("Restore the newest backup; it holds a copy.")),
    # the link
    "no-network": Sentence(N_("No network."), _TRY_AGAIN),
    "no-server": Sentence(N_("There is Internet, but the provincial server cannot be reached."), _TRY_AGAIN),
    "server-paused": Sentence(N_("The provincial server is paused."), _TRY_AGAIN),
    "not-our-server": Sentence(N_("What answers there is not the provincial server."), _TRY_AGAIN),
    "cut-answer": Sentence(N_("The connection broke in the middle of an answer."), _TRY_AGAIN),
    "clock": Sentence(N_("The clock of this PC is wrong."), N_("Set date and time right. Nothing is lost meanwhile.")),
    "revoked": Sentence(N_("The province has withdrawn the connection of this PC. Everything typed is kept."),
                        _ASK_PROVINCE),
    "expired": Sentence(N_("The connection of this PC has expired. Everything typed is kept."), _ASK_PROVINCE),
    "unknown-token": Sentence(N_("The provincial server does not know this PC. Everything typed is kept."),
                              _ASK_PROVINCE),
    "upgrade": Sentence(N_("The provincial server needs a newer version of this program. Everything typed was sent."),
                        N_("Install the newest version.")),
    "wrong-code": Sentence(N_("The connection code is not right. Nothing was changed."), _CHECK_TYPED),
    "used-code": Sentence(N_("This connection code was used already. Nothing was changed."),
                          N_("Ask the province's support group for a new connection code.")),
    "expired-code": Sentence(N_("This connection code has expired. Nothing was changed."),
                             N_("Ask the province's support group for a new connection code.")),
    "too-many-tries": Sentence(N_("Too many wrong connection codes. Nothing was changed."),
                               N_("Wait 15 minutes, then type the code again.")),
    "wrong-commune": Sentence(N_("This connection code belongs to another commune. Nothing was changed."),
                              N_("Ask for a code of the commune of this book.")),
    "not-enrolled": Sentence(N_("This book is not connected to the province yet. Everything typed is kept."),
                             N_("Type the connection code: Settings, Connection; or so-cntt enrol.")),
    "already-enrolled": Sentence(N_("This book is connected to the province already. Nothing was changed.")),
    "viewer": Sentence(N_("This PC may only read. Nothing was changed."),
                       N_("Ask the province's support group for a code that may write.")),
    # what was asked
    "not-found": Sentence(N_("Nothing was found for “{text}”."), N_("Check the words, or use the id.")),
    "ambiguous": Sentence(N_("Several records fit “{text}”: {titles}."), N_("Write more of it, or use the id.")),
    "wrong-use": Sentence(N_("There is no “{what}” here."), N_("See: so-cntt --help")),
    "refused": Sentence(N_("It was not saved: {problems}"), N_("Mend what is named, then save again.")),
    "nothing-to-undo": Sentence(N_("There is nothing to undo.")),
    "cannot-merge": Sentence(N_("These two cannot be made one."),
                             N_("Choose two records of one kind that are not in the trash.")),
    "both-have-notes": Sentence(N_("Both incidents have notes, which cannot be moved. Nothing was merged."),
                                N_("Close one of them, and name the other in its note.")),
    "moved-meanwhile": Sentence(N_("One of the two was changed meanwhile. Nothing was merged."),
                                N_("Look at both again, then merge.")),
    "no-value-here": Sentence(N_("This PC wrote no value in this conflict."), N_("Choose shown, theirs, or =VALUE.")),
    "no-conflict": Sentence(N_("There is no open conflict with this id."), N_("See: so-cntt conflicts")),
    "several-values": Sentence(N_("Several other PCs wrote values here."), N_("Write the right one: --keep =VALUE")),
    "still-pending": Sentence(N_("{count} devices are not counted yet."),
                              N_("Mark each as found or missing, then close the stock-take.")),
    "no-file": Sentence(N_("There is no file “{file}”."), N_("Check the name of the file and the folder.")),
    "certificate-private-key": Sentence(
        N_("The file “{file}” holds a private key, or may hold one. It was not read."),
        N_("Keep it away from the book; take the public certificate instead (.cer, .crt, .p7b).")),
    "certificate-too-large": Sentence(N_("The file “{file}” is over 2 MB: no file of certificates. It was not read."),
                                      N_("Choose the certificate itself (.cer, .crt, .pem, .p7b).")),
    "certificate-too-many": Sentence(N_("The file “{file}” holds over {n} certificates. Nothing was taken from it."),
                                     N_("Choose the certificate itself (.cer, .crt, .pem, .p7b).")),
    "certificate-unreadable": Sentence(N_("No certificate could be read from “{file}”. Nothing was changed."),
                                       N_("Choose a file .cer, .crt, .pem or .p7b, or take it from the token again.")),
    "machine-unreadable": Sentence(N_("This PC did not say what it is. Nothing was changed."),
                                   N_("Try again, or type the configuration by hand.")),
    "machine-secret": Sentence(N_("This is a stand-alone PC for secret papers: nothing of it is recorded.")),
    "machine-bad-file": Sentence(N_("“{file}” is no inventory of a computer. Nothing was taken in from it."),
                                 N_("Take a file of the USB collector, or one that GLPI wrote (.json).")),
    "machine-file-too-big": Sentence(N_("“{file}” is larger than any inventory of a computer. It was not read."),
                                     N_("Take a file of the USB collector, or one that GLPI wrote (.json).")),
    "machine-file-hostile": Sentence(N_("“{file}” holds formulas in place of values. Nothing was taken in from it."),
                                     N_("Have the PC read again, and tell who gave the file.")),
    "machine-no-folder": Sentence(N_("The folder “{folder}” cannot be used."),
                                  N_("Check that the stick is plugged in and may be written to.")),
    "no-batch": Sentence(N_("There is no import with this id.")),
    "cancelled": Sentence(N_("Cancelled. Everything saved so far is kept.")),
    "unexpected": Sentence(N_("The program made a mistake. Everything saved so far is kept."),
                           N_("Do it again; if it happens again, send the log file to the support group.")),
}

PROBLEMS: Final[Mapping[str, str]] = {
    "moved-since": N_("“{title}” was changed again since; both values stand in its history"),
    "before-its-beginning": N_("is before the day on which it begins"),
}
"""Problems of services; those of fields have their sentences in `problem_text`."""


def sentence(code: str, **values: object) -> Sentence:
    """Return the translated sentence of `code`, with `{name}` filled; an unknown code reads as our mistake."""
    found = SENTENCES.get(code) or SENTENCES["unexpected"]
    return Sentence(_filled(found.message, values), _filled(found.hint, values))


def _filled(msgid: str, values: Mapping[str, object]) -> str:
    if not msgid:
        return ""
    text = tr(msgid)
    try:
        return text.format(**values) if values else text
    except (KeyError, IndexError, ValueError):
        return text
