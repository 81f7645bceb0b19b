"""templates/fonts, drawn anew from the two Noto fonts. `python -m tests.fonts` does it, by hand, for a new version.

What a paper embeds is bytes and time for each number of an outline. Here outlines stand on a coarse grid, so that
nearly every number takes one byte; what only a screen or another script needs is left out. A stroke keeps its
width: its edges move together, wherever the grid falls. Characters beyond these come from Noto as before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2WidthExtractor
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent / "templates" / "fonts"
NOTO = pylopdf_fonts_zh_cn.serif_path().parent
FONTS = {"FormHei": ("NotoSansSC-Regular", "Form Hei", 125), "FormSong": ("NotoSerifSC-Regular", "Form Song", 125)}
"""File, the font it is drawn from, its name (Noto's is not ours to give), and units of one em."""
NAMES = (
    "㙓㛃㬎㳚㸆㺷䎃䏡䏲䓖䓛䝙䣘䥽䲟䶮亸伋伣佖侁侹俍俶倓倞偁偲傒傕僤儁冏凃凊凎凔劼勍勚卬厓厔叆叇吰咺啰喆喤喦嗞噀囧圫坥坰垕垚垟垯埌埗埼堃堉堌堼墡墣奭妘妧姈姌姞姮娀婞婳媂媖媞媱嫄嫕嫚嫪嬅嬛孖宬寔寘屃岠岧峂峣崚崟"
    "嵎嵚嶓巘帡廙弇弢彧徯忞悆悰惇惔愔愭慆慜慥慬憕憙戭扆抃挦掞揾攽敔旸旻旼昇昉昜昡昢昪昫昺昽晊晞晢晥晫晬晳暅暎暐暕暲曈曌朏杕杙杧杻柈柊栐栒栘桲梣梽棨棪棻椑楙榃榅榑橦毸氾氿汋汧汭沄沇沚沨泂泇洑洣洨浉浐浛浡涍涘淏"
    "淯湉湑湙湜湝湲溁溍溎溦滃滆滉滍滪潏潓潟澂澔澥澴濋濙炆炌炘炟炤烜烺焌焜煋煐煓煚煴熇熺燊燏燚燡爔牂牥犇犨狝玓玕玘玙玚玜玞玠玡玥玦玭玱玶玹玼珅珋珌珒珕珖珝珣珦珪珫珮珰珵珷珸珹珺珽琀琁琄琇琈琎琔琟琠琡琤琫琭琯琲"
    "瑀瑂瑃瑄瑅瑆瑊瑑瑒瑓瑔瑢瑧瑨瑬瑱瑳瑸璆璈璒璘璟璠璥璪璬璮璱璲瓀瓘甦畇皞皦盉盷矞矻砮硚硿碁磏磻祃祎祏祐祼禔禕禛禤禩秬秾稑穈窅竑竩筼篯簃簠籥粿紃絜緂縠繄纁纮纴纻绹缊羑羕羖翀翃翙翚翯翾脩艅芃芠苧茀茝荙莙菂菉菶"
    "萚萩葖蒄蒟蒨蓂虓衎袆袗裛裬褀褆褞褧襕襜訄訚訢訦詝詟詠誌誾譞讱豨賨贇贠赑赟赪軝辿遹邽郈郕郚郿鄀鄌鄘鄜鄠鄩鄪鄫鄮鄳酂釴鈇鈊鉁鉏鉨銤銶鋆鋐鋕錤鍂鍚鎔鎛鎮鏻鐄鐘钘铚铻锜锽镃镈镕镚镠镴镵閎闇闉闬阇阛陎陑隃霂霅霙霨"
    "鞏韍韎韡韨頔頠頵顒顓颋颎颙颺飏飔飖飗駉駪駹騄騑騠驌驎驩骃骍骎骙骦髃髙魟魭鮀鲀鲉鲊鲌鲏鲖鲗鲘鲙鲝鲪鲬鲯鲹鳀鳁鳂鳈鳉鳑鳒鳚鳛鳠鳡鳣鳤鸰鸻鸼鹀鹍鹐鹓鹔鹖鹙鹝鹟鹠鹡鹢鹥鹮鹯鹲鹴麖麹黇鼒鼩鼱齮齯龁龂龑龔龢"
)
"""Beyond GB2312: characters of people's names and of places, of 通用规范汉字表 and older ones."""
SIGNS = "▷√×＋－·•—–‘’“”…‰€¥²³½①②③④⑤⑥⑦⑧⑨⑩≤≥"
SPACES = "\u3000\u00a0"
"""Nobody prints them, and yet they stand between words."""
MADE = 3_850_000_000
"""Seconds since 1904, in the first days of 2026: what is drawn again is the same."""
NEAR = 15
"""So near to a stroke's edge (thousandths of an em) a point moves with it."""


def characters() -> list[int]:
    """GB2312, what a keyboard types, and names."""
    typed = {chr(n) for n in range(0x20, 0x10000) if chr(n).isprintable() and _in_gb2312(chr(n))}
    return sorted(map(ord, typed | set(NAMES) | set(SIGNS) | set(SPACES)))


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


class Stems(T2WidthExtractor):
    """The strokes of a character as its hints tell them: (from, width) across, and upright."""

    def op_hstem(self, index: int) -> None:
        self.axis = 1
        self.countHints()

    def op_vstem(self, index: int) -> None:
        self.axis = 0
        self.countHints()

    op_hstemhm, op_vstemhm = op_hstem, op_vstem

    def op_hintmask(self, index: int) -> tuple[bytes, int]:
        self.axis = 0
        found: tuple[bytes, int] = super().op_hintmask(index)
        return found

    op_cntrmask = op_hintmask

    def countHints(self) -> None:
        told = self.popallWidth()
        self.hintCount += len(told) // 2
        at = 0
        for gap, width in zip(told[::2], told[1::2], strict=True):
            at += gap
            self.found.setdefault(self.axis, []).append((at, width))
            at += width


def stems(charstring: Any) -> dict[int, list[tuple[float, float]]]:
    private = charstring.private
    reader = Stems(getattr(private, "Subrs", []), charstring.globalSubrs, private.nominalWidthX, private.defaultWidthX)
    reader.found = {}
    reader.execute(charstring)
    return reader.found


def edges(strokes: list[tuple[float, float]], scale: float) -> dict[float, int]:
    """Where the edges come on the grid. Of strokes that share an edge the first told is heard."""
    found: dict[float, int] = {}
    for at, width in strokes:
        near, far = (at, at + width) if width > 0 else (at + width, at)
        if width in (-20, -21) or (near in found and far in found):  # a ghost: one edge alone
            continue
        wide = max(1, round((far - near) * scale))
        if far in found:
            found[near] = found[far] - wide
        else:
            found[far] = found.setdefault(near, round(near * scale)) + wide
    return found


def placed(value: float, known: dict[float, int], scale: float) -> int:
    if value in known:
        return known[value]
    edge = min(known, key=lambda e: abs(e - value), default=None)
    moved = known[edge] - edge * scale if edge is not None and abs(edge - value) <= NEAR else 0
    return round(value * scale + moved)


Segment = tuple[tuple[int, int], ...]


def outlines(glyphs: Any, name: str, scale: float) -> Iterator[list[Segment]]:
    """Closed lines of the character on the grid: the first point, then lines (one point) and curves (three)."""
    pen = RecordingPen()
    glyphs[name].draw(pen)
    told = stems(glyphs.charStrings[name])
    known = [edges(told.get(axis, []), scale) for axis in (0, 1)]
    line: list[Segment] = []
    for what, points in pen.value:
        put = tuple((placed(x, known[0], scale), placed(y, known[1], scale)) for x, y in points)
        if what == "moveTo":
            line = [put]
        elif put:
            add(line, put)
        elif len(line) > 2:
            yield line[:-1] if line[-1] == line[0] else line


def add(line: list[Segment], to: Segment) -> None:
    """Goes on, straight where nothing is bent any more, and in one stroke where it goes straight on."""
    start = line[-1][-1]
    if len(to) == 3 and all(between(start, p, to[2]) for p in to[:2]):
        to = (to[2],)
    if to == (start,) or (len(to) == 3 and set(to) == {start}):
        return
    if len(to) == 1 and len(line) > 1 and len(line[-1]) == 1 and between(line[-2][-1], start, to[0]):
        line.pop()
    line.append(to)


def between(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b lies on the way from a to c."""
    on = (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])
    return on and all(min(a[n], c[n]) <= b[n] <= max(a[n], c[n]) for n in (0, 1))


def drawn(source: str, family: str, units: int) -> FontBuilder:
    noto = TTFont(NOTO / f"{source}.otf")
    glyphs, shown, scale = noto.getGlyphSet(), noto.getBestCmap(), units / 1000
    wanted = {code: shown[code] for code in characters() if code in shown}
    names = {old: f"g{n}" if n else old for n, old in enumerate(dict.fromkeys([".notdef", *wanted.values()]))}
    charstrings, metrics = {}, {}
    for old, new in names.items():
        width = round(noto["hmtx"][old][0] * scale)
        pen, left = T2CharStringPen(width, None), []
        for line in outlines(glyphs, old, scale):
            pen.moveTo(line[0][0])
            for to in line[1:]:
                (pen.lineTo if len(to) == 1 else pen.curveTo)(*to)
            pen.closePath()
            left += [x for to in line for x, _ in to]
        charstrings[new], metrics[new] = pen.getCharString(), (width, min(left, default=0))
    builder = FontBuilder(units, isTTF=False)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=MADE, modified=MADE)
    builder.setupGlyphOrder(list(names.values()))
    builder.setupCharacterMap({code: names[old] for code, old in wanted.items()})
    plain = f"{family.replace(' ', '')}-Regular"
    builder.setupCFF(plain, {"FullName": family, "FontMatrix": [1 / units, 0, 0, 1 / units, 0, 0]}, charstrings, {})
    builder.setupHorizontalMetrics(metrics)
    tell(builder, noto, family, plain, scale)
    return builder


def tell(builder: FontBuilder, noto: TTFont, family: str, plain: str, scale: float) -> None:
    """Heights as the original has them, its authors and its licence; the name is ours."""
    told = {n: str(noto["name"].getDebugName(n)) for n in (0, 3, 13, 14)}
    head, sizes = noto["hhea"], noto["OS/2"]
    builder.setupHorizontalHeader(ascent=round(head.ascent * scale), descent=round(head.descent * scale))
    builder.setupNameTable({
        "copyright": f"{told[0]} Outlines on a coarser grid, fewer characters.", "familyName": family,
        "styleName": "Regular", "uniqueFontIdentifier": f"{plain} from {told[3]}", "fullName": family,
        "version": "Version 1.0", "psName": plain, "licenseDescription": told[13], "licenseInfoURL": told[14],
    })
    alike = ("sTypoAscender", "sTypoDescender", "usWinAscent", "usWinDescent", "sxHeight", "sCapHeight")
    builder.setupOS2(**{name: round(getattr(sizes, name) * scale) for name in alike}, usWeightClass=400)
    builder.setupPost(keepGlyphNames=False)


def write(folder: Path) -> None:
    for name, how in FONTS.items():
        drawn(*how).save(folder / f"{name}.otf")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
