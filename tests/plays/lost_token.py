"""A token is lost: marked, revoked and asked for anew; the register and Hôm nay say what is waited for."""
from desktop.services import certificate_register, certificate_requests
from desktop.services.todo import today
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.moments import vietnam_now
from tests.plays.stage import Stage, fields, named

TITLE = "Mất thiết bị ký số (token): khóa, đề nghị thu hồi, cấp mới"
WHOSE = "Bùi Văn Sơn"


def play(stage: Stage) -> None:
    """Find it, say that it is lost, ask, and see who is waited for."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    person = named(machine, "person", WHOSE).id
    [certificate, *_] = [each for each in records.page(
        machine.store.read(), Search(kind="certificate", where={"person": person}), 0, 9)
        if each.fields.get("status") == "valid"]
    page = machine.page("accounts")
    page.open_record("certificate", certificate.id)
    machine.settle()
    stage.picture(machine, "chu-ky-so")
    view = page.show_view("certificates")
    view.edit(certificate.id)
    machine.settle()
    form = view.form()
    box = form.editors["status"].input()
    box.setCurrentIndex(box.findData("lost"))
    form.save()
    machine.until("it is marked as lost", lambda: fields(machine, certificate.id).get("status") == "lost")
    machine.settle()
    view.open_record("certificate", certificate.id)
    machine.settle()
    view.request("revoke")
    machine.settle()
    stage.picture(machine, "de-nghi-thu-hoi")
    sheet = view._sheet("request")
    sheet.save()
    machine.until("the request is noted", lambda: fields(machine, certificate.id).get("request") == "revoke")
    machine.settle()
    day = vietnam_now().date()
    register = certificate_register.register(machine.store.read(), day)
    entry = register.entry(certificate.id)
    stage.must(entry is not None, "the register knows it")
    assert entry is not None
    certificate_requests.answer(machine.store, certificate.id, day.isoformat(),
                                certificate_requests.answer_proposed(entry, day, register))
    machine.until("it is revoked", lambda: fields(machine, certificate.id).get("status") == "revoked")
    machine.until("the view has read it", lambda: view.register is not None and person in {
        each.id for each in view.register.lacking})
    view.request_for([person])
    machine.settle()
    stage.picture(machine, "de-nghi-cap-moi")
    sheet.save()
    machine.until("a new one is asked for", lambda: any(
        each.fields.get("status") == "pending" and each.fields.get("request") == "issue"
        for each in records.page(machine.store.read(), Search(kind="certificate", where={"person": person}), 0, 9)))
    machine.page("accounts")
    stage.picture(machine, "dang-de-nghi")
    seen = today.today(machine.store.read(), machine.program.profile, now=vietnam_now())
    stage.must(any(WHOSE in f"{each.who} {each.what}" for each in seen.waiting),
               f"who is waited for is said: {[(each.who, each.what) for each in seen.waiting]}")
    machine.page("today")
    stage.picture(machine, "hom-nay")
    stage.say(f"Token của {WHOSE}: mất → đề nghị thu hồi, đề nghị cấp mới; Hôm nay nhắc đang chờ ai")
