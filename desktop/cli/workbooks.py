"""import, take-back."""
from desktop.cli.output import Answer, table
from desktop.cli.session import Session
from desktop.services.sentences import sentence


class NoFile(Exception):
    """There is no such file."""
    code = "no-file"

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.values = {"file": file}


def import_(session: Session) -> Answer:
    """Take in a workbook as communes keep them, or records.jsonl; --dry-run only says what it would do."""
    from desktop.services.import_ import batch
    asked = session.asked
    if not asked.file.is_file():
        raise NoFile(asked.file.name)
    if asked.file.suffix.casefold() == ".jsonl":
        return _records(session)
    if asked.dry_run:
        with session.store() as store:
            return _answer(batch.dry_run(store, asked.file, kind=asked.kind))
    with session.store(write=True) as store:
        return _answer(batch.run(store, asked.file, kind=asked.kind))


def take_back(session: Session) -> Answer:
    """Take a whole import back; what was edited since stays."""
    from desktop.services.import_ import batch
    with session.store(write=True) as store:
        result = batch.take_back(store, session.asked.batch)
        return Answer(data={"undone": result.undone, "kept": result.kept},
                      text=table([["undone", str(result.undone)], ["kept", str(result.kept)]]))


def _records(session: Session) -> Answer:
    from desktop.services.import_ import jsonl
    with session.store(write=not session.asked.dry_run) as store:
        return _answer(jsonl.run(store, session.asked.file, dry_run=session.asked.dry_run))


def _answer(result: object) -> Answer:
    raise NotImplementedError(sentence, result)
