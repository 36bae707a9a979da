"""What one record of a made-up sheet says, and how its cells are written: spellings, dates, money."""
import random
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from tests.import_.ugly_words import FAMILIES, FUNDS, GIVEN, MIDDLES, MODELS, NOTES, PERSON_STATUSES, STATUSES, TITLES
from tests.import_.xlsx_writer import Shown


class Values:
    """Makes the cells of a record and what they mean. `unit` is that of the column of money."""
    unit: int

    def __init__(self, chance: random.Random) -> None:
        self.r = chance
        self.codes: Iterator[int] = iter(self.r.sample(range(1, 999), 998))

    def _name(self) -> str:
        r = self.r
        return f"{r.choice(FAMILIES)} {r.choice(MIDDLES)} {r.choice(GIVEN)}"

    def _spelled(self, name: str) -> str:
        how = self.r.random()
        if how < 0.08:
            return f"{self.r.choice(('Ông', 'Bà', 'đ/c', 'Đồng chí'))} {name}"
        if how < 0.16:
            return unicodedata.normalize("NFD", name) + "  "
        return name.replace(" ", "\u00a0", 1) if how < 0.22 else name

    def _date(self, day: date) -> tuple[object, str]:
        how = self.r.random()
        if how < 0.3:
            return day.strftime("%d/%m/%Y"), day.isoformat()
        if how < 0.5:
            return day, day.isoformat()
        if how < 0.6:
            return f"{day.day}/{day.month}/{day.year % 100:02}", day.isoformat()
        if how < 0.7:
            return day.strftime("%d-%m-%Y"), day.isoformat()
        if how < 0.78:
            return f"{day.day}.{day.month}.{day.year}", day.isoformat()
        if how < 0.86:
            return f"tháng {day.month}/{day.year}", day.strftime("%Y-%m")
        return (day.strftime("%m/%Y"), day.strftime("%Y-%m")) if how < 0.93 else (day.year, str(day.year))

    def _money(self) -> tuple[object, int]:
        r = self.r
        cost = r.randint(12, 260) * 250_000
        if self.unit == 1_000_000:
            number = cost / 1_000_000
            return (number if r.random() < 0.7 else f"{number:.2f}".replace(".", ","), cost)
        if self.unit == 1_000:
            number = cost // 1000
            return (number if r.random() < 0.7 else f"{number:,}".replace(",", "."), cost)
        how = r.random()
        dotted = f"{cost:,}".replace(",", ".")
        if how < 0.5:
            return cost, cost
        if how < 0.7:
            return dotted, cost
        return (f"{dotted} đ", cost) if how < 0.85 else (f"{cost / 1_000_000:g}".replace(".", ",") + " triệu", cost)

    def _device(self, fields: list[str], group: str) -> tuple[dict[str, object], dict[str, object]]:
        r = self.r
        word, code, maker, model = r.choice(MODELS)
        bought = date(2013, 1, 1) + timedelta(days=r.randrange(4600))
        values: dict[str, object] = {"kind": code}
        cells: dict[str, object] = {}
        for each in fields:
            if each not in ("name", "kind", "maker", "model", "maker_model") and r.random() < 0.08:
                continue
            match each:
                case "name":
                    values["name"] = cells["name"] = f"{word} {maker} {model}"
                case "kind":
                    cells["kind"] = word
                case "maker" | "model":
                    values[each] = cells[each] = maker if each == "maker" else model
                case "maker_model":
                    cells[each] = f"{maker} {model}"
                    values |= {"maker": maker, "model": model}
                case "asset_code":
                    number = next(self.codes)
                    values[each] = f"{number:06}"
                    cells[each] = f"{number:06}" if r.random() < 0.8 else Shown(number, "000000")
                case "serial":
                    values[each] = cells[each] = "".join(r.choices("ABCDEFGHKLMNPRSTUVXYZ0123456789", k=8)) + "K"
                case "location":
                    values[each] = cells[each] = r.choice((f"Phòng {r.randint(101, 309)}",
                                                           f"Tầng {r.randint(1, 3)}",
                                                           f"P.{r.randint(101, 309)}"))
                case "custodian":
                    name = self._name()
                    values[each], cells[each] = name, self._spelled(name)
                case "users":
                    names = list(dict.fromkeys(self._name() for _ in range(r.choice((1, 1, 1, 2)))))
                    values[each] = names
                    cells[each] = r.choice((", ", " và ", "\n",
                                            "; ")).join(names) if len(names) > 1 else self._spelled(names[0])
                case "status":
                    cells[each], values[each] = r.choice(STATUSES)
                case "in_use_year":
                    values[each] = cells[each] = bought.year
                    if r.random() < 0.1:
                        cells[each] = str(bought.year)
                case "acquired_on":
                    cells[each], values[each] = self._date(bought)
                case "warranty_until":
                    until = bought.replace(year=bought.year + 2, day=min(bought.day, 28))
                    cells[each], values[each] = r.choice(((until, until.isoformat()),
                                                          (until.strftime("%d/%m/%Y"), until.isoformat())))
                case "cost_vnd":
                    cells[each], values[each] = self._money()
                case "funding":
                    values[each] = cells[each] = r.choice(FUNDS)
                case "ram_gb":
                    size = r.choice((4, 8, 16))
                    values[each] = size
                    cells[each] = r.choice((size, f"{size}GB", f"{size} Gb", f"{size // 2}G x2"))
                case "cpu":
                    values[each] = cells[each] = r.choice(("i3-10100", "Core i5-7400", "Pentium G4560"))
                case "disk":
                    values[each] = r.choice(("SSD 256GB", "HDD 500GB", "HDD 1TB"))
                    cells[each] = r.choice((values[each], " ".join(reversed(str(values[each]).split()))))
                case "os":
                    cells[each], values[each] = r.choice((("Win 10", "Windows 10"),
                                                          ("Windows 11 Pro", "Windows 11 Pro"),
                                                          ("Win7", "Windows 7"), ("Windows 10 Pro 64bit",
                                                                                  "Windows 10 Pro")))
                case "note":
                    if r.random() < 0.5:
                        values[each] = cells[each] = r.choice(NOTES)
        return values, cells

    def _person(self, fields: list[str], group: str) -> tuple[dict[str, object], dict[str, object]]:
        r = self.r
        name = self._name()
        values: dict[str, object] = {"full_name": name}
        cells: dict[str, object] = {"full_name": self._spelled(name)}
        for each in fields:
            if each != "title" and r.random() < 0.08:
                continue
            match each:
                case "title":
                    values[each] = cells[each] = r.choice(TITLES)
                case "phone":
                    number = f"095{r.randrange(10**7):07}"
                    values[each] = number
                    cells[each] = r.choice((number, int(number), f"{number[:4]}.{number[4:7]}.{number[7:]}",
                                            f"{number[:4]} {number[4:7]} {number[7:]}", f"+84{number[1:]}",
                                            Shown(int(number), "0000000000")))
                case "email":
                    values[each] = cells[each] = f"{r.choice('abcdeghklmnpqstvxy')}{r.randrange(999)}@xamau.example"
                case "status":
                    cells[each], values[each] = r.choice(PERSON_STATUSES)
                case "note":
                    if r.random() < 0.4:
                        values[each] = cells[each] = r.choice(("Kiêm nhiệm CNTT", "Mới tuyển dụng",
                                                               "Phụ trách một cửa"))
        return values, cells
