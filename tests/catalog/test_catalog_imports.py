"""Importing folders, files and zips; and zips that nobody should trust."""

import os
import shutil
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from vacli import paths
from vacli.catalog import locate, lock, store
from vacli.catalog.imports import Wish, bring
from vacli.catalog.zips import Limits, safe_path, unpack, unpacked_size
from vacli.core.errors import Cancelled, InputError, ModelMissing, ResourceError, UsageError
from vacli.core.turn import Turn

DATA = Path(__file__).parents[1] / "data"
WHISPER = DATA / "whisper-tiny-commands"
VOSK = DATA / "vosk-tiny-commands"
VOICE = DATA / "piper-plumbing-voice" / "en_US-test-x_low.onnx"


def zipped(target: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def zip_of(target: Path, folder: Path, top: str = "") -> Path:
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return zipped(target, {top + name: content for name, content in files.items() if "samples" not in name})


def test_a_folder_is_copied_with_what_belongs_to_the_model(turn: Turn) -> None:
    record = bring(Wish(WHISPER), turn)
    assert (record.name, record.kind, record.origin) == ("whisper-tiny-commands", "whisper", "import")
    names = {file.path for file in record.files}
    assert "model.bin" in names
    assert "README.md" not in names
    assert record.files[0].sha256 == lock.hashed(WHISPER / record.files[0].path)["sha256"]
    assert locate("whisper", "whisper-tiny-commands") == store.root_of("whisper-tiny-commands")


def test_a_vosk_folder_keeps_its_tree(turn: Turn) -> None:
    bring(Wish(VOSK, "commands"), turn)
    assert (locate("vosk", "commands") / "graph" / "phones" / "word_boundary.int").is_file()


@pytest.mark.parametrize("path", [VOICE, VOICE.with_name(f"{VOICE.name}.json"), VOICE.parent])
def test_a_voice_is_imported_by_any_of_its_names(turn: Turn, path: Path) -> None:
    record = bring(Wish(path, "voice"), turn)
    assert {file.path for file in record.files} == {VOICE.name, f"{VOICE.name}.json"}
    assert locate("piper", "voice").name == VOICE.name


def test_a_gguf_file(tmp_path: Path, turn: Turn) -> None:
    (tmp_path / "small.Q8_0.gguf").write_bytes(b"GGUF" + bytes(100))
    assert bring(Wish(tmp_path / "small.Q8_0.gguf"), turn).name == "small.Q8_0"
    assert locate("gguf", "").name == "small.Q8_0.gguf"


def test_links_instead_of_copies(tmp_path: Path, turn: Turn) -> None:
    folder = Path(shutil.copytree(WHISPER, tmp_path / "w"))
    record = bring(Wish(folder, link=True), turn)
    assert record.linked
    assert (store.root_of("w") / "model.bin").is_symlink()
    assert locate("whisper", "w")
    store.remove(store.installed("whisper")[0])
    assert (folder / "model.bin").is_file(), "only the links were removed"


def test_a_folder_of_links_as_the_hubs_cache_has_it(tmp_path: Path, turn: Turn) -> None:
    for file in WHISPER.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    bring(Wish(tmp_path, "cached"), turn)
    assert not (store.root_of("cached") / "model.bin").is_symlink()


@pytest.mark.parametrize("top", ["", "vosk-model-test/", "a/"])
def test_a_zip_with_or_without_a_folder_at_its_top(tmp_path: Path, turn: Turn, top: str) -> None:
    archive = zip_of(tmp_path / "vosk-model-test.zip", VOSK, top)
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("__MACOSX/._x", b"junk")
        more.writestr(f"{top}.DS_Store", b"junk")
    record = bring(Wish(archive), turn)
    assert (record.name, record.kind) == ("vosk-model-test", "vosk")
    assert (store.root_of("vosk-model-test") / "am" / "final.mdl").is_file()
    assert not [path for path in (paths.models_dir() / ".partial").iterdir() if path.suffix != ".lock"]


def test_a_name_that_is_taken_or_no_name(tmp_path: Path, turn: Turn) -> None:
    bring(Wish(WHISPER, "w"), turn)
    with pytest.raises(UsageError, match="here already"):
        bring(Wish(WHISPER, "w"), turn)
    with pytest.raises(UsageError, match="here already"):
        bring(Wish(WHISPER, "smollm2-135m"), turn)
    for name in ("../up", ".hidden", "a/b", "a b", "x" * 200, "-x"):
        with pytest.raises(UsageError, match="cannot be a model's name"):
            bring(Wish(WHISPER, name), turn)
    with pytest.raises(UsageError, match="the catalog's name of a vosk model"):
        bring(Wish(WHISPER, "vosk-model-small-de-0.15"), turn)


def test_what_is_no_model_is_told(tmp_path: Path, turn: Turn) -> None:
    with pytest.raises(InputError, match="no such file"):
        bring(Wish(tmp_path / "nothing"), turn)
    with pytest.raises(ModelMissing, match=r"is no model: no model\.bin"):
        bring(Wish(tmp_path, "empty"), turn)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="cannot be read"):
        bring(Wish(tmp_path / "pipe"), turn)
    with pytest.raises(ModelMissing, match="is no vosk model"):
        bring(Wish(WHISPER, "w", "vosk"), turn)
    broken = Path(shutil.copytree(WHISPER, tmp_path / "broken"))
    (broken / "tokenizer.json").write_text('{"truncated": ')
    with pytest.raises(ModelMissing, match=r"tokenizer\.json is not valid JSON"):
        bring(Wish(broken), turn)
    with pytest.raises(UsageError, match="a zip cannot be linked"):
        bring(Wish(zip_of(tmp_path / "v.zip", VOSK), link=True), turn)
    assert not store.installed("whisper")
    assert not store.installed("vosk")


def test_a_cancelled_import_leaves_nothing(turn: Turn) -> None:
    turn.cancel()
    with pytest.raises(Cancelled):
        bring(Wish(WHISPER, "w"), turn)
    assert not store.root_of("w").exists()
    assert not store.partial_of("w").exists()


def test_no_room_is_told_first(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.catalog.place.SPARE", 10**15)
    with pytest.raises(ResourceError, match=r"needs 2\.7 MB more"):
        bring(Wish(WHISPER, "w"), turn)


def test_a_folder_with_too_many_files_is_no_model(tmp_path: Path, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.catalog.kinds.MOST_FILES", 5)
    with pytest.raises(ModelMissing, match="more than 5 files"):
        bring(Wish(VOSK, "v"), turn)


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "a/../../evil", "/etc/evil", "C:/evil", "C:evil", "..\\evil", "a\\b", "\\\\host\\share"),
        *("a\0b", "a\nb", "a/" + "x" * 300, "x/" * 300 + "y", "\u202egpj.exe"),
    ],
)
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, turn: Turn, name: str) -> None:
    with pytest.raises(InputError, match="not safe"):
        safe_path(name)
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as out:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        out.writestr(info, b"x")
    if "\0" not in name:  # zipfile itself cuts a name there
        with pytest.raises(InputError, match="not safe"):
            unpack(archive, tmp_path / "out", turn)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["model.bin", "graph/phones/words.int", "pt_PT-tugão-medium.onnx", "..a", "a..b"])
def test_a_plain_name_passes(name: str) -> None:
    assert str(safe_path(name)) == name


def test_a_link_in_a_zip_is_refused(tmp_path: Path, turn: Turn) -> None:
    archive = tmp_path / "link.zip"
    with zipfile.ZipFile(archive, "w") as out:
        info = zipfile.ZipInfo("out")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(info, "/etc")
    with pytest.raises(InputError, match="a link or a device"):
        unpack(archive, tmp_path / "out", turn)


def test_a_bomb_is_refused_by_its_ratio_its_size_and_its_count(tmp_path: Path, turn: Turn) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"zeros": bytes(5_000_000)})
    with pytest.raises(InputError, match="unpacked it would take 5000000 bytes"):
        unpack(bomb, tmp_path / "out", turn)
    with pytest.raises(InputError, match="unpacked it would take"):
        unpacked_size(bomb, Limits(size=1000, ratio=10**9))
    many = zipped(tmp_path / "many.zip", {f"f{number}": b"x" for number in range(20)})
    with pytest.raises(InputError, match="it holds 20 files"):
        unpack(many, tmp_path / "out", turn, Limits(files=10))
    assert not (tmp_path / "out").exists()


def test_a_zip_that_lies_about_a_size_is_caught(tmp_path: Path, turn: Turn) -> None:
    archive = zipped(tmp_path / "lie.zip", {"a": os.urandom(50_000)})
    data = bytearray(archive.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)  # uncompressed size in the directory
    archive.write_bytes(bytes(data))
    with pytest.raises(InputError, match="damaged"):
        unpack(archive, tmp_path / "out", turn)


def test_two_files_of_one_name_or_a_file_that_is_a_folder(tmp_path: Path, turn: Turn) -> None:
    archive = tmp_path / "twice.zip"
    with zipfile.ZipFile(archive, "w") as out, pytest.warns(UserWarning, match="Duplicate"):
        out.writestr("a", b"1")
        out.writestr("a", b"2")
    with pytest.raises(InputError, match="of the same name"):
        unpack(archive, tmp_path / "out", turn)
    with pytest.raises(InputError, match="of the same name"):
        unpack(zipped(tmp_path / "both.zip", {"a": b"1", "a/b": b"2", "c": b""}), tmp_path / "out", turn)


def test_damaged_and_encrypted_zips_are_told(tmp_path: Path, turn: Turn) -> None:
    archive = zip_of(tmp_path / "v.zip", VOSK)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="not a zip, or damaged"):
        unpack(archive, tmp_path / "out", turn)
    middle = whole.index(b"PK\x03\x04") + 200
    archive.write_bytes(whole[:middle] + bytes(50) + whole[middle + 50 :])
    with pytest.raises(InputError, match="the zip is damaged at"):
        unpack(archive, tmp_path / "out", turn)
    secret = bytearray(zipped(tmp_path / "s.zip", {"a": b"x"}).read_bytes())
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(bytes(secret))
    with pytest.raises(InputError, match="encrypted"):
        unpack(archive, tmp_path / "out", turn)
