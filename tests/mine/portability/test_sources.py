"""Where logs come from: what is taken in, what is left out, and what is refused in words."""

import os
import struct
import zipfile
from pathlib import Path

import pytest

from learnplan.core import sources
from learnplan.core.errors import Invalid
from learnplan.core.sources import Source, source_from_path, source_from_upload
from learnplan.mine.portability.reading import read
from tests.mine.portability.logs import TODAY, a_zip, keys, zipped

NOTES = {"python/venv.md": "# Venv\n", "git/stash.md": "# Stash\n", "README.md": "# TIL\n"}


def names(source: Source) -> list[str]:
    return [member.name for member in source.members]


def on_disk(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_folder_a_zip_and_a_zip_of_the_folder_are_the_same_log(tmp_path: Path) -> None:
    folder = source_from_path(on_disk(tmp_path / "til", NOTES))
    plain = a_zip(NOTES)
    wrapped = a_zip({f"til-main/{name}": text for name, text in NOTES.items()}, "download.zip")
    uploaded = source_from_upload([(f"til/{name}", text.encode()) for name, text in NOTES.items()])

    assert sorted(names(folder)) == names(plain) == names(wrapped) == sorted(names(uploaded))
    assert sorted(keys(read(folder, today=TODAY))) == sorted(keys(read(wrapped, today=TODAY)))


def test_one_category_or_one_year_is_not_a_wrapper() -> None:
    assert names(a_zip({"python/venv.md": "x", "python/pip.md": "y"})) == [
        "python/pip.md",
        "python/venv.md",
    ]
    assert names(a_zip({"2020/01/05.md": "x"}, "2020.zip")) == ["2020/01/05.md"]


def test_hidden_files_and_other_kinds_are_left_out_with_a_remark(tmp_path: Path) -> None:
    files = {".git/log.md": "", ".hidden.md": "", "node_modules/a/README.md": "", "photo.png": ""}

    source = source_from_path(on_disk(tmp_path, {**NOTES, **files}))

    assert sorted(names(source)) == sorted(NOTES)
    assert source.remarks == (
        "1 file was left out: pictures, programs and the like are not notes.",
    )


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = on_disk(tmp_path / "secret", {"diary.md": "mine"})
    folder = on_disk(tmp_path / "log", NOTES)
    (folder / "diary.md").symlink_to(secret / "diary.md")
    (folder / "more").symlink_to(secret, target_is_directory=True)

    assert sorted(names(source_from_path(folder))) == sorted(NOTES)


def test_paths_in_a_zip_are_only_names() -> None:
    evil = {"../../etc/a.md": "a", "/root/b.md": "b", "C:\\win\\c.md": "c", "./d/../e.md": "e"}

    assert names(a_zip(evil)) == ["d/e.md", "etc/a.md", "root/b.md", "win/c.md"]


def test_a_file_that_is_too_large_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sources, "FILE_LIMIT", 1000)
    large = on_disk(tmp_path, {"log.md": "x" * 1001}) / "log.md"

    with pytest.raises(Invalid, match=r"“log\.md” is larger than"):
        source_from_path(large)
    with pytest.raises(Invalid, match=r"“log\.md” is larger than"):
        source_from_upload([("log.md", large.read_bytes())])
    with pytest.raises(Invalid, match=r"“b\.md” is larger than"):
        source_from_upload([("a.md", b""), ("b.md", large.read_bytes())])


def test_a_zip_bomb_is_refused_by_what_it_really_holds() -> None:
    honest = zipped({"log.md": "0" * (sources.FILE_LIMIT + 1)})
    lying = bytearray(honest)
    place = lying.rindex(b"PK\x01\x02") + 24
    lying[place : place + 4] = struct.pack("<I", 10)

    assert len(honest) < 100_000
    with pytest.raises(Invalid, match=r"“log\.md” is larger than 50 MiB"):
        source_from_upload([("bomb.zip", honest)])
    with pytest.raises(Invalid):
        source_from_upload([("bomb.zip", bytes(lying))])


def test_many_files_are_too_much_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sources, "UNPACKED_LIMIT", 1500)
    files = {"a.md": "x" * 1000, "b.md": "y" * 1000}

    folder = on_disk(tmp_path, files)
    sent = [(name, text.encode()) for name, text in files.items()]

    with pytest.raises(Invalid, match="Together these files are larger"):
        a_zip(files)
    with pytest.raises(Invalid, match="Together these files are larger"):
        source_from_path(folder)
    with pytest.raises(Invalid, match="Together these files are larger"):
        source_from_upload(sent)


def locked(data: bytes) -> bytes:
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(mark) + offset] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(NOTES)[:-30], "damaged"),
        (b"PK\x03\x04" + b"junk" * 99, "damaged"),
        (
            zipped({"a.md": "x" * 5000})[:60] + b"\xff" * 20 + zipped({"a.md": "x" * 5000})[80:],
            "damaged",
        ),
        (locked(zipped(NOTES)), "locked with a password"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "Office document"),
        (zipped({"a.png": "", "b.jpg": ""}), "nothing in “log”"),
    ],
)
def test_a_zip_that_cannot_be_opened_says_why(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        source_from_upload([("log.zip", data)])


def test_what_is_not_there_or_no_file_says_so(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path in (tmp_path / "gone.md", pipe):
        with pytest.raises(Invalid, match=path.name):
            source_from_path(path)
    with pytest.raises(Invalid, match="Choose a file"):
        source_from_upload([("", b"")])


def test_a_zip_knows_when_its_files_were_changed() -> None:
    (member,) = a_zip({"a.md": "x"}).members

    assert str(member.modified) == "2022-03-04"
    assert zipfile.ZipInfo("a").date_time[0] == 1980
