"""Bad input gets one plain Vietnamese sentence and what to do next; nothing is lost, nothing crashes."""
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.province import Outcome, Pc, Server

Made = Callable[[str], Pc]
VIETNAMESE = set("ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def is_one_plain_sentence(outcome: Outcome) -> bool:
    """Return whether the failure is said in Vietnamese, without a trace or a code in it."""
    message = outcome.said["error"]["message"]
    return (outcome.said["ok"] is False and bool(VIETNAMESE & set(message.lower())) and "\n" not in message
            and len(message) < 400 and "Traceback" not in outcome.errors)


class _Portal(http.server.BaseHTTPRequestHandler):
    """A hotel's login page: 200 and HTML, whatever is asked."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._page()

    def do_GET(self) -> None:
        self._page()

    def _page(self) -> None:
        body = b"<html><body>Dang nhap Wi-Fi</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        return


@pytest.fixture
def portal() -> Iterator[str]:
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


def test_a_wrong_a_used_and_a_revoked_code_each_have_their_sentence(lonely_pc: Made, server: Server, tmp_path: Path):
    first, second = lonely_pc("A"), lonely_pc("B")
    code = server.code()
    digits = code.replace(" ", "")
    mistyped = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    wrong = first.try_("enrol", "--server", server.url, "--code", mistyped)
    assert (wrong.exit, wrong.code) == (1, "wrong-code") and is_one_plain_sentence(wrong)
    nonsense = first.try_("enrol", "--server", server.url, "--code", "xin chào")
    assert (nonsense.exit, nonsense.code) == (1, "wrong-code") and is_one_plain_sentence(nonsense)
    first("enrol", "--server", server.url, "--code", code)
    used = second.try_("enrol", "--server", server.url, "--code", code)
    assert (used.exit, used.code) == (1, "used-code") and is_one_plain_sentence(used)


@pytest.mark.parametrize("typed", [
    lambda digits: " ".join(digits[at:at + 3] for at in range(0, 18, 3)),
    lambda digits: "-".join(digits[at:at + 6] for at in range(0, 18, 6)),
    lambda digits: f"  {digits}\u00a0",
    lambda digits: "".join(chr(ord("０") + int(digit)) for digit in digits),    # full-width, from an input method
])
def test_a_code_is_taken_however_it_is_typed(lonely_pc: Made, server: Server, typed: Callable[[str], str]):
    first = lonely_pc("A")
    first("enrol", "--server", server.url, "--code", typed(server.code().replace(" ", "")))
    assert first("status")["enrolled"] is True


def test_an_unreachable_server_is_no_connection(lonely_pc: Made):
    first = lonely_pc("A")
    outcome = first.try_("enrol", "--server", "http://127.0.0.1:9", "--code", "000000000000000000")
    assert outcome.exit in (1, 3) and is_one_plain_sentence(outcome)


def test_a_login_page_in_place_of_the_server_is_no_connection(pc: Made, server: Server, portal: str, lonely_pc: Made):
    other = lonely_pc("B")
    outcome = other.try_("enrol", "--server", portal, "--code", server.code())
    assert outcome.exit == 3 and is_one_plain_sentence(outcome)
    assert other("status")["state"] == "unenrolled"


def test_a_damaged_book_is_never_overwritten(lonely_pc: Made):
    first = lonely_pc("A")
    first.put("device", "name=Máy in")
    book = first.folder / "book.db"
    whole = book.read_bytes()
    book.write_bytes(whole[:5000] + bytes(4096) + whole[9096:])
    outcome = first.try_("list", "device")
    verified = first.try_("verify")
    assert verified.exit == 4 and is_one_plain_sentence(verified)
    assert outcome.exit in (0, 4)
    assert book.exists()


def test_a_text_too_long_or_with_control_characters_is_refused_with_its_field(lonely_pc: Made):
    first = lonely_pc("A")
    device = first.put("device", "name=Máy in")["id"]
    long = first.try_("put", "device", device, "note=" + "x" * 10_001)
    assert long.exit == 1 and is_one_plain_sentence(long) and "10001" in long.said["error"]["message"]
    control = first.try_("put", "device", device, "name=Máy\x07in")
    assert control.exit == 1 and is_one_plain_sentence(control)
    assert first.fields(device) == {"name": "Máy in"}


def test_wrong_use_is_exit_2_and_still_one_json_object(lonely_pc: Made):
    first = lonely_pc("A")
    for words in (("put", "spaceship", "name=x"), ("put", "device", "colour=red"), ("frobnicate",), ("list",),
                  ("settle", "x", "--keep", "maybe")):
        outcome = first.try_(*words)
        assert outcome.exit == (1 if words[0] == "settle" else 2), words
        assert outcome.said["ok"] is False


def test_a_folder_without_a_book_says_so(tmp_path: Path):
    outcome = Pc(tmp_path / "nothing").try_("list", "device")
    assert (outcome.exit, outcome.code) == (1, "no-book") and is_one_plain_sentence(outcome)


def test_a_code_of_another_commune_changes_nothing(lonely_pc: Made, server: Server):
    first = lonely_pc("A")
    server("commune", "add", "14857")
    outcome = first.try_("enrol", "--server", server.url, "--code", server.code("14857"))
    assert (outcome.exit, outcome.code) == (1, "wrong-commune") and is_one_plain_sentence(outcome)
    assert first("status")["state"] == "unenrolled"


def test_a_viewer_reads_but_what_it_writes_is_kept_and_shown(lonely_pc: Made, server: Server, pc: Made):
    writer = pc("XM-VP-01")
    writer.put("device", "name=Máy in")
    writer("sync")
    viewer = Pc(writer.folder.parent / "viewer")
    viewer("init", "--commune", "00000", "--name", "XM-XEM")
    viewer("enrol", "--server", server.url, "--code", server.code(role="viewer"))
    viewer("sync")
    assert viewer("list", "device")["total"] == 1
    refused = viewer.try_("put", "device", "name=Không được ghi")
    assert refused.exit == 1 and is_one_plain_sentence(refused)
