"""A hand-over: machines go from one party to another, and both sign."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="handover", label="Hand-over", plural="Hand-overs", title=("title",), status="status",
    fields=(
        Field(code="title", label="Subject", required=True, searchable=True, column=1, group="Hand-over",
              aliases=("Nội dung bàn giao", "Nội dung")),
        Field(code="reason", label="Reason", type=FieldType.CHOICE, column=2, group="Hand-over",
              aliases=("Lý do",), choices=offered(
                  issue="Issued to an official", take_back="Taken back", transfer="Transfer", merger="Merger of units",
                  leaver="An official leaves", focal_point="Change of focal point", repair="Repair or warranty",
                  other="Other")),
        Field(code="held_on", label="Date of the hand-over", type=FieldType.DATE, column=3, group="Hand-over",
              aliases=("Ngày bàn giao",)),
        Field(code="place", label="Place", group="Hand-over", aliases=("Địa điểm",)),
        Field(code="status", label="Status", type=FieldType.CHOICE, column=6, group="Hand-over",
              aliases=("Tình trạng",), choices=offered(
                  draft="Being prepared", to_sign="Waiting for signatures", signed="Signed", cancelled="Cancelled")),
        Field(code="from_person", label="Handed over by", type=FieldType.REFERENCE, target="person", column=4,
              group="Parties", aliases=("Bên giao", "Người giao")),
        # A party from outside has no record here: the former unit, the warranty service, the carrier.
        Field(code="from_party", label="Giving party from outside", searchable=True, group="Parties",
              aliases=("Đơn vị giao",)),
        Field(code="to_person", label="Received by", type=FieldType.REFERENCE, target="person", column=5,
              group="Parties", aliases=("Bên nhận", "Người nhận")),
        Field(code="to_party", label="Receiving party from outside", searchable=True, group="Parties",
              aliases=("Đơn vị nhận",)),
        Field(code="to_office", label="Receiving office", type=FieldType.REFERENCE, target="office", group="Parties",
              aliases=("Bộ phận nhận",)),
        Field(code="witness", label="Witness", group="Parties", aliases=("Người chứng kiến",)),
        Field(code="basis", label="Grounds", searchable=True, group="Papers", aliases=("Căn cứ",)),
        Field(code="document", label="Number of the minutes", searchable=True, group="Papers",
              aliases=("Số biên bản",)),
        Field(code="signed_on", label="Signed on", type=FieldType.DATE, group="Papers", aliases=("Ngày ký",)),
        Field(code="copies", label="Copies", type=FieldType.INTEGER, group="Papers", aliases=("Số bản",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú",)),
    ),
)
