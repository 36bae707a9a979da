"""A reading meets the book: the right record, what a hand wrote stays, secret PCs are never recorded, one step."""
import dataclasses
from pathlib import Path

import pytest

from desktop.services import undoing
from desktop.services.machine import glpi, matching, saving, usb, words
from desktop.services.machine.problems import NoMachineFolder, SecretMachine
from desktop.services.machine.reading import Adapter, Disk, Reading
from desktop.services.machine.saving import Entry, State
from desktop.services.machine.usb import Fate
from desktop.services.record_keeping import save as save_record
from desktop.services.value_text import text_of
from desktop.store import records, undo
from desktop.store.records import Record, Search
from desktop.store.store import Store
from protocol.catalogue import KINDS

UUID = "4c4c4544-0058-4b10-8032-b7c04f4d3933"
DELL = Reading(name="VP-03", kind="desktop", maker="Dell", model="OptiPlex 3070", serial="7XK2M93", hardware_uuid=UUID,
               cpu="Intel Core i5-9500", ram_gb=8, disks=(Disk(media="SSD", size_mb=240_057),), os="Windows 10 Pro",
               office_suite="Microsoft Office 2019", antivirus="Kaspersky Endpoint Security",
               adapters=(Adapter(mac="8C:04:BA:7D:1E:2F"),), read_at="2026-11-22T08:30")
WITHOUT_CODES = dataclasses.replace(DELL, serial="", hardware_uuid="")


@pytest.fixture
def store(tmp_path: Path):
    made = Store.create(tmp_path / "book", None)
    yield made
    made.close()


def a_device(store: Store, **fields: object) -> str:
    return save_record(store, "device", None, {"name": "Máy tính", "kind": "desktop", **fields}).id


def record(store: Store, id_: str) -> Record:
    found = records.get(store.read(), id_)
    assert found is not None
    return found


def find(store: Store, reading: Reading) -> matching.Found:
    return matching.find(matching.known(store.read()), reading)


def states(store: Store, reading: Reading, id_: str) -> dict[str, State]:
    return {each.field: each.state for each in saving.changes(reading, record(store, id_))}


def devices(store: Store) -> list[Record]:
    return records.page(store.read(), Search(kind="device"))


# which record

def test_the_identifier_finds_the_record_before_the_serial_number_does(store):
    by_serial, by_uuid = a_device(store, serial="7XK2M93"), a_device(store, hardware_uuid=UUID.upper())
    assert find(store, DELL) == matching.Found(ids=(by_uuid,), by=matching.UUID, is_sure=True)
    assert find(store, dataclasses.replace(DELL, hardware_uuid="")) == matching.Found(
        ids=(by_serial,), by=matching.SERIAL, is_sure=True)


def test_a_serial_number_is_the_same_however_it_is_written(store):
    made = a_device(store, serial="7xk-2m 93")
    assert find(store, DELL).ids == (made,)


def test_old_firmware_turns_the_first_bytes_and_is_still_the_same_machine(store):
    made = a_device(store, hardware_uuid=words.turned_uuid(UUID))
    assert words.turned_uuid(UUID) != UUID and find(store, DELL).ids == (made,)


def test_two_records_with_one_serial_number_are_a_question(store):
    two = {a_device(store, serial="7XK2M93"), a_device(store, serial="7XK2M93")}
    found = find(store, DELL)
    assert set(found.ids) == two and not found.is_sure


def test_the_same_serial_number_on_another_board_is_a_question(store):
    a_device(store, serial="7XK2M93", hardware_uuid="a1b2c3d4-11e9-4c5b-a12f-8c164512ab34")
    assert not find(store, DELL).is_sure


def test_a_network_card_alone_is_a_question_and_a_name_alone_is_nothing(store):
    a_device(store, name="Dell OptiPlex 3070", maker="Dell", model="OptiPlex 3070")
    assert find(store, DELL) == matching.Found()
    made = a_device(store, mac="8c-04-ba-7d-1e-2f")
    assert find(store, WITHOUT_CODES) == matching.Found(ids=(made,), by=matching.MAC)
    a_device(store, mac="8c-04-ba-7d-1e-2f", serial="ANOTHER1")
    assert find(store, DELL).ids == (made,)


def test_what_lies_in_the_trash_is_not_found(store):
    made = a_device(store, serial="7XK2M93")
    store.submit(lambda unit: unit.edit("device", made, {}, special="delete")).result()
    assert find(store, DELL) == matching.Found()


# field by field

def test_empty_fields_are_filled_and_a_hand_is_not_overwritten(store):
    made = a_device(store, serial="7XK2M93", ram_gb=16, cpu="Intel Core i5 9500", disk="")
    seen = states(store, DELL, made)
    assert seen["disk"] is State.FILLED and seen["ram_gb"] is State.EDITED
    assert seen["serial"] is State.SAME and seen["cpu"] is State.SAME    # the same in other letters
    saving.save(store, [Entry(reading=DELL, by=saving.HERE, record=made)])
    fields = record(store, made).fields
    assert (fields["ram_gb"], fields["disk"]) == (16, "SSD 240GB")
    assert fields["reading"]["ram_gb"] == 8 and fields["reading"]["by"] == "here"


def test_a_tick_lets_the_machine_have_the_last_word(store):
    made = a_device(store, serial="7XK2M93", ram_gb=16)
    saving.save(store, [Entry(reading=DELL, by=saving.HERE, record=made, take=frozenset({"ram_gb"}))])
    assert record(store, made).fields["ram_gb"] == 8


def test_what_the_machine_itself_changed_is_followed_without_a_question(store):
    made = saving.save(store, [Entry(reading=DELL, by=saving.HERE)]).created[0]
    grown = dataclasses.replace(DELL, ram_gb=16, antivirus="")
    assert states(store, grown, made)["ram_gb"] is State.CHANGED
    saving.save(store, [Entry(reading=grown, by=saving.HERE, record=made)])
    fields = record(store, made).fields
    assert (fields["ram_gb"], fields["antivirus"]) == (16, "Không có")


def test_a_hand_between_two_readings_is_seen(store):
    made = saving.save(store, [Entry(reading=DELL, by=saving.HERE)]).created[0]
    save_record(store, "device", made, {"os": "Windows 10 LTSC", "disk": None})
    seen = states(store, DELL, made)
    assert seen["os"] is State.EDITED and seen["disk"] is State.EDITED    # emptied on purpose
    saving.save(store, [Entry(reading=dataclasses.replace(DELL, ram_gb=16), by=saving.HERE, record=made)])
    fields = record(store, made).fields
    assert (fields["os"], fields.get("disk"), fields["ram_gb"]) == ("Windows 10 LTSC", None, 16)


def test_the_same_reading_a_day_later_writes_nothing(store):
    made = saving.save(store, [Entry(reading=DELL, by=saving.HERE)]).created[0]
    before = record(store, made)
    again = dataclasses.replace(DELL, read_at="2026-11-23T08:30")
    assert not saving.has_news(again, before)
    saved = saving.save(store, [Entry(reading=again, by=saving.HERE, record=made)])
    assert (saved.group, saved.ids) == ("", ()) and record(store, made) == before


def test_history_tells_a_reading_by_its_hour(store):
    made = saving.save(store, [Entry(reading=DELL, by=saving.HERE)]).created[0]
    field = KINDS["device"].field("reading")
    assert text_of(KINDS["device"], field, record(store, made).fields["reading"]) == "22/11/2026 08:30"


# saving

def test_a_new_machine_is_a_record_with_its_people_in_one_step(store):
    nam = save_record(store, "person", None, {"full_name": "Phạm Văn Mẫu"}).id
    saved = saving.save(store, [Entry(reading=DELL, by=saving.HERE, fields={
        "asset_code": "PC-014", "custodian": nam, f"users.{nam}": True, "office": "new:Phòng Kinh tế"})])
    fields = record(store, saved.created[0]).fields
    assert (fields["name"], fields["asset_code"], fields["status"]) == ("Dell OptiPlex 3070", "PC-014", "in_use")
    assert fields["users"] == [nam] and records.title(store.read(), fields["office"]) == "Phòng Kinh tế"
    undoing.undo_step(store, saved.group)
    assert devices(store) == [] and records.page(store.read(), Search(kind="office")) == []


def test_a_machine_that_comes_twice_is_made_once(store):
    later = dataclasses.replace(DELL, ram_gb=16)
    saved = saving.save(store, [Entry(reading=DELL, by=saving.USB), Entry(reading=later, by=saving.USB)])
    assert len(saved.created) == 1 and saved.changed == ()
    assert [each.fields["ram_gb"] for each in devices(store)] == [16]


def test_a_pc_for_secret_papers_is_never_written(store):
    secret = a_device(store, name="Máy mật", network="standalone_secret")
    before = record(store, secret)
    other = a_device(store, name="Máy thường")
    with pytest.raises(SecretMachine):
        saving.save(store, [Entry(reading=DELL, by=saving.HERE, record=other),
                            Entry(reading=dataclasses.replace(DELL, serial="X1Y2Z3", hardware_uuid=""), by=saving.HERE,
                                  record=secret)])
    assert record(store, secret) == before and "serial" not in record(store, other).fields    # whole or not at all
    with pytest.raises(SecretMachine):
        saving.save(store, [Entry(reading=DELL, by=saving.HERE, fields={"network": "standalone_secret"})])


# the stick

def a_stick(folder: Path, **machines: Reading) -> Path:
    place = folder / usb.FOLDER / usb.OUTPUT
    place.mkdir(parents=True)
    for name, reading in machines.items():
        (place / f"{name}.json").write_text(glpi.text_of(reading), encoding="utf-8")
    return folder


def test_a_stick_is_looked_at_file_by_file_and_taken_in_as_one_step(store, tmp_path):
    known = a_device(store, name="HP cũ", serial="5CG0123ABC", ram_gb=4)
    a_device(store, serial="TWICE1"), a_device(store, serial="TWICE1")
    a_device(store, name="Máy mật", network="standalone_secret", purpose="")
    hp = Reading(maker="HP", model="280 G3", serial="5CG0123ABC", ram_gb=8, os="Windows 10 Pro",
                 read_at="2026-11-22T08:00")
    stick = a_stick(tmp_path / "E", dell=DELL, hp=hp, hp_old=dataclasses.replace(hp, read_at="2026-11-01T08:00"),
                    twice=Reading(serial="TWICE1", cpu="Intel"))
    (stick / usb.FOLDER / usb.OUTPUT / "hong.json").write_text("{", encoding="utf-8")
    (stick / usb.FOLDER / usb.OUTPUT / "anh.jpg").write_bytes(b"x")
    looked = {each.file: each for each in usb.look(store.read(), stick)}
    assert {name: each.fate for name, each in looked.items()} == {
        "dell.json": Fate.NEW, "hp.json": Fate.UPDATE, "hp_old.json": Fate.OLDER, "twice.json": Fate.CHOOSE,
        "hong.json": Fate.PROBLEM}
    assert (looked["hp.json"].title, looked["hp.json"].edited) == ("HP cũ", 1)
    assert "hong.json" in looked["hong.json"].words
    before = undo.last(store.read(), "")
    saved = usb.take(store, list(looked.values()))
    assert (len(saved.created), saved.changed) == (1, (known,))
    assert record(store, known).fields["ram_gb"] == 4 and record(store, known).fields["os"] == "Windows 10 Pro"
    assert all(each.fate is not Fate.NEW for each in usb.look(store.read(), stick))
    assert {each.fate for each in usb.look(store.read(), stick) if each.file in ("dell.json", "hp.json")} == {Fate.SAME}
    undoing.undo_step(store, saved.group)
    assert undo.last(store.read(), "") == before


def test_a_record_marked_secret_elsewhere_is_refused_by_its_codes(store, tmp_path):
    made = a_device(store, name="Máy mật", serial="7XK2M93")
    # Written by a PC of another version: here a hand could not.
    store.submit(lambda unit: unit.edit("device", made, {"network": "standalone_secret"})).result()
    [looked] = usb.look(store.read(), a_stick(tmp_path / "E", dell=DELL))
    assert (looked.fate, looked.reading, looked.may_be_taken) == (Fate.SECRET, None, False)


def test_no_stick_is_said_and_no_file_is_an_empty_list(store, tmp_path):
    with pytest.raises(NoMachineFolder):
        usb.look(store.read(), tmp_path / "nowhere")
    assert usb.look(store.read(), tmp_path) == []


def test_a_hundred_files_are_looked_at_in_a_moment(store, tmp_path):
    import time
    stick = a_stick(tmp_path / "E", **{f"may{at}": dataclasses.replace(
        DELL, serial=f"SER{at:04}", hardware_uuid="") for at in range(100)})
    begun = time.perf_counter()
    looked = usb.look(store.read(), stick)
    assert len(looked) == 100 and time.perf_counter() - begun < 3
    assert len(usb.take(store, looked).created) == 100


def test_a_board_without_numbers_that_was_read_before_is_brought_up_to_date_by_its_card_and_name(store):
    first = saving.save(store, [Entry(reading=WITHOUT_CODES, by=saving.USB)])
    later = dataclasses.replace(WITHOUT_CODES, ram_gb=16, read_at="2027-02-01T09:00")
    assert find(store, later) == matching.Found(ids=first.created, by=matching.MAC, is_sure=True)
    renamed = dataclasses.replace(later, name="VP-09")
    assert not find(store, renamed).is_sure and find(store, renamed).ids == first.created


def test_a_board_without_any_code_is_a_question_the_second_time_and_no_second_machine(store):
    bare = dataclasses.replace(WITHOUT_CODES, adapters=())
    twin = dataclasses.replace(bare, name="VP-04")
    first = saving.save(store, [Entry(reading=bare, by=saving.USB), Entry(reading=twin, by=saving.USB)])
    assert len(first.created) == 2
    assert find(store, bare) == matching.Found(ids=first.created[:1], by=matching.NAME)
    assert find(store, dataclasses.replace(bare, serial="7XK2M93")) == matching.Found()


def test_machines_of_one_model_from_a_stick_keep_their_names_apart_and_what_asks_comes_first(store, tmp_path):
    box = {at: dataclasses.replace(DELL, name=f"VP-0{at}", serial=f"7XK2M9{at}", hardware_uuid="",
                                   adapters=(Adapter(mac=f"8C:04:BA:7D:1E:0{at}"),)) for at in (1, 2)}
    usb.take(store, usb.look(store.read(), a_stick(tmp_path / "one", may1=box[1], may2=box[2])))
    assert {each.fields["name"] for each in devices(store)} == {"Dell OptiPlex 3070 – VP-01",
                                                               "Dell OptiPlex 3070 – VP-02"}
    moved = dataclasses.replace(WITHOUT_CODES, name="VP-09", maker="HP", adapters=())
    a_device(store, mac="8C:04:BA:7D:1E:99")
    asks = dataclasses.replace(moved, adapters=(Adapter(mac="8C:04:BA:7D:1E:99"),))
    looked = usb.look(store.read(), a_stick(tmp_path / "two", may1=box[1], may2=box[2], may9=asks))
    assert [each.fate for each in looked] == [Fate.CHOOSE, Fate.SAME, Fate.SAME]
