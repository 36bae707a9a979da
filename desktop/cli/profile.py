"""init, enrol, backup, restore, verify."""
from desktop.cli.output import Answer, Exit, table
from desktop.cli.session import Session
from desktop.services import exchanging, profiles
from desktop.services.problems import NoFile
from desktop.store.errors import Damaged


def init(session: Session) -> Answer:
    """Make a new book in an empty folder."""
    asked = session.asked
    made = profiles.create_book(session.profile, commune=asked.commune, name=asked.name, person=asked.person)
    data = {"profile": str(made.profile), "replica": made.replica, "recovery_code": made.recovery_code,
            "key_slot": made.key_slot}
    return Answer(data=data, text=table([[key, value] for key, value in data.items()]))


def enrol(session: Session) -> Answer:
    """Connect the book to the province; makes the book where there is none."""
    asked = session.asked
    made = None if profiles.has_book(session.profile) else profiles.create_book(session.profile)
    with session.store(write=True) as store:
        enrolled = exchanging.enrol(store, session.profile, server=asked.server, code=asked.code)
    data = {"commune": enrolled.commune, "commune_name": enrolled.commune_name, "replica": enrolled.replica,
            "role": enrolled.role, "epoch": enrolled.epoch}
    if made is not None:
        data |= {"profile": str(made.profile), "recovery_code": made.recovery_code, "key_slot": made.key_slot}
    return Answer(data=data, text=table([[key, value] for key, value in data.items()]))


def backup(session: Session) -> Answer:
    """Write a verified backup, beside an open window too."""
    with session.store() as store:
        made = profiles.back_up(store, session.asked.file)
        return Answer(data={"file": str(made.path), "bytes": made.bytes, "verified": made.verified},
                      text=str(made.path))


def restore(session: Session) -> Answer:
    """Put a backup in place of the book; the old one is moved aside."""
    asked = session.asked
    if not asked.file.is_file():
        raise NoFile(file=asked.file.name)
    done = profiles.restore_book(asked.file, session.profile, asked.recovery_code,
                                 own_key=session.key_by_code() if asked.recovery_code is None else None)
    return Answer(data={"profile": str(session.profile), "records": done.records, "counts": done.counts,
                        "aside": str(done.aside) if done.aside else None}, text=str(session.profile))


def verify(session: Session) -> Answer:
    """Look over the whole book."""
    with session.store() as store:
        checks = profiles.verify_book(store)
        if not all(check.ok for check in checks):
            raise Damaged("; ".join(f"{check.name}: {check.detail}" for check in checks if not check.ok))
        return Answer(data={"checks": [{"name": check.name, "ok": check.ok, "detail": check.detail}
                                       for check in checks]},
                      text=table([[check.name, check.detail] for check in checks]), exit=Exit.DONE)
