"""What can go wrong with a machine or a file of one; the sentences stand in `desktop.services.sentences`.

ServiceError
├── MachineUnreadable   machine-unreadable   the system tells nothing of this PC
├── SecretMachine       machine-secret       a PC for secret papers is never recorded
├── BadMachineFile      machine-bad-file     no inventory of one computer
│   ├── MachineFileTooBig    machine-file-too-big
│   └── MachineFileHostile   machine-file-hostile    holds formulas or characters that no machine has
└── NoMachineFolder     machine-no-folder    the folder is not there, or may not be written to
"""
from desktop.services.problems import ServiceError


class MachineUnreadable(ServiceError):
    """The system's own tools did not answer, or with nothing of use."""
    code = "machine-unreadable"


class SecretMachine(ServiceError):
    """The record is marked, or the person said, that the PC writes secret papers: nothing of it is kept."""
    code = "machine-secret"


class BadMachineFile(ServiceError):
    """The file is no GLPI inventory of a computer."""
    code = "machine-bad-file"


class MachineFileTooBig(BadMachineFile):
    """Larger or deeper than any inventory."""
    code = "machine-file-too-big"


class MachineFileHostile(BadMachineFile):
    """A value begins like a formula."""
    code = "machine-file-hostile"


class NoMachineFolder(ServiceError):
    """There is no such folder, or it cannot be used."""
    code = "machine-no-folder"
