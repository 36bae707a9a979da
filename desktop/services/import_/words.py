"""The sentences of the import: why a file is refused, what is wrong in a row, and what to do."""
from collections.abc import Mapping
from typing import Final

from desktop.language import N_, tr

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "empty-file": (N_("The file is empty."), N_("Choose the file that holds the table.")),
    "no-file": (N_("There is no such file."), N_("Check the name and the folder.")),
    "file-locked": (N_("The file cannot be opened."), N_("Close it in Excel, then choose it again.")),
    "not-a-table": (N_("This file is no table."), N_("Choose an Excel, LibreOffice or CSV file.")),
    "web-page": (N_("This file is a web page under the name of a table."),
                 N_("Open it in Excel, save it as .xlsx, then choose the new file.")),
    "damaged": (N_("The file is damaged or was not copied completely."),
                N_("Ask for the file again, or save it anew in Excel.")),
    "password": (N_("The file is protected by a password."),
                 N_("Open it in Excel, take the password off, save it, then choose it again.")),
    "too-big": (N_("The file is too large to be read safely."),
                N_("Keep only the sheet with the table and save it as a new file.")),
    "too-many-rows": (N_("The table has more than 20,000 rows."), N_("Cut it into smaller files.")),
    "too-many-columns": (N_("The table has more than 200 columns."),
                         N_("Keep only the columns that are needed.")),
    "unsafe": (N_("The file holds something that a table never needs; it was not opened."),
               N_("Ask who sent it to save it anew in Excel.")),
    "too-slow": (N_("Reading the file took too long; it was stopped."),
                 N_("Keep only the sheet with the table and save it as a new file.")),
    "no-table": (N_("No table of devices, officials, accounts, certificates or incidents was found in the file."),
                 N_("The first row of the table must hold the names of its columns.")),
    "no-rows": (N_("The table in the file has no rows to take in."),
                N_("Check that the right sheet is filled in and not hidden.")),
}
"""Reasons that concern the whole file: (what happened, what to do)."""

ROW_SENTENCES: Final[Mapping[str, str]] = {
    "cell-error": N_("The cell shows an error ({value}). It was left empty."),
    "choice-unknown": N_("“{value}” is none of the values known here. It was left empty."),
    "date-unreadable": N_("“{value}” is no date in the order day, month, year. It was left empty."),
    "year-unreadable": N_("“{value}” is no year. It was left empty."),
    "money-unreadable": N_("“{value}” is no amount of money. It was left empty."),
    "number-unreadable": N_("“{value}” is no whole number. It was left empty."),
    "phone-unreadable": N_("“{value}” is no phone number. It was left empty."),
    "email-unreadable": N_("“{value}” is no e-mail address. It was left empty."),
    "several-names": N_("“{value}” names several persons; only the first was taken."),
    "zeros-restored": N_("The code {value} had lost its leading zeros; they were put back."),
    "warranty-without-start": N_("The guarantee “{value}” has no date from which it runs. It was left empty."),
    "secret": N_("The note looks like a password or a citizen's number. It was not taken in."),
    "several-matches": N_("“{value}” fits more than one record. Choose which one."),
    "device-not-found": N_("No device “{value}” is known. Its name was put into the note."),
    "twice-in-file": N_("The same code stands twice in the file with different contents."),
    "not-found": N_("“{value}” is not found."),
    "unknown-kind": N_("“{value}” is no kind of record."),
    "unknown-field": N_("“{value}” is no field of this kind."),
    "bad-line": N_("The line is no record."),
    "security-line": N_("“{value}”: a cyber security incident does not enter the queue for technical support; write "
                        "to whom it was told."),
    "refused": N_("“{value}” cannot be saved here."),
}
"""What is wrong in one row; `value` is the cell as written."""

OTHER: Final = N_("“{value}” does not fit this field.")


def sentence(code: str) -> tuple[str, str]:
    """Return (what happened, what to do) for a refused file."""
    message, hint = SENTENCES.get(code, SENTENCES["damaged"])
    return tr(message), tr(hint)


def row_sentence(code: str, value: str, values: Mapping[str, str | int]) -> str:
    """Return the sentence for a problem in a row."""
    return tr(ROW_SENTENCES.get(code, OTHER), **{"value": value, **values})
