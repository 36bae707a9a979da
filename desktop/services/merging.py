"""Two records of one thing made into one, by hand: field for field as with conflicts, in one step of undo.

One id stays. The other record becomes a tombstone that says into which it went; what named it names the
one that stays, and what arrives later from other PCs still finds it through the tombstone.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.language import tr
from desktop.services import history_reading
from desktop.services.form_saving import new_group
from desktop.services.history_reading import ToldChange
from desktop.services.key_text import is_long
from desktop.services.problems import Refused, ServiceError
from desktop.services.record_keeping import check, kind_of
from desktop.services.value_text import changed_text, field_label, stamp_text, text_of
from desktop.store import duplicates, history, records, setting
from desktop.store.driver import Connection
from desktop.store.records import Record
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.conditions import check_transition
from protocol.field import LONG_TEXT_LIMIT, TEXT_LIMIT, Field, FieldType, JsonValue, Writer, element_key, split_element
from protocol.kind import MERGED_INTO, SYSTEM_FIELDS, Feed, Kind
from protocol.merge import same

LEFT, RIGHT, BOTH = 0, 1, 2
_FREE: Final = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINES)


class CannotMerge(ServiceError):
    """These two cannot be made one: two kinds, one of them in the trash, or both published by the province."""
    code = "cannot-merge"


class BothHaveNotes(ServiceError):
    """Notes are written once and cannot move: with notes on both sides none may be left behind."""
    code = "both-have-notes"


class MovedMeanwhile(ServiceError):
    """One of the two was changed after it was shown; nothing was merged."""
    code = "moved-meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChoice:
    """A field in which the two differ. `signatures` say who wrote each value and when, "" where nobody knows.

    `suggested` is LEFT, RIGHT or BOTH; `may_both`: the two values can stand together.
    """
    code: str
    label: str
    values: tuple[str, str]
    signatures: tuple[str, str]
    suggested: int
    may_both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview:
    """Two records side by side. `pointing` is how many others name each; `equal` are labels of what agrees."""
    kind: str
    left: Record
    right: Record
    titles: tuple[str, str]
    changed: tuple[str, str]
    fields: tuple[FieldChoice, ...]
    equal: tuple[str, ...]
    pointing: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The record that stays, the one that went into it, how many others were pointed anew, and the undo group."""
    survivor: str
    gone: str
    repointed: int
    group: str


def preview(db: Connection, left_id: str, right_id: str) -> MergePreview:
    """Return the two side by side. Raises CannotMerge."""
    left, right, kind = _pair(db, left_id, right_id)
    told = {each.id: history_reading.told(db, history.of(db, each.id)) for each in (left, right)}
    titles = {**records.titles(db, [left.id, right.id]), **records.labels(db, (left, right))}
    fields, equal = [], []
    for field in kind.fields:
        values = (left.fields.get(field.code), right.fields.get(field.code))
        if all(value in (None, "", []) for value in values) or not kind.writable_by(field.code, Writer.COMMUNE):
            continue
        if same(values[0], values[1]):
            equal.append(field_label(kind, field))
            continue
        fields.append(FieldChoice(
            code=field.code, label=field_label(kind, field), may_both=_may_both(kind, field, values),
            values=(text_of(kind, field, values[0], titles), text_of(kind, field, values[1], titles)),
            signatures=(_signature(told[left.id], field.code), _signature(told[right.id], field.code)),
            suggested=_suggested(kind, field, values, (told[left.id], told[right.id]))))
    # Where one side is empty there is little to choose: these come after.
    fields.sort(key=lambda each: not all(each.values))
    return MergePreview(
        kind=kind.code, left=left, right=right, fields=tuple(fields), equal=tuple(equal),
        titles=(titles.get(left.id) or tr("(no name)"), titles.get(right.id) or tr("(no name)")),
        changed=(_changed(db, left), _changed(db, right)),
        pointing=(records.pointing_at(db, left.id)[0], records.pointing_at(db, right.id)[0]))


def apply(store: Store, seen: MergePreview, choices: Mapping[str, int]) -> Merged:
    """Return what became of the two; `choices` are LEFT, RIGHT or BOTH by field (else what was suggested).

    Raises CannotMerge, BothHaveNotes, MovedMeanwhile, Refused: then nothing was written.
    """
    group = new_group()

    def write(unit: Unit) -> Merged:
        left, right, kind = _pair(unit.db, seen.left.id, seen.right.id)
        if left.flat != seen.left.flat or right.flat != seen.right.flat:
            raise MovedMeanwhile
        survivor, gone, is_left = _which_stays(unit.db, kind, seen, choices)
        wanted = _wanted(kind, seen, choices, survivor, gone, is_left=is_left)
        if duplicates.is_provincial(unit.db, survivor.id):
            wanted = {}    # the province's own words stand
        _require_legal(kind, survivor, wanted)
        clean = check(kind, wanted, survivor, answered=True)
        if not duplicates.is_provincial(unit.db, survivor.id):
            # What a later version wrote is not shown to choose from; it must not go away with the other record.
            clean |= {key: value for key, value in gone.unknown.items()
                      if survivor.unknown.get(key) is None and key not in SYSTEM_FIELDS}
        if clean:
            unit.edit(kind.code, survivor.id, clean, seen=survivor.sight, group=group)
        moved = _point_anew(unit, gone.id, survivor.id, group)
        unit.edit(kind.code, gone.id, {MERGED_INTO: survivor.id}, seen=gone.sight, group=group)
        unit.edit(kind.code, gone.id, {}, special="delete", seen=gone.sight, group=group)
        duplicates.joined_by_hand(unit, survivor.id, gone.id, group=group)
        if unit.who == gone.id:
            unit.set_setting(setting.WHO, survivor.id)
        return Merged(survivor=survivor.id, gone=gone.id, repointed=moved, group=group)

    return store.submit(write).result()


def is_mergeable(kind: Kind) -> bool:
    """Return whether records of this kind may be made one by hand."""
    return kind.feed in (Feed.COMMUNE, Feed.BOTH) and not kind.written_once


def _pair(db: Connection, left_id: str, right_id: str) -> tuple[Record, Record, Kind]:
    left, right = records.get(db, left_id), records.get(db, right_id)
    if left is None or right is None or left.id == right.id or left.kind != right.kind or left.deleted \
            or right.deleted:
        raise CannotMerge
    kind = kind_of(left.kind)
    if not is_mergeable(kind) or (duplicates.is_provincial(db, left.id) and duplicates.is_provincial(db, right.id)):
        raise CannotMerge
    return left, right, kind


def _which_stays(db: Connection, kind: Kind, seen: MergePreview,
                 choices: Mapping[str, int]) -> tuple[Record, Record, bool]:
    """Return (stays, goes, whether the left one stays): ids are seen by nobody, so whatever loses nothing.

    Else the older one stays, on whichever side it is shown: two PCs that merge the same two without a network
    must not each send the other's away.
    """
    left_first = (seen.left, seen.right, True)
    right_first = (seen.right, seen.left, False)
    notes = (duplicates.written_once_about(db, seen.left.id), duplicates.written_once_about(db, seen.right.id))
    if all(notes):
        raise BothHaveNotes
    if any(notes):
        return left_first if notes[0] else right_first
    if duplicates.is_provincial(db, seen.left.id):
        return left_first
    if duplicates.is_provincial(db, seen.right.id):
        return right_first
    older, newer, side = (left_first, right_first, RIGHT) if seen.left.id < seen.right.id else \
        (right_first, left_first, LEFT)
    suggested = {each.code: each.suggested for each in seen.fields}
    if kind.status and choices.get(kind.status, suggested.get(kind.status)) == side:
        # A state that cannot be reached by hand from the other one: the record that has it stays.
        before, after = older[0].fields.get(kind.status), newer[0].fields.get(kind.status)
        if check_transition(kind, str(before) if before else None, str(after) if after else None) is not None:
            return newer
    return older


def _wanted(kind: Kind, seen: MergePreview, choices: Mapping[str, int], survivor: Record, gone: Record, *,
            is_left: bool) -> dict[str, JsonValue]:
    """Return what changes in the record that stays, flat."""
    wanted: dict[str, JsonValue] = {}
    for each in seen.fields:
        field, choice = kind.field(each.code), choices.get(each.code, each.suggested)
        if field is None:
            continue
        takes_other = choice == (RIGHT if is_left else LEFT)
        if field.is_set:
            mine, theirs = ({key for key in record.flat if split_element(key)[0] == field.code and record.flat[key]}
                            for record in (survivor, gone))
            if takes_other:
                wanted |= dict.fromkeys(sorted(mine - theirs), None)
            if takes_other or choice == BOTH:
                wanted |= dict.fromkeys(sorted(theirs - mine), True)
        elif field.is_answers:
            wanted |= _answers(field, choice == BOTH, takes_other, survivor, gone)
        elif choice == BOTH:
            wanted[field.code] = _together(kind, field, seen.left.fields.get(field.code),
                                           seen.right.fields.get(field.code))
        elif takes_other:
            wanted[field.code] = gone.fields.get(field.code)
    return wanted


def _answers(field: Field, both: bool, takes_other: bool, survivor: Record, gone: Record) -> dict[str, JsonValue]:
    """Return the answers that change in the record that stays: all of the other's, or those it does not have."""
    mine, theirs = ({key: value for key, value in record.flat.items() if split_element(key)[0] == field.code}
                    for record in (survivor, gone))
    if takes_other:
        return {**dict.fromkeys(sorted(mine.keys() - theirs.keys())), **theirs}
    return {key: value for key, value in theirs.items() if key not in mine} if both else {}


def _require_legal(kind: Kind, survivor: Record, wanted: Mapping[str, JsonValue]) -> None:
    before, after = survivor.fields.get(kind.status), wanted.get(kind.status)
    problem = check_transition(kind, str(before) if before else None, str(after) if after else None)
    if problem is not None:
        raise Refused(kind.code, [problem])


def _point_anew(unit: Unit, gone: str, survivor: str, group: str) -> int:
    moved: set[str] = set()
    for each in duplicates.pointers(unit.db, gone):
        if each.id in (gone, survivor) and each.field != MERGED_INTO:
            continue    # a record does not name itself
        if each.is_set:
            fields: dict[str, JsonValue] = {element_key(each.field, gone): None,
                                            element_key(each.field, survivor): True}
        else:
            fields = {each.field: survivor}
        if unit.edit(each.kind, each.id, fields, group=group) is not None and each.field != MERGED_INTO:
            moved.add(each.id)
    return len(moved)


def _may_both(kind: Kind, field: Field, values: tuple[JsonValue, JsonValue]) -> bool:
    if field.is_set:
        return True
    if field.is_answers:
        left, right = (value if isinstance(value, Mapping) else {} for value in values)
        return all(left[key] == right[key] for key in left.keys() & right.keys())
    if field.type not in _FREE or field.distinct or any(value in (None, "", []) for value in values):
        return False
    joined = _together(kind, field, *values)
    return isinstance(joined, list) or len(str(joined)) <= (LONG_TEXT_LIMIT if is_long(kind.code, field.code)
                                                            else TEXT_LIMIT)


def _together(kind: Kind, field: Field, left: JsonValue, right: JsonValue) -> JsonValue:
    if field.type is FieldType.LINES:
        return list(dict.fromkeys([*_lines(left), *_lines(right)]))
    return ("\n" if is_long(kind.code, field.code) else " / ").join(dict.fromkeys((str(left), str(right))))


def _lines(value: JsonValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)] if value else []


def _suggested(kind: Kind, field: Field, values: tuple[JsonValue, JsonValue],
               told: tuple[tuple[ToldChange, ...], tuple[ToldChange, ...]]) -> int:
    """Return what is right most of the time: what is there, both of a set, else what was written last."""
    if field.is_set or (field.is_answers and _may_both(kind, field, values)):
        return BOTH
    if values[0] in (None, "", []) or values[1] in (None, "", []):
        return RIGHT if values[0] in (None, "", []) else LEFT
    last = [max((each.at for each in side if split_element(each.field)[0] == field.code), default="") for side in told]
    return RIGHT if last[1] > last[0] else LEFT


def _signature(told: tuple[ToldChange, ...], code: str) -> str:
    last = next((each for each in reversed(told) if split_element(each.field)[0] == code), None)
    if last is None:
        return ""
    return " · ".join(filter(None, (last.author, stamp_text(last.at), last.replica_name)))


def _changed(db: Connection, record: Record) -> str:
    return changed_text(record.changed_at or "", records.title(db, record.changed_by) if record.changed_by else "")
