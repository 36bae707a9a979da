"""What the program keeps as data is told in words, in history and between two PCs."""
import pytest

from desktop.services import guides
from desktop.services.value_text import text_of
from protocol.kinds import incident, room, rule

GUIDE = next(iter(guides.shipped().guides))


@pytest.mark.parametrize(("kind", "field", "value", "words"), [
    (room.KIND, "answers", {"camera": True, "audio": False}, "Camera hội nghị: Có; Micro và loa, không hú: Không"),
    (room.KIND, "checklist", {"camera": True, "audio": False}, "Camera hội nghị: Có; Micro và loa, không hú: Không"),
    (incident.KIND, "steps_tried", {GUIDE.key: False, f"{GUIDE.key}.steps": [1, 3]},
     f"{GUIDE.title}: Không; {GUIDE.title}, các bước: 1, 3"),
    (rule.KIND, "value", {"warn_days": 90, "of": {"a": True}}, "warn_days: 90; of: a: Có"),
])
def test_data_is_told_in_words_and_never_as_it_is_kept(kind, field, value, words):
    said = text_of(kind, kind.field(field), value)
    assert said == words
    assert not set(said) & set("{}'[]")
