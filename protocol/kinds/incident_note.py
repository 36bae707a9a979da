"""One word in the conversation about an incident. Written once, never edited."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="incident_note", label="Exchange", plural="Exchanges", title=("text",), written_once=True,
    fields=(
        Field(code="incident", label="Incident", type=FieldType.REFERENCE, target="incident", required=True,
              writer=Writer.BOTH, in_form=False),
        Field(code="written_at", label="Written at", type=FieldType.DATETIME, required=True, writer=Writer.BOTH,
              column=1),
        Field(code="text", label="Text", type=FieldType.LONG_TEXT, required=True, writer=Writer.BOTH,
              searchable=True, column=3),
        # A `reply` comes from the province alone: see `conditions.may_write`.
        Field(code="kind", label="Kind of note", type=FieldType.CHOICE, writer=Writer.BOTH, column=2,
              choices=offered(note="Note", reply="Reply", status="Change of status")),
    ),
)
