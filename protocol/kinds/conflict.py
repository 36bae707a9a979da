"""Two PCs wrote different things into one field. Only the server writes these records."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Feed, Kind

KIND: Final = Kind(
    code="conflict", label="Conflict", plural="Conflicts", title=("field", "record"), feed=Feed.SERVER,
    fields=(
        # Of any kind, so without a target.
        Field(code="record", label="Record", type=FieldType.REFERENCE, required=True, writer=Writer.SERVER,
              in_form=False, column=1),
        # An operation key: `status`, `users.0192…`, `deleted`.
        Field(code="field", label="Field", required=True, writer=Writer.SERVER, in_form=False, column=2),
        # Any JSON value, not only an object: whatever the field held.
        Field(code="base", label="Before", type=FieldType.DATA, writer=Writer.SERVER, in_form=False),
        # A list of {value, h, w, replica, at}: longer than 8 KiB when long texts meet.
        Field(code="values", label="Values", type=FieldType.DATA, writer=Writer.SERVER, in_form=False),
        Field(code="open", label="To be chosen", type=FieldType.BOOLEAN, writer=Writer.SERVER, in_form=False,
              column=3),
    ),
)
