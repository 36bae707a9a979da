"""Who measures at a site: named once, in the book, so that every PC of the commune keeps to it."""
from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.outage_ways import TOPIC, measuring, site_here
from desktop.store import local_notes, setting
from desktop.store.store import Store


def measure_here(store: Store) -> str:
    """Have this PC measure for the site where it stands; return the undo group, "" where no site is in the book."""
    db = store.read()
    site, name = site_here(db), setting.text(db, setting.REPLICA_NAME)
    store.submit(lambda unit: local_notes.write(unit, TOPIC, "asked", True)).result()
    if not site or not name:
        store.submit(lambda unit: local_notes.write(unit, TOPIC, "this_pc", True)).result()
        return ""
    group = new_group()
    record_keeping.save(store, "site", site, {"measuring_pc": name}, group=group)
    return group


def stop_here(store: Store) -> str:
    """Have this PC measure no more; return the undo group."""
    known = measuring(store.read())
    store.submit(lambda unit: local_notes.write(unit, TOPIC, "this_pc", None)).result()
    if not known.site:
        return ""
    group = new_group()
    record_keeping.save(store, "site", known.site, {"measuring_pc": None}, group=group)
    return group


def ask_no_more(store: Store) -> None:
    """Note that the question was answered with no on this PC."""
    store.submit(lambda unit: local_notes.write(unit, TOPIC, "asked", True)).result()
