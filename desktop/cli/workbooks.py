"""import, take-back."""
from typing import TYPE_CHECKING

from desktop.cli.output import Answer, Exit, table
from desktop.cli.session import Session
from desktop.language import tr
from desktop.services.problems import NoFile

if TYPE_CHECKING:
    from desktop.services.import_.batch import BatchResult, FileRefused

SHOWN_PROBLEMS = 50


def import_(session: Session) -> Answer:
    """Take in a workbook as communes keep them, or records.jsonl; --dry-run only says what it would do."""
    from desktop.services.import_ import batch, jsonl
    asked = session.asked
    if not asked.file.is_file():
        raise NoFile(file=asked.file.name)
    with session.store(write=not asked.dry_run) as store:
        try:
            if asked.file.suffix.casefold() == ".jsonl":
                return _answer(jsonl.run(store, asked.file, dry_run=asked.dry_run))
            take_in = batch.dry_run if asked.dry_run else batch.run
            return _answer(take_in(store, asked.file, kind=asked.kind))
        except batch.FileRefused as refusal:
            return _refused(refusal)


def take_back(session: Session) -> Answer:
    """Take a whole import back; what was edited since stays."""
    from desktop.services.import_ import batch
    with session.store(write=True) as store:
        result = batch.take_back(store, session.asked.batch)
        return Answer(data={"undone": result.undone, "kept": result.kept, "kept_records": list(result.kept_records)},
                      text=table([["undone", str(result.undone)], ["kept", str(result.kept)]]))


def _answer(result: "BatchResult") -> Answer:
    counts = ("created", "changed", "same", "waiting", "skipped_rows")
    lines = [["batch", result.batch or "–"], ["kind", result.kind]]
    lines += [[name, str(getattr(result, name))] for name in counts]
    problems = [tr("Row {row}: {message}", row=each.row, message=each.message)
                for each in result.problems[:SHOWN_PROBLEMS]]
    return Answer(data=result.answer(), text="\n".join([table(lines), *problems]))


def _refused(refusal: "FileRefused") -> Answer:
    """Return the answer for a file that cannot be read: a failure, and the form that says so in place of rows."""
    error = {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}
    return Answer(data={"ok": False, "error": error, "kind": "reject", "reason": refusal.message},
                  text="\n".join(part for part in (refusal.message, refusal.hint) if part), exit=Exit.MENDABLE)
