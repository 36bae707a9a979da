"""Qt's own words (buttons, context menus, dialogs) through the same catalogue as ours.

Qt ships no Vietnamese. The words below are the msgids of Qt 6.8 that these screens can show; a text
that is not here stays as Qt wrote it.
"""
from typing import Final

from PySide6.QtCore import QTranslator

from desktop import language
from desktop.language import N_

_WORDS: Final = (
    # QPlatformTheme: the buttons of dialogs
    N_("OK"), N_("Save"), N_("Save All"), N_("Open"), N_("&Yes"), N_("Yes to &All"), N_("&No"),
    N_("N&o to All"), N_("Abort"), N_("Retry"), N_("Ignore"), N_("Close"), N_("Cancel"), N_("Discard"),
    N_("Help"), N_("Apply"), N_("Reset"), N_("Restore Defaults"),
    # QLineEdit, QWidgetTextControl: the menu of a field
    N_("&Undo"), N_("&Redo"), N_("Cu&t"), N_("&Copy"), N_("&Paste"), N_("Delete"), N_("Select All"),
    N_("Copy &Link Location"), N_("Insert Unicode control character"),
    # QAbstractSpinBox, QScrollBar
    N_("&Select All"), N_("&Step up"), N_("Step &down"), N_("Scroll here"), N_("Top"), N_("Bottom"),
    N_("Page up"), N_("Page down"), N_("Scroll up"), N_("Scroll down"), N_("Left edge"), N_("Right edge"),
    N_("Page left"), N_("Page right"), N_("Scroll left"), N_("Scroll right"),
    # QMessageBox
    N_("Show Details..."), N_("Hide Details..."),
    # QFileDialog where the system has none of its own
    N_("Look in:"), N_("File &name:"), N_("Files of type:"), N_("&Open"), N_("&Save"), N_("&Choose"),
    N_("Back"), N_("Forward"), N_("Go back"), N_("Go forward"), N_("Parent Directory"),
    N_("Go to the parent directory"), N_("Create New Folder"), N_("Create a New Folder"), N_("List View"),
    N_("Change to list view mode"), N_("Detail View"), N_("Change to detail view mode"), N_("Sidebar"),
    N_("List of places and bookmarks"), N_("Files"), N_("&Rename"), N_("&Delete"), N_("Show &hidden files"),
    N_("&New Folder"), N_("New Folder"), N_("Find Directory"), N_("Directory:"), N_("Directories"),
    N_("All Files (*)"), N_("Open File"), N_("Save As"), N_("My Computer"), N_("Computer"), N_("Drive"),
    N_("File"), N_("Folder"), N_("Name"), N_("Size"), N_("Type"), N_("Date Modified"), N_("Remove"),
    N_("Recent Places"), N_("Unknown"), N_("Warning"),
    N_("%1 already exists.\nDo you want to replace it?"),
    N_("%1\nFile not found.\nPlease verify the correct file name was given."),
    N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
    N_("'%1' is write protected.\nDo you want to delete it anyway?"),
    N_("Are you sure you want to delete '%1'?"), N_("Could not delete directory."),
    # QPrintDialog, QPrintPropertiesWidget, QPrintSettingsOutput
    N_("Print"), N_("&Print"), N_("&Options >>"), N_("&Options <<"), N_("Print to File (PDF)"), N_("Local file"),
    N_("Write PDF file"), N_("Printer"), N_("&Name:"), N_("P&roperties"), N_("Location:"), N_("Preview"),
    N_("Output &file:"), N_("Copies"), N_("Print range"), N_("Print all"), N_("Pages from"), N_("to"),
    N_("Current Page"), N_("Selection"), N_("Output Settings"), N_("Copies:"), N_("Collate"), N_("Reverse"),
    N_("Options"), N_("Color Mode"), N_("Color"), N_("Grayscale"), N_("Duplex Printing"), N_("None"),
    N_("Long side"), N_("Short side"), N_("Page"), N_("Advanced"), N_("Paper"), N_("Page size:"), N_("Width:"),
    N_("Height:"), N_("Paper source:"), N_("Orientation"), N_("Portrait"), N_("Landscape"),
    N_("Reverse landscape"), N_("Reverse portrait"), N_("Margins"), N_("top margin"), N_("left margin"),
    N_("right margin"), N_("bottom margin"), N_("Custom"), N_("Printer Properties"), N_("Job Options"),
    N_("All Pages"), N_("Even Pages"), N_("Odd Pages"), N_("Double Sided Printing"), N_("Form"),
    N_("Long side binding"), N_("Short side binding"), N_("Off"), N_("Page Set:"), N_("Pages"), N_("Type:"),
    N_("Specify pages or ranges separated by commas. Ranges are specified by two numbers separated by a hyphen. "
       "E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9."),
    # QComboBox, QDockWidget, QTabBar, QShortcut
    N_("Open the combo box selection popup"), N_("False"), N_("True"), N_("Tab"), N_("Left"), N_("Right"),
    N_("Up"), N_("Down"), N_("Space"), N_("Show "), N_("Scroll Left"), N_("Scroll Right"),
)
_KNOWN: Final = frozenset(_WORDS)


class QtWords(QTranslator):
    """Answers Qt from the catalogue. Install one on the application and it follows the language."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Return the translation, or None: then Qt keeps its own text ("" would blank it)."""
        if source not in _KNOWN or language.current() == "en":
            return None
        return language.tr(source)
