"""What is let in of uploaded files: pictures written anew, PDF files that do nothing; bombs cost little."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pikepdf
import pytest
from PIL import Image

from tests import uploads
from workflow.refusals import Refused
from workflow.upload_child import Unfit, check_pdf, clean_picture
from workflow.upload_gate import CHILD, LARGEST, REFUSALS, cleaned, format_of

SOUND = uploads.pdf()
KINDLY = pikepdf.Encryption(owner="o", user="")
PEAK = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=sys.stdin, capture_output=True, env={})
print(json.dumps([done.returncode, done.stdout[:200].decode("latin-1"),
                  (used := resource.getrusage(resource.RUSAGE_CHILDREN)).ru_maxrss, used.ru_utime + used.ru_stime]))
"""


def refusal(look, data: bytes) -> str:
    try:
        look(data)
    except Unfit as unfit:
        return str(unfit)
    return ""


@pytest.mark.parametrize(("data", "code"), [
    pytest.param(uploads.jpeg()[:-2000], "broken", id="the end is missing"),
    pytest.param(b"\xff\xd8\xff<script>alert(1)</script>", "broken", id="a page that calls itself a picture"),
    pytest.param(uploads.jpeg(150, 400), "too_small", id="a thumbnail"),
    pytest.param(uploads.pixel_bomb(), "too_many_pixels", id="a pixel bomb"),
    pytest.param(uploads.pixel_bomb(5000, 3500), "too_deep", id="a PNG that only opens whole"),
    pytest.param(uploads.jpeg(5000, 3500, progressive=True), "too_deep", id="a JPEG that only opens whole"),
    pytest.param(uploads.jpeg(progressive=True).replace(b"\xff\xda", b"\xff\xda" * 60, 1), "broken",
                 id="a picture in sixty scans"),
])
def test_a_picture_that_is_not_fit_is_refused_by_what_it_holds(data, code):
    assert refusal(clean_picture, data) == code
    assert code in REFUSALS


def test_a_picture_is_written_anew_upright_and_tells_no_place():
    """UP04: the applicant's home is not in the photo of the register."""
    content, _pages = clean_picture(uploads.photo_from_home())
    picture = Image.open(io.BytesIO(content))

    assert picture.size == (480, 640)
    assert dict(picture.getexif()) == {}
    assert not {b"PhoneMaker", b"Exif", b"GPS"} & {w for w in (b"PhoneMaker", b"Exif", b"GPS") if w in content}


@pytest.mark.parametrize("trailer", [b"PK\x03\x04" + b"x" * 500, b"<script>alert(1)</script>", b"%PDF-1.7"])
def test_what_rides_behind_a_picture_is_left_behind(trailer):
    """UP03."""
    content, _pages = clean_picture(uploads.jpeg() + trailer)

    assert trailer not in content
    assert content.startswith(b"\xff\xd8\xff")
    assert content.endswith(b"\xff\xd9")


def test_large_photos_shrink_and_empty_paper_is_white():
    picture = Image.open(io.BytesIO(clean_picture(uploads.jpeg(4200, 3000))[0]))
    blank = Image.open(io.BytesIO(clean_picture(uploads.png())[0]))

    assert max(picture.size) == 3000
    assert blank.getpixel((5, 5)) == (255, 255, 255)


def test_a_scan_in_16_bits_of_grey_keeps_its_shades():
    """Converted as it is, every shade beyond 255 of 65535 would be white: a page without its writing."""
    out = io.BytesIO()
    Image.new("I;16", (640, 480), 90 * 256).save(out, "PNG", transparency=90)

    assert Image.open(io.BytesIO(clean_picture(out.getvalue())[0])).getpixel((5, 5)) == 90


@pytest.mark.parametrize(("data", "code"), [
    pytest.param(SOUND, "", id="sound"),
    pytest.param(SOUND + b"\r\n\r\n", "", id="a scanner's empty lines at the end"),
    pytest.param(uploads.pdf(change=uploads.on_a_click("/URI", URI="http://x")), "", id="an address"),
    pytest.param(uploads.pdf(change=uploads.when_opened("/GoTo", D="x")), "", id="turns to a page"),
    pytest.param(uploads.pdf(change=uploads.when_opened("/URI", URI="http://x")), "active", id="an address by itself"),
    pytest.param(uploads.pdf(change=uploads.when_opened("/GoTo", D="x", Next=pikepdf.Dictionary(
        S=pikepdf.Name("/URI"), URI="http://x"))), "active", id="an address behind a page"),
    pytest.param(uploads.pdf(60), "", id="sixty pages"),
    pytest.param(uploads.pdf(61), "too_many_pages", id="sixty-one pages"),
    pytest.param(uploads.pdf(change=uploads.when_opened("/JavaScript", JS="x")), "active", id="script"),
    pytest.param(uploads.pdf(change=uploads.when_opened("/JavaScript", JS="x"),
                             object_stream_mode=pikepdf.ObjectStreamMode.generate), "active",
                 id="script packed away"),
    pytest.param(uploads.pdf(change=uploads.on_a_click("/Launch", F="cmd.exe")), "active", id="program"),
    pytest.param(uploads.pdf(change=uploads.on_a_click("/SubmitForm", F="http://x")), "active", id="sends"),
    pytest.param(uploads.pdf(change=uploads.with_form_program), "active", id="form program"),
    pytest.param(uploads.pdf(change=uploads.carrying), "embedded", id="a file inside"),
    pytest.param(uploads.pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted", id="password"),
    pytest.param(uploads.pdf(encryption=KINDLY), "encrypted", id="rights password"),
    pytest.param(SOUND[:-12], "broken", id="cut short"),
    pytest.param(SOUND[: len(SOUND) // 2], "broken", id="half of it"),
    pytest.param(SOUND.replace(b"startxref\n", b"startxref\n9"), "broken", id="broken table"),
    pytest.param(b"%PDF-1.4\nnothing\n%%EOF", "broken", id="no objects"),
    pytest.param(SOUND + b"<script>alert(1)</script>", "trailing", id="a page behind it"),
    pytest.param(SOUND + b"PK\x05\x06" + b"\0" * 18 + b"x", "trailing", id="an archive behind it"),
])
def test_a_pdf_is_let_in_whole_open_short_and_idle(data, code):
    """UP05."""
    assert refusal(check_pdf, data) == code


def test_a_pdf_is_kept_as_it_is():
    """A signature in it must stay good."""
    assert check_pdf(SOUND) == (SOUND, 1)


@pytest.mark.parametrize("data", [
    b"<html>", b"<svg xmlns='x'/>", b"MZ\x90", b"GIF89a/*", b"PK\x03\x04", b"#!/bin/sh", b" " + SOUND,
    b"GIF89a" + SOUND, b"RIFFxxxxWEBP", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
])
def test_the_type_is_what_the_file_holds(data):
    """UP02: no name is asked for at all."""
    assert format_of(data) is None
    with pytest.raises(Refused, match="只能上传"):
        cleaned(data)


@pytest.mark.parametrize(("data", "words"), [
    (b"", "空的"), (b"\xff\xd8\xff" + bytes(LARGEST), "超过10MB"), (uploads.jpeg()[:-2000], "不完整"),
    (uploads.pdf(change=uploads.carrying), "夹带"),
])
def test_a_refusal_is_one_sentence_that_says_what_to_do(data, words):
    with pytest.raises(Refused, match=words) as refused:
        cleaned(data)
    assert len(refused.value.reasons) == 1


def test_what_is_let_in_comes_from_the_child():
    assert cleaned(uploads.pdf(3)).sheets == 3
    assert Image.open(io.BytesIO(cleaned(uploads.png(mode="RGB")).content)).format == "JPEG"


@pytest.mark.parametrize(("kind", "data"), [
    pytest.param("jpeg", uploads.pixel_bomb(), id="900 million pixels"),
    pytest.param("pdf", uploads.unpacking(), id="600 MB in an object stream"),
    pytest.param("pdf", uploads.pdf(10_000), id="ten thousand pages"),
])
def test_a_bomb_costs_two_seconds_and_two_hundred_megabytes_at_most(kind, data, tmp_path):
    """UP05, UP06: of the child itself, its time on the processor, as the machine may be busy."""
    (tmp_path / "bomb").write_bytes(data)
    with (tmp_path / "bomb").open("rb") as bomb:
        done = subprocess.run(
            (sys.executable, "-c", PEAK, sys.executable, "-I", str(CHILD), kind), stdin=bomb,
            capture_output=True, check=True)
    code, said, peak, seconds = json.loads(done.stdout)

    assert code == 0
    assert json.loads(said.splitlines()[0])["refused"]
    assert peak < 200 * 1024, f"{peak // 1024} MB"
    assert seconds < 2
