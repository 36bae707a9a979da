"""A person's account in a system. There is no password field anywhere, and there will be none."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="account", label="Account", plural="Accounts", title=("person", "system"), status="status",
    fields=(
        Field(code="person", label="Official", type=FieldType.REFERENCE, target="person", required=True, column=1,
              aliases=("Họ và tên", "Người dùng", "Cán bộ", "Người sử dụng")),
        Field(code="system", label="System", type=FieldType.REFERENCE, target="system", required=True, column=2,
              aliases=("Hệ thống", "Phần mềm", "Hệ thống được cấp tài khoản")),
        Field(code="login", label="Login name", searchable=True, suffixes=True, sensitive=True, column=3,
              aliases=("Tên đăng nhập", "Tài khoản", "Tên tài khoản", "User", "Username")),
        Field(code="role", label="Role", column=5, aliases=("Vai trò", "Quyền", "Quyền, vai trò", "Phân quyền")),
        Field(code="unit_name", label="Unit in the system", aliases=("Đơn vị trong hệ thống",)),
        Field(code="status", label="Status", type=FieldType.CHOICE, column=4,
              aliases=("Trạng thái", "Tình trạng"), choices=offered(
                  unreviewed="Not reviewed", missing="Not issued", pending="Waiting to be issued",
                  in_use="In use", locked="Locked", old_unit="In the old unit", revoked="Revoked")),
        Field(code="issued_on", label="Issued on", type=FieldType.DATE, column=6, aliases=("Ngày cấp",)),
        Field(code="issued_by", label="Issued by", aliases=("Người cấp", "Đơn vị cấp")),
        Field(code="two_factor", label="Two-factor sign-in", type=FieldType.BOOLEAN,
              aliases=("Xác thực hai lớp", "2 lớp", "2FA")),
        # The day of the tick comes with the tick: two who say the same on two days are not asked which day is right.
        Field(code="reviewed_on", label="Reviewed on", type=FieldType.DATE, aliases=("Ngày rà soát",), measured=True),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
