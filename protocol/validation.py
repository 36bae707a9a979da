"""Is a value fit for its field? The same answer in a form, at the command line and at the server.

What is wrong is a value (`Problem`), never an exception: it stands beside its field. Two hands are
told apart. What a person types here must be of this version (`typed=True`). What comes over the wire
may be of a newer one: an unknown choice code is kept and shown, never refused, and the value is
returned as it came, because both ends must hold the same value without sending it back.
"""
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Final, TypeAlias

from protocol import incident_lines
from protocol.field import DATA_LIMIT_BYTES, LONG_TEXT_LIMIT, TEXT_LIMIT, Field, FieldType, JsonValue, split_element
from protocol.folding import fold, nfc, words
from protocol.kind import DELETED, MERGED_INTO, Feed, Kind
from protocol.kinds.device import HIDDEN_WHEN_SECRET, STANDALONE_SECRET
from protocol.problem import Problem

LINES_LIMIT: Final = 200            # lines of one field
INTEGER_LIMIT: Final = 10**9
MONEY_LIMIT: Final = 10**15
DATA_DEPTH: Final = 8
ANSWER_LIMIT: Final = 64            # characters of the key of an answer

Checked: TypeAlias = "JsonValue | Problem"


def check(kind: Kind, key: str, value: JsonValue, *, typed: bool = True) -> Checked:
    """Return the value as it is stored (typed: NFC, trimmed, phone normalised), or the Problem.

    `key` is a field code, an element (`users.<id>`: true or None) or an answer (`answers.<key>`: true, false
    or None). None clears any field; an empty text counts as None. A field this version does not know passes
    untouched if it is plain JSON.
    """
    code, member = split_element(key)
    declared = kind.field(key)
    if value is None:
        return None
    if key == DELETED:
        return value if isinstance(value, bool) else Problem(field=key, code="not-yes-no")
    if key == MERGED_INTO:
        return _reference(Field(code=key, label=""), value)
    if declared is None:
        return Problem(field=key, code="unknown-field") if typed else _plain_json(key, value)
    if declared.is_set and member:
        if not is_record_id(member):
            return Problem(field=key, code="not-a-reference")
        return True if value is True else Problem(field=key, code="not-yes-no")
    if declared.is_answers and member:
        return _answer(key, member, value)
    if kind.feed is Feed.SERVER and declared.type is FieldType.DATA:
        return value    # whatever the field in conflict held: the server wrote it
    if typed:
        checked = _CHECKS[declared.type](declared, value)
        return _offered(declared, checked) if declared.type is FieldType.CHOICE else checked
    received = _RECEIVED.get(declared.type, _CHECKS[declared.type])(declared, value)
    return received if isinstance(received, Problem) else value


def check_record(
    kind: Kind, fields: Mapping[str, JsonValue], *, new: bool, typed: bool = True,
    before: Mapping[str, JsonValue] | None = None,
) -> tuple[dict[str, JsonValue], list[Problem]]:
    """Return (clean values, problems) for flat `fields`; a field with an error is left out of clean.

    `new`: required fields must be there. `before`: the visible record under an edit, for rules that
    look at two fields. Questions come with the problems; their values are in clean.
    """
    clean: dict[str, JsonValue] = {}
    problems: list[Problem] = []
    for key, value in fields.items():
        checked = check(kind, key, value, typed=typed)
        if isinstance(checked, Problem):
            problems.append(checked)
            continue
        clean[key] = checked
        if typed and isinstance(checked, str) and looks_like_password(kind, key, checked):
            problems.append(Problem(field=key, code="looks-like-password", is_question=True))
    refused = {problem.field for problem in problems if not problem.is_question}
    for declared in kind.fields:
        if not declared.required or declared.code in refused:
            continue
        missing = clean.get(declared.code) is None
        if missing and (new or declared.code in clean):
            clean.pop(declared.code, None)
            problems.append(Problem(field=declared.code, code="required"))
    if typed:
        problems.extend(_secret_pc(kind, clean, before or {}))
        problems.extend(incident_lines.keep_apart(kind, clean, before or {}))
    return clean, problems


def _secret_pc(kind: Kind, clean: dict[str, JsonValue], before: Mapping[str, JsonValue]) -> list[Problem]:
    """Refuse serial, MAC, IP and place of a PC for secret papers; drop them from `clean`.

    What the program itself read of the PC holds them too: it goes without a question.
    """
    if kind.code != "device" or clean.get("network", before.get("network")) != STANDALONE_SECRET:
        return []
    told = [code for code in sorted(HIDDEN_WHEN_SECRET) if clean.get(code, before.get(code)) is not None]
    for code in told:
        clean.pop(code, None)
    clean.pop("reading", None)
    if before.get("reading") is not None:
        clean["reading"] = None
    return [Problem(field=code, code="not-for-secret-pc") for code in told]


# --- one check a type -------------------------------------------------------------------------

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control characters, direction overrides and lone surrogates: no text of an office needs them."""
_BREAKS: Final = re.compile(r"[\t\n\r]")


def _text(declared: Field, value: JsonValue, *, limit: int = TEXT_LIMIT, lines: bool = False) -> Checked:
    if not isinstance(value, str):
        return Problem(field=declared.code, code="not-text")
    if _CONTROL.search(value) or (not lines and _BREAKS.search(value.strip())):
        return Problem(field=declared.code, code="control-character")
    text = nfc(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > limit:
        return Problem(field=declared.code, code="too-long", message_values={"limit": limit, "length": len(text)})
    return text or None


def _long_text(declared: Field, value: JsonValue) -> Checked:
    return _text(declared, value, limit=LONG_TEXT_LIMIT, lines=True)


def _lines(declared: Field, value: JsonValue) -> Checked:
    if not isinstance(value, (list, tuple)):
        return Problem(field=declared.code, code="not-a-line")
    if len(value) > LINES_LIMIT:
        return Problem(field=declared.code, code="too-many-lines", message_values={"limit": LINES_LIMIT})
    kept: list[JsonValue] = []
    for each in value:
        line = _text(declared, each, limit=LONG_TEXT_LIMIT)
        if isinstance(line, Problem):
            return line
        if line is not None:
            kept.append(line)
    length = sum(len(line) for line in kept if isinstance(line, str))
    if length > LONG_TEXT_LIMIT:
        return Problem(field=declared.code, code="too-long",
                       message_values={"limit": LONG_TEXT_LIMIT, "length": length})
    return kept or None


_CHOICE_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")


def _choice_text(declared: Field, value: JsonValue) -> Checked:
    if value == "":
        return None
    if isinstance(value, str) and _CHOICE_CODE.fullmatch(value):
        return value
    return Problem(field=declared.code, code="unknown-choice", message_values={"value": str(value)[:60]})


def _offered(declared: Field, code: Checked) -> Checked:
    if isinstance(code, Problem) or code is None or declared.open or declared.choice(str(code)) is not None:
        return code
    return Problem(field=declared.code, code="unknown-choice", message_values={"value": str(code)})


_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def _date(declared: Field, value: JsonValue) -> Checked:
    if value == "":
        return None
    if isinstance(value, str) and is_date(value):
        return value
    return Problem(field=declared.code, code="not-a-date")


def is_date(text: str) -> bool:
    """Return whether `text` is a real yyyy, yyyy-mm or yyyy-mm-dd."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year >= 1900


def _datetime(declared: Field, value: JsonValue) -> Checked:
    """Vietnam wall time to the minute; an imported date without a time is kept as precise as given."""
    if value == "":
        return None
    if isinstance(value, str):
        day, separator, clock = value.partition("T")
        if len(day) == 10 and is_date(day) and (not separator or _is_minute(clock)):
            return value
    return Problem(field=declared.code, code="not-a-datetime")


_MINUTE: Final = re.compile(r"\d\d:\d\d", re.ASCII)


def _is_minute(text: str) -> bool:
    if not _MINUTE.fullmatch(text):
        return False
    try:
        time(int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


def _whole(limit: int) -> Callable[[Field, JsonValue], Checked]:
    def whole(declared: Field, value: JsonValue) -> Checked:
        if isinstance(value, bool) or not isinstance(value, int):
            return Problem(field=declared.code, code="not-a-number")
        if not 0 <= value <= limit:
            return Problem(field=declared.code, code="out-of-range", message_values={"limit": limit})
        return value
    return whole


def _boolean(declared: Field, value: JsonValue) -> Checked:
    return value if isinstance(value, bool) else Problem(field=declared.code, code="not-yes-no")


def is_record_id(value: object) -> bool:
    """Return whether `value` is a canonical lower-case UUID with hyphens."""
    if not isinstance(value, str) or len(value) != 36:
        return False
    import uuid  # it looks at the system as well: 3 ms, which a start does without
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _reference(declared: Field, value: JsonValue) -> Checked:
    """Only the form: a reference is soft, its target may be unknown here or deleted."""
    if value == "":
        return None
    return value if is_record_id(value) else Problem(field=declared.code, code="not-a-reference")


def _references(declared: Field, value: JsonValue) -> Checked:
    if not isinstance(value, (list, tuple)) or not all(is_record_id(each) for each in value):
        return Problem(field=declared.code, code="not-a-reference")
    return sorted({str(each) for each in value})


_EMAIL: Final = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]+\.[^\s@.<>(),;:\\\"\[\]]{2,}")


def _email(declared: Field, value: JsonValue) -> Checked:
    text = _text(declared, value)
    if text is None or isinstance(text, Problem):
        return text
    plausible = isinstance(text, str) and _EMAIL.fullmatch(text) and ".." not in text
    return text if plausible else Problem(field=declared.code, code="not-an-email")


_PHONE_NOISE: Final = re.compile(r"[\s.\-–()/]")
_PHONE: Final = re.compile(r"0[1-9]\d{7,9}|1[89]00\d{4,6}|1\d{2,3}|\+\d{8,15}", re.ASCII)


def _phone(declared: Field, value: JsonValue) -> Checked:
    text = _text(declared, value)
    if text is None or isinstance(text, Problem):
        return text
    number = normalise_phone(str(text))
    return Problem(field=declared.code, code="not-a-phone") if number is None else number


def normalise_phone(text: str) -> str | None:
    """Return the number in digits with its leading 0, foreign ones with +, or None if it is none.

    "+84 912 345 678", "84912345678" and a mobile number that lost its 0 in Excel all become 0912345678.
    """
    number = _PHONE_NOISE.sub("", text)
    for prefix in ("+84", "0084"):
        if number.startswith(prefix):
            number = "0" + number[len(prefix):].lstrip("0")
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("84") and len(number) in (11, 12):
        number = "0" + number[2:]
    if len(number) == 9 and number[:1] in "35789":
        number = "0" + number
    return number if _PHONE.fullmatch(number) else None


def _answer(key: str, name: str, value: JsonValue) -> Checked:
    if not isinstance(value, bool):
        return Problem(field=key, code="not-yes-no")
    if _CONTROL.search(name) or _BREAKS.search(name):
        return Problem(field=key, code="control-character")
    if len(name) > ANSWER_LIMIT:
        return Problem(field=key, code="too-long", message_values={"limit": ANSWER_LIMIT, "length": len(name)})
    return value


def _answers(declared: Field, value: JsonValue) -> Checked:
    """All of them at once are never said: two PCs that answer different keys would contradict each other."""
    return Problem(field=declared.code, code="not-yes-no")


def _data(declared: Field, value: JsonValue) -> Checked:
    if not isinstance(value, Mapping):
        return Problem(field=declared.code, code="not-an-object")
    return _plain_json(declared.code, value)


def _plain_json(key: str, value: JsonValue) -> Checked:
    """Return `value` with its texts in NFC if it is JSON without floats, not too deep, not too large."""
    try:
        plain = _normal(value, depth=0)
        size = len(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())
    except _NotPlain as found:
        return Problem(field=key, code=found.code)
    except UnicodeEncodeError:
        return Problem(field=key, code="control-character")
    limit = max(DATA_LIMIT_BYTES, 4 * LONG_TEXT_LIMIT) if isinstance(plain, str) else DATA_LIMIT_BYTES
    if size > limit:
        return Problem(field=key, code="too-large", message_values={"limit": limit, "size": size})
    return plain


class _NotPlain(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _normal(value: JsonValue, *, depth: int) -> JsonValue:
    if depth > DATA_DEPTH:
        raise _NotPlain("too-deep")
    if isinstance(value, str):
        return nfc(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_normal(each, depth=depth + 1) for each in value]
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {nfc(name): _normal(each, depth=depth + 1) for name, each in value.items()}
    raise _NotPlain("has-float" if isinstance(value, float) else "not-an-object")


_CHECKS: Final[Mapping[FieldType, Callable[[Field, JsonValue], Checked]]] = {
    FieldType.TEXT: _text, FieldType.LONG_TEXT: _long_text, FieldType.LINES: _lines,
    FieldType.CHOICE: _choice_text, FieldType.DATE: _date, FieldType.DATETIME: _datetime,
    FieldType.INTEGER: _whole(INTEGER_LIMIT), FieldType.MONEY: _whole(MONEY_LIMIT),
    FieldType.BOOLEAN: _boolean, FieldType.REFERENCE: _reference, FieldType.REFERENCES: _references,
    FieldType.EMAIL: _email, FieldType.PHONE: _phone, FieldType.DATA: _data,
    FieldType.ANSWERS: _answers,
}
# A later version may know more kinds of numbers and addresses than this one.
_RECEIVED: Final[Mapping[FieldType, Callable[[Field, JsonValue], Checked]]] = {
    FieldType.EMAIL: _text, FieldType.PHONE: _text,
}


# --- a note that looks like a password --------------------------------------------------------

_SECRET_WORD: Final = re.compile(
    r"\b(?:mat khau|mat ma|pass|pass ?word|pwd|pw|mk|ma pin|pin|otp|passcode)\b"
    r"(?:\s+(?:la|moi|cu|token|may|wifi|wi fi|dang nhap|mac dinh|tam|hien tai|is|so))*\s*[:=]?\s*(\S.*)?")
_NOT_A_SECRET: Final = frozenset(words(
    "bi da chua khong can sai quen het mat doi cap yeu hong moi va hoac theo cua do dai toi it gom phai nen dat "
    "duoc khoa reset lai cmos laptop du phong ups con yeu chai kem ngay roi nhieu lan thang tai cho"))
_SHORTEST_SECRET: Final = 4
_RUN: Final = re.compile(r"(?<!\S)(?=\S*[A-Za-z])(?=\S*\d)(?=\S*[@#$%^&*!?])[\x21-\x7e]{6,32}(?!\S)")


def looks_like_password(kind: Kind, key: str, text: str) -> bool:
    """Return whether free text seems to hold a password or a PIN: worth a question before saving.

    "Mật khẩu: Abc@123" and "pin 12345678" do; "quên mật khẩu", "pin laptop yếu" do not.
    """
    declared = kind.field(key)
    if declared is None or declared.type not in (FieldType.TEXT, FieldType.LONG_TEXT):
        return False
    if declared.code not in ("note", "text", "action", "cause", "login", "role", "title", "contact"):
        return False
    for line in text.splitlines():
        plain = fold(line)
        for found in _SECRET_WORD.finditer(plain):
            rest = (found[1] or "").split()
            word = rest[0].strip(".,;") if rest else ""
            # "sai mã pin 4 lần" counts tries; no PIN has less than four digits.
            if word and word not in _NOT_A_SECRET and (
                    (len(word) >= _SHORTEST_SECRET and any(letter.isdigit() for letter in word))
                    or ":" in found[0] or "=" in found[0]):
                return True
        if declared.code != "login" and _RUN.search(line) and "://" not in line:
            return True
    return False
