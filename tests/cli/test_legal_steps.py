"""A command changes a state only as a hand may; the line of cyber security holds there and in a workbook."""
from pathlib import Path

import pytest

from tests.stories.province import Pc


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pc:
    """A book that is not enrolled."""
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")
    made = Pc(tmp_path / "pc")
    made("init", "--person", "Hà Văn Mẫu")
    return made


def refused(pc: Pc, *asked: str) -> str:
    with pytest.raises(AssertionError) as said:
        pc(*asked)
    return str(said.value)


def test_a_step_that_a_hand_may_not_make_is_refused_with_its_reason(pc: Pc):
    made = pc.put("incident", "title=kẹt giấy", "status=new")["id"]
    assert "không chuyển được" in refused(pc, "put", "incident", made, "status=closed")
    assert pc.put("incident", made, "status=resolved")["fields"]["status"] == "resolved"
    assert pc.put("incident", made, "status=closed", "cause=giấy ẩm")["fields"]["status"] == "closed"


def test_cyber_security_enters_no_technical_queue_by_command_or_sheet(pc: Pc, tmp_path: Path):
    assert "không vào hàng hỗ trợ kỹ thuật" in refused(
        pc, "put", "incident", "title=thư lừa đảo", "category=an_ninh_mang", "status=escalated", "sent_to=province_ict")
    sheet = tmp_path / "su-co.csv"
    sheet.write_text("\ufeffSTT,Nội dung sự cố,Loại sự cố,Mức độ,Trạng thái,Ngày xảy ra\n"
                     "1,Email lừa đảo đòi mật khẩu,An ninh mạng,Cao,Đã chuyển Sở,20/11/2026\n"
                     "2,Máy nhiễm mã độc,An ninh mạng,Cao,Đang xử lý,20/11/2026\n"
                     "3,Máy in kẹt giấy,Máy in,Thấp,Đã chuyển Sở,20/11/2026\n", encoding="utf-8")
    batch = pc("import", sheet, "--kind", "incident")
    assert batch["created"] == 2
    [problem] = batch["problems"]
    assert problem["row"] == 2 and "ghi nơi đã báo, như Công an" in problem["message"]
    types = {each["fields"]["title"]: each["fields"].get("type") for each in pc("list", "incident")["records"]}
    assert types == {"Máy nhiễm mã độc": "security", "Máy in kẹt giấy": None}
