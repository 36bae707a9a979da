"""A time without power, network or a system; slow counts too. The ledger that explains late dossiers."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="outage", label="Outage", plural="Outages", title=("title",),
    fields=(
        Field(code="title", label="What happened", required=True, searchable=True, column=1, group="Outage",
              aliases=("Nội dung", "Sự việc")),
        Field(code="what", label="What was out", type=FieldType.CHOICE, required=True, column=2, group="Outage",
              aliases=("Đối tượng", "Loại"), choices=offered(
                  power="Power", lan="Local network (LAN)", internet="Internet line", private_wan="Dedicated WAN",
                  system="One system", unmeasured="Not measured")),
        Field(code="how_bad", label="How bad", type=FieldType.CHOICE, column=3, group="Outage",
              aliases=("Mức độ",), choices=offered(down="Down", slow="Slow", unstable="Unstable")),
        Field(code="from_at", label="From", type=FieldType.DATETIME, required=True, column=4, group="Outage",
              aliases=("Từ lúc", "Bắt đầu")),
        Field(code="until_at", label="Until", type=FieldType.DATETIME, column=5, group="Outage",
              aliases=("Đến lúc", "Kết thúc")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", column=6, group="Where",
              aliases=("Trụ sở",)),
        Field(code="line", label="Line", type=FieldType.REFERENCE, target="line", group="Where",
              aliases=("Đường truyền",)),
        Field(code="system", label="System", type=FieldType.REFERENCE, target="system", group="Where",
              aliases=("Hệ thống",)),
        Field(code="planned", label="Announced beforehand", type=FieldType.BOOLEAN, group="Outage",
              aliases=("Có báo trước",)),
        Field(code="seen_by", label="Seen by", type=FieldType.CHOICE, column=7, group="Outage",
              choices=offered(probe="Measured by this program", people="Reported by people")),
        Field(code="answer_ms", label="Answer time", type=FieldType.INTEGER, unit="ms", group="Outage"),
        Field(code="people_waiting", label="Citizens waiting", type=FieldType.INTEGER, group="Impact",
              aliases=("Số người chờ",)),
        Field(code="dossiers_hit", label="Dossiers delayed", type=FieldType.INTEGER, group="Impact",
              aliases=("Số hồ sơ ảnh hưởng", "Hồ sơ trễ hạn")),
        Field(code="incident", label="Incident", type=FieldType.REFERENCE, target="incident", group="Impact"),
        Field(code="cause", label="Cause", type=FieldType.LONG_TEXT, searchable=True, group="Impact",
              aliases=("Nguyên nhân",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú",)),
    ),
)
