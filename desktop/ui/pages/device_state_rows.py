"""The rows of the tables of "Cấu hình & định mức", in words."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.language import number_text, tr, trn
from desktop.services import device_fitness, device_holding, device_norms, replacement
from desktop.services.device_fitness import Level, Summary
from desktop.services.device_holding import Holding, Share
from desktop.services.device_norm_groups import Post
from desktop.services.device_norms import SHARED, NormLine, Norms, million_text
from desktop.services.replacement import Replaced
from desktop.services.value_text import choice_label
from desktop.ui.models.plain_rows import PlainRow
from desktop.ui.pages.device_panel import LEVEL_TONES
from desktop.ui.tokens import Tone
from desktop.ui.widgets.table import Column
from protocol.kinds import person

if TYPE_CHECKING:
    from desktop.store.store import Store

SHARE_TONES = {Share.NONE: Tone.BAD, Share.SHARED: Tone.WARN, Share.OWN: Tone.GOOD}
_ORDER = (Share.NONE, Share.SHARED, Share.OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything the view shows, read at once."""
    day: date
    holding: Holding
    summary: Summary
    norms: Norms
    replaced: tuple[PlainRow, ...]    # in words: 50,000 of them take half a second
    replaced_vnd: int


def look(store: "Store", day: date, before: Seen | None = None) -> Seen:
    """Return what the view shows on `day`; in a worker. What is as `before` is the same object."""
    db = store.read()
    found = replacement.replacements(db, day)
    replaced = tuple(replaced_rows(found))
    if before is not None and before.replaced == replaced:
        replaced = before.replaced
    return Seen(day=day, holding=device_holding.holding(db), summary=device_fitness.summary(db, day),
                norms=device_norms.norms(db, day), replaced=replaced,
                replaced_vnd=sum(each.price_vnd for each in found))


def group_label(code: str) -> str:
    """Return the words of a norm group, or of what all posts share."""
    if code == SHARED:
        return tr("Shared")
    field = person.KIND.field("norm_group")
    return choice_label(person.KIND, field, code) if field is not None else code


# --- norms -------------------------------------------------------------------------------------

def norm_headings() -> tuple[str, ...]:
    """Return the headings of the table of norms; amounts are in triệu đồng."""
    return (tr("Group of posts"), tr("Device"), tr("Counted from"), tr("Norm"), tr("Held"), tr("Short"), tr("Over"),
            tr("Price at most"), tr("Cost"))


NORM_SHAPES = (Column(sample="Nhóm VIII", share=1), Column(sample="Máy tính để bàn (hoặc xách tay", share=3),
               Column(sample="1 máy / 15 người × 49 người", share=1, dropped=2), Column(sample="0.000"),
               Column(sample="0.000"), Column(sample="0.000", is_chip=True),
               Column(sample="0.000", is_chip=True, dropped=1), Column(sample="000,0"), Column(sample="00.000"))


def norm_rows(norms: Norms, *, is_known: bool = True) -> list[PlainRow]:
    """Return a row for each norm, and the sum; of a book without computers nothing is said to be short."""
    made, before = [], ""
    for line in norms.lines:
        short, over, cost = (line.short, line.over, line.cost_vnd) if is_known else (0, 0, 0)
        tones = {5: Tone.BAD} if short else {}
        tones |= {6: Tone.INFO} if over else {}
        made.append(PlainRow(cells=(
            group_label(line.group) if line.group != before else "", device_norms.item_label(line.what), _basis(line),
            number_text(line.norm), number_text(line.held + line.spare), number_text(short) if short else "–",
            number_text(over) if over else "–", million_text(line.price_vnd),
            million_text(cost) if cost else "–"), tones=tones))
        before = line.group
    if made:
        made.append(PlainRow(cells=(tr("Sum"), "", "", "", "", "", "", "",
                                    million_text(norms.cost_vnd) if is_known else "–"), tones={8: Tone.NEUTRAL}))
    return made


def norm_notes(norms: Norms, *, is_known: bool = True) -> str:
    """Return what one must know to read the table."""
    short = sum(line.short for line in norms.lines)
    cost = million_text(norms.cost_vnd)
    said = [tr("Not enough data: no computer is in the book yet, so nothing is said to be short.") if not is_known else
            trn("{n} device short, {cost} million đồng at most.", "{n} devices short, {cost} million đồng at most.",
                short, cost=cost) if short else tr("Nothing is short of the norm."),
            tr("Amounts in million đồng, the most that the norm allows, without software.")]
    if norms.apart:
        said.append(trn("{n} machine of the reception desk or for secret papers has no norm and is not counted.",
                        "{n} machines of the reception desk or for secret papers have no norm and are not counted.",
                        norms.apart))
    spare = sum(line.spare for line in norms.lines)
    if spare:
        said.append(trn("{n} machine that nobody has yet fills a gap.", "{n} machines that nobody has yet fill gaps.",
                        spare))
    if norms.idle:
        said.append(trn("{n} more stands unused beyond every norm.", "{n} more stand unused beyond every norm.",
                        norms.idle))
    if norms.proposed:
        said.append(trn("The group of {n} official is only proposed from the title.",
                        "The groups of {n} officials are only proposed from their titles.", norms.proposed))
    said.append(tr("Source: {source}.", source=norms.source) if norms.source else "")
    return " ".join(each for each in said if each)


def _basis(line: NormLine) -> str:
    if line.per:
        return tr("1 for {per} people × {n}", per=line.per, n=line.people)
    each = line.norm // line.people if line.people else 1
    return tr("{each} each × {n} people", each=each, n=line.people)


# --- replacement -------------------------------------------------------------------------------

def replaced_headings() -> tuple[str, ...]:
    """Return the headings of the replacement list."""
    return (tr("Device"), tr("Fit for"), tr("Reason"), tr("Users"), tr("Office"), tr("Price at most"))


REPLACED_SHAPES = (Column(sample="Dell OptiPlex 3020 PC-014", share=2), Column(sample="Không đáp ứng", is_chip=True),
                   Column(sample="Windows 10 hết hỗ trợ từ 14/10/2025; dùng", share=5),
                   Column(sample="Phạm Văn Nam", share=1, dropped=2), Column(sample="VP HĐND", share=1, dropped=1),
                   Column(sample="000,0"))


def replaced_rows(found: Sequence[Replaced]) -> list[PlainRow]:
    """Return a row for each computer to replace, the worst first."""
    early = tr("not yet written off, only when broken beyond repair")
    return [PlainRow(id=each.id, tones={1: LEVEL_TONES[each.level]}, cells=(
        each.title, device_fitness.level_label(each.level),
        "; ".join((*each.reasons, early) if each.is_early else each.reasons), ", ".join(each.users), each.office,
        million_text(each.price_vnd) if each.price_vnd else "–")) for each in found]


# --- people ------------------------------------------------------------------------------------

def holder_headings() -> tuple[str, ...]:
    """Return the headings of the list of who has a computer."""
    return (tr("Official"), tr("Title"), tr("Office"), tr("Computer"))


HOLDER_SHAPES = (Column(sample="Nguyễn Thị Phương Anh", share=2), Column(sample="Phó Chủ tịch UBND", share=2),
                 Column(sample="VP HĐND và UBND", share=2, dropped=1),
                 Column(sample="Dùng chung với 10 người", is_chip=True))


def holder_rows(holding: Holding, only: Share | None = None) -> list[PlainRow]:
    """Return a row for each official, those without a computer first."""
    return [PlainRow(id=each.id, cells=(each.name, each.title, each.office, _share_words(
        each.share, each.others, is_known=holding.is_known)), tones={3: share_tone(each.share, holding.is_known)})
            for share in _ORDER if only in (None, share) for each in holding.with_share(share)]


def share_label(share: Share, *, is_known: bool = True) -> str:
    """Return the words of one of the three numbers; who has none is not known while computers name nobody."""
    if share is Share.NONE and not is_known:
        return tr("not known yet")
    return {Share.OWN: tr("have their own"), Share.SHARED: tr("share one"), Share.NONE: tr("have none")}[share]


def share_tone(share: Share, is_known: bool) -> Tone:
    """Return the colour of a share: what is not known does not cry."""
    return SHARE_TONES[share] if is_known or share is not Share.NONE else Tone.MUTED


def _share_words(share: Share, others: int, *, is_known: bool) -> str:
    if share is Share.SHARED:
        return trn("Shared with {n} other", "Shared with {n} others", others)
    return tr("Own computer") if share is Share.OWN else \
        tr("No computer") if is_known else tr("Not known yet")


def group_headings() -> tuple[str, ...]:
    """Return the headings of the list of norm groups."""
    return (tr("Official"), tr("Title"), tr("Office"), tr("Norm group"), tr("From"))


GROUP_SHAPES = (Column(sample="Nguyễn Thị Phương Anh", share=2), Column(sample="Phó Chủ tịch UBND", share=2),
                Column(sample="VP HĐND và UBND", share=2, dropped=1), Column(sample="Nhóm VIII", is_chip=True),
                Column(sample="đề xuất theo chức danh", share=1))


def group_rows(posts: Sequence[Post]) -> list[PlainRow]:
    """Return a row for each post with its group, and whether anybody confirmed it."""
    return [PlainRow(id=each.id, tones={3: Tone.MUTED if each.is_proposed else Tone.INFO}, cells=(
        each.name, each.title, each.office, group_label(each.group),
        tr("chosen by hand") if not each.is_proposed else
        tr("proposed from the title") if each.has_title else tr("no title yet"))) for each in posts]


def levels(summary: Summary) -> list[tuple[str, int, Tone]]:
    """Return (words, count, colour) of each level, the best first."""
    return [(device_fitness.level_label(each), summary.by_level.get(each, 0), LEVEL_TONES[each])
            for each in (Level.MEETING, Level.SOFTWARE, Level.WRITE, Level.UNFIT, Level.UNKNOWN)]
