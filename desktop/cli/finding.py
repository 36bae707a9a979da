"""search, history, guess."""
from desktop.cli.output import Answer, table
from desktop.cli.session import Session
from desktop.services import history_reading
from desktop.services.problems import NotFound
from desktop.store import records
from desktop.store import search as index


def search(session: Session) -> Answer:
    """Find records of all kinds, accents or not."""
    with session.store() as store:
        hits, total = index.find(store.read(), " ".join(session.asked.text), 50)
        return Answer(data={"hits": [{"id": hit.id, "kind": hit.kind, "title": hit.title} for hit in hits],
                            "total": total},
                      text=table([[hit.id, hit.kind, hit.title] for hit in hits]))


def history(session: Session) -> Answer:
    """Who changed what, when and on which PC; asks the province too when it can be reached."""
    with session.store(write=None) as store:
        if records.get(store.read(), session.asked.id) is None:
            raise NotFound(kind="", text=session.asked.id)
        told = history_reading.of(store, session.asked.id, profile=session.profile)
        lines = [{"field": each.field, "old": each.old, "new": each.new, "author": each.author, "who": each.who,
                  "replica": each.replica, "replica_name": each.replica_name, "at": each.at, "rv": each.rv}
                 for each in told.changes]
        return Answer(data={"changes": lines, "complete": told.complete},
                      text=table([[each.at, each.author, each.replica_name, each.field, _text(each.old),
                                   _text(each.new)] for each in told.changes]))


def guess(session: Session) -> Answer:
    """What the one-line entry understands."""
    from desktop.services import incident_entry
    with session.store() as store:
        found = incident_entry.Guesser(incident_entry.build_lexicon(store.read())).guess(" ".join(session.asked.text))
        candidates = [{"id": each.id, "kind": each.kind, "title": each.title} for each in found.candidates]
        return Answer(data={"category": found.category, "guide": found.guide_key, "device": found.device,
                            "office": found.office, "system": found.system, "type": found.type,
                            "send_to": list(found.send_to), "candidates": candidates},
                      text=table([["category", str(found.category)], ["guide", str(found.guide_key)],
                                  ["device", str(found.device)], ["office", str(found.office)]]))


def _text(value: object) -> str:
    return "" if value is None else str(value)
