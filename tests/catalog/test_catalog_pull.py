"""Pulling, through the hub library's own client, from a local hub that behaves as the real one."""

import hashlib
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import COMMIT, Hub, git_sha1, wait_until

from vacli.catalog import locate, lock, store
from vacli.catalog.lock import Record
from vacli.catalog.network import Patience
from vacli.catalog.pull import Hubs, pull
from vacli.catalog.rows import need
from vacli.core.errors import Cancelled, InputError, ModelMissing, ResourceError, UsageError
from vacli.core.turn import Turn

DATA = Path(__file__).parents[1] / "data"
TINY = "Systran/faster-whisper-tiny"
GGUF = "smollm2-360m-instruct-q8_0.gguf"
SMALL = "vosk-model-small-en-us-0.15"
Get = Callable[..., Record]


def test_a_whisper_model_comes_with_what_its_publisher_states(hub: Hub, get: Get) -> None:
    record = get("whisper-tiny")
    assert (record.origin, record.where, record.revision, record.license) == ("hub", TINY, COMMIT, "mit")
    names = {"config.json", "model.bin", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"}
    assert {file.path for file in record.files} == names
    files = {file.path: file for file in record.files}
    model = hub.repos[TINY]["model.bin"]
    sha256 = hashlib.sha256(model).hexdigest()
    assert (files["model.bin"].size, files["model.bin"].sha256) == (len(model), sha256)
    assert files["model.bin"].stated == f"sha256:{sha256}"
    assert files["config.json"].stated == f"git-sha1:{git_sha1(hub.repos[TINY]['config.json'])}"
    folder = locate("whisper", "tiny")
    assert {file.name for file in folder.iterdir()} == names
    assert lock.lock_path().stat().st_mode & 0o777 == 0o600
    assert lock.read()["whisper-tiny"] == record
    assert not [path for path in folder.parent.joinpath(".partial").iterdir() if path.suffix != ".lock"]


def test_the_pulled_models_really_load(get: Get, turn: Turn) -> None:
    from faster_whisper import WhisperModel
    from piper import PiperVoice
    from vosk import Model, SetLogLevel

    for name in ("whisper-tiny", SMALL, "en_US-lessac-low"):
        get(name)
    whisper = WhisperModel(str(locate("whisper", "")), device="cpu", local_files_only=True)
    sample = DATA / "whisper-tiny-commands" / "samples" / "04_stop_f3.wav"
    segments, _ = whisper.transcribe(str(sample), beam_size=1, language="en")
    assert "stop" in "".join(segment.text for segment in segments).lower()
    SetLogLevel(-1)
    assert Model(str(locate("vosk", "")))
    voice = PiperVoice.load(locate("piper", ""))
    assert any(len(chunk.audio_int16_array) for chunk in voice.synthesize("hello"))


def test_a_vosk_zip_is_unpacked_without_its_top_folder_and_its_md5_checked(hub: Hub, get: Get) -> None:
    record = get(SMALL)
    data = hub.zips[SMALL]
    assert record.archive is not None
    assert record.archive.stated == f"md5:{hashlib.md5(data).hexdigest()}"
    assert record.archive.sha256 == hashlib.sha256(data).hexdigest()
    assert record.where == f"{hub.vosk}/{SMALL}.zip"
    assert locate("vosk", "small-en-us-0.15") == store.root_of(SMALL)
    assert (store.root_of(SMALL) / "am" / "final.mdl").is_file()
    assert not record.license, "the publisher's list states none"


def test_a_voice_brings_its_card_and_is_opened_by_its_onnx(get: Get) -> None:
    record = get("en_US-lessac-low")
    assert sorted(file.path for file in record.files) == [
        "MODEL_CARD",
        "en_US-lessac-low.onnx",
        "en_US-lessac-low.onnx.json",
    ]
    assert locate("piper", "piper-en_us-lessac-low").name == "en_US-lessac-low.onnx"


def test_what_is_installed_is_left_alone_and_forced_anew(hub: Hub, get: Get) -> None:
    first = get("whisper-tiny")
    asked = len(hub.seen)
    assert get("whisper-tiny") == first
    assert len(hub.seen) == asked, "the network was not touched"
    hub.commit = "beef" + "1" * 36
    hub.repos[TINY]["config.json"] += b"\n"
    assert get("whisper-tiny", force=True).revision == hub.commit
    assert (locate("whisper", "tiny") / "config.json").read_bytes().endswith(b"\n")


def test_a_damaged_installation_is_mended_by_another_pull(get: Get) -> None:
    get("whisper-tiny")
    model = store.root_of("whisper-tiny") / "model.bin"
    model.write_bytes(model.read_bytes()[:-9])
    with pytest.raises(ModelMissing, match=r"not whole: model\.bin has \d+ of \d+ bytes") as told:
        locate("whisper", "")
    assert told.value.hint == "vacli models pull whisper-tiny"
    get("whisper-tiny")
    assert locate("whisper", "tiny")


def test_a_body_that_breaks_off_goes_on_where_it_broke(hub: Hub, get: Get, said: list[str]) -> None:
    hub.script["model.bin"] = ["truncate", "truncate"]
    get("whisper-tiny")
    asked = [seen.headers.get("Range") for seen in hub.gets("/cdn/") if seen.path.endswith("model.bin")]
    half = len(hub.repos[TINY]["model.bin"]) // 2
    assert asked[0] is None
    assert asked[1] == f"bytes={half}-"
    assert len(asked) == 3
    assert len(said) == 2
    assert "trying again" in said[0]


def test_a_body_that_is_cut_without_a_word_goes_on_too(hub: Hub, get: Get) -> None:
    hub.script["model.bin"] = ["short"]
    get("whisper-tiny")
    assert len(hub.gets("/cdn/")) > 1


def test_a_server_that_knows_no_ranges_starts_over(hub: Hub, get: Get) -> None:
    hub.script[f"{SMALL}.zip"] = ["truncate", "no ranges"]
    get(SMALL)
    assert locate("vosk", SMALL)


def test_giving_up_keeps_what_came_for_the_next_command(hub: Hub, get: Get) -> None:
    hub.script["model.bin"] = ["truncate", "500", "502", "503"]
    with pytest.raises(ModelMissing, match=r"whisper-tiny/model\.bin: 127\.0\.0\.1 answered 503") as told:
        get("whisper-tiny")
    assert told.value.exit_code == 5
    half = len(hub.repos[TINY]["model.bin"]) // 2
    (part,) = store.partial_of("whisper-tiny").glob("model.bin.*.part")
    assert part.stat().st_size == half
    with pytest.raises(ModelMissing, match="not installed"):
        locate("whisper", "tiny")
    hub.seen.clear()
    get("whisper-tiny")
    asked = [seen for seen in hub.gets("/cdn/") if seen.path.endswith("model.bin")]
    assert [seen.headers.get("Range") for seen in asked] == [f"bytes={half}-"]
    assert not hub.gets("/api/resolve-cache/Systran/faster-whisper-tiny/config.json"), "what was whole was kept"


@pytest.mark.parametrize("name", ["whisper-tiny", SMALL])
def test_a_wrong_digest_is_told_and_deleted(hub: Hub, get: Get, name: str) -> None:
    file = "model.bin" if name == "whisper-tiny" else f"{SMALL}.zip"
    hub.script[file] = ["corrupt"]
    with pytest.raises(ModelMissing, match=r"not what its publisher states: its (sha256|md5) is") as told:
        get(name)
    assert "deleted" in told.value.message
    assert not list(store.partial_of(name).glob(f"{file}*"))
    get(name)
    assert locate(need(name).kind, name)


def test_a_small_file_with_a_wrong_digest_is_caught_too(hub: Hub, get: Get) -> None:
    hub.stated["config.json"] = "0" * 40
    with pytest.raises(ModelMissing, match="its git-sha1 is"):
        get("whisper-tiny")


def test_a_body_longer_than_stated_is_stopped(hub: Hub, get: Get) -> None:
    hub.script["model.bin"] = ["endless"]
    with pytest.raises(ModelMissing, match="longer than"):
        get("whisper-tiny")


def test_too_many_requests_waits_as_long_as_asked(hub: Hub, get: Get, said: list[str]) -> None:
    hub.script["model.bin"] = ["429", "429"]
    get("whisper-tiny")
    assert [text for text in said if "429" in text and "again in 0 s" in text]


def test_a_long_wait_is_told_instead_of_waited(hub: Hub, get: Get) -> None:
    hub.refuse[TINY] = (429, "")
    hub.retry_after = "3600"
    with pytest.raises(ModelMissing, match="fewer requests") as told:
        get("whisper-tiny")
    assert "wait 3600 s" in told.value.hint
    hub.retry_after = "Wed, 21 Oct 2065 07:28:00 GMT"
    with pytest.raises(ModelMissing, match="fewer requests"):
        get("whisper-tiny")


@pytest.mark.parametrize(
    ("status", "code", "words", "hint"),
    [
        (404, "RepoNotFound", "does not have it", "moved"),
        (404, "RevisionNotFound", "does not have that revision", "moved"),
        (401, "RepoNotFound", "private", "HF_TOKEN"),
        (401, "GatedRepo", "accepted its terms", "HF_TOKEN"),
        (403, "GatedRepo", "accepted its terms", "HF_TOKEN"),
        (418, "", "answered 418", "again"),
        (500, "", "answered 500", "again"),
    ],
)
def test_refusals_are_told_in_words(hub: Hub, get: Get, status: int, code: str, words: str, hint: str) -> None:
    hub.refuse[TINY] = (status, code)
    with pytest.raises(ModelMissing, match=words) as told:
        get("whisper-tiny")
    assert hint in told.value.hint
    assert str(status) in told.value.message or status == 404
    assert "\n" not in told.value.message


def test_a_file_that_the_publisher_dropped_is_named(hub: Hub, get: Get) -> None:
    del hub.repos[TINY]["tokenizer.json"]
    with pytest.raises(ModelMissing, match=r"no file tokenizer\.json"):
        get("whisper-tiny")
    hub.zips.clear()
    with pytest.raises(ModelMissing, match="does not list"):
        get(SMALL)


def test_an_optional_file_may_be_missing(hub: Hub, get: Get) -> None:
    del hub.repos[TINY]["preprocessor_config.json"]
    assert len(get("whisper-tiny").files) == 4


def test_redirects_in_a_circle_end(hub: Hub, get: Get) -> None:
    hub.script["model.bin"] = ["circle"] * 100
    with pytest.raises(ModelMissing, match="in a circle"):
        get("whisper-tiny")


@pytest.mark.parametrize(
    "listing", ["<html>log in</html>", '{"no": "list"}', '[{"name": "vosk-model-small-en-us-0.15"}]']
)
def test_a_login_page_in_the_way_is_recognised(hub: Hub, get: Get, listing: str) -> None:
    hub.listing = listing
    with pytest.raises(ModelMissing, match="not what a model hub says") as told:
        get(SMALL)
    assert "login page" in told.value.hint


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://no-such-host.invalid"])
def test_no_network_is_told_plainly(patience: Patience, address: str) -> None:
    hubs = Hubs(address, f"{address}/vosk")
    for name in ("whisper-tiny", SMALL):
        with pytest.raises(ModelMissing, match=r"cannot connect|no network, or no such host") as told:
            pull(need(name), hubs, patience, lambda file, here, total: None)
        assert "again" in told.value.hint


@pytest.mark.parametrize("address", ["ftp://example.org", "nonsense"])
def test_a_bad_address_is_the_settings_fault(patience: Patience, address: str) -> None:
    with pytest.raises(UsageError, match="bad address"):
        pull(need(SMALL), Hubs("", address), patience, lambda file, here, total: None)


def test_the_token_goes_to_the_hub_only(hub: Hub, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    get("whisper-tiny")
    get(SMALL)
    with_token = {(seen.server, seen.path.split("/")[1]) for seen in hub.seen if "Authorization" in seen.headers}
    assert ("hub", "api") in with_token
    assert not [seen for seen in hub.seen if "Authorization" in seen.headers and seen.server == "cdn"]
    assert not [seen for seen in hub.seen if "Authorization" in seen.headers and "/vosk/" in seen.path]


def test_a_cancelled_pull_keeps_what_came(hub: Hub, get: Get, turn: Turn) -> None:
    hub.script["model.bin"] = ["stall"]
    failure: list[BaseException] = []

    def run() -> None:
        try:
            get("whisper-tiny")
        except Cancelled as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: any(path.stat().st_size for path in store.partial_of("whisper-tiny").glob("model.bin*.part")))
    turn.cancel("Ctrl-C")
    hub.hold.set()
    thread.join(10)
    assert failure
    assert list(store.partial_of("whisper-tiny").glob("model.bin*.part"))


def test_a_second_pull_waits_for_the_first(hub: Hub, get: Get, said: list[str]) -> None:
    hub.script["model.bin"] = ["stall"]
    records: list[Record] = []
    threads = [threading.Thread(target=lambda: records.append(get("whisper-tiny"))) for _ in range(2)]
    threads[0].start()
    wait_until(lambda: hub.gets("/cdn/"))
    threads[1].start()
    wait_until(lambda: any("another vacli" in text for text in said))
    hub.hold.set()
    for thread in threads:
        thread.join(20)
    assert len(records) == 2
    assert records[0] == records[1]
    assert len([seen for seen in hub.gets("/api/models/") if TINY in seen.path]) == 1, "it was fetched once"


def test_no_room_is_told_before_anything_is_fetched(hub: Hub, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.catalog.place.SPARE", 10**15)
    with pytest.raises(ResourceError, match=r"needs 2\.7 MB more") as told:
        get("whisper-tiny")
    assert told.value.exit_code == 6
    assert not hub.gets("/cdn/")


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can only be mounted by root")
def test_a_disk_that_fills_up_is_told_and_the_rest_fetched_later(
    hub: Hub, get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", tmp_path], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        monkeypatch.setattr("vacli.catalog.place.need_room", lambda size, name: None)
        monkeypatch.setattr("vacli.catalog.pull.need_room", lambda size, name: None)
        with pytest.raises(ResourceError, match="the disk is full") as told:
            get("whisper-tiny")
        assert "goes on where it stopped" in told.value.hint
        assert not store.root_of("whisper-tiny").exists()
        assert list(store.partial_of("whisper-tiny").glob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=20m", tmp_path], check=True)
        get("whisper-tiny")
        assert locate("whisper", "")
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_names_from_the_hub_stay_in_the_folder(hub: Hub, get: Get) -> None:
    hub.repos[TINY]["vocabulary.txt/..\\..\\up"] = b"x" * 10
    with pytest.raises(InputError, match="not safe"):
        get("whisper-tiny")
    assert not store.root_of("whisper-tiny").exists()


def test_a_zip_that_is_no_model_is_not_installed(hub: Hub, get: Get, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("hello" * 100)
    hub.add_zip(SMALL, tmp_path)
    with pytest.raises(ModelMissing, match=r"no vosk model: am/final\.mdl is missing"):
        get(SMALL)
    assert not store.root_of(SMALL).exists()


def test_what_is_built_in_is_not_pulled(get: Get) -> None:
    with pytest.raises(UsageError, match="built in"):
        get("smollm2-135m")


def test_an_older_version_that_was_left_half_fetched_is_cleared_away(hub: Hub, get: Get) -> None:
    hub.script["model.bin"] = ["truncate", "404"]
    with pytest.raises(ModelMissing):
        get("whisper-tiny")
    hub.repos[TINY]["model.bin"] += b"newer"
    hub.repos[TINY]["config.json"] += b" "
    hub.script.clear()
    record = get("whisper-tiny")
    assert {file.path for file in record.files} == {path.name for path in store.root_of("whisper-tiny").iterdir()}


def test_offline_is_respected(patience: Patience, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    for name in ("whisper-tiny", SMALL):
        with pytest.raises(ModelMissing, match="HF_HUB_OFFLINE forbids") as told:
            pull(need(name), Hubs(hub.url, hub.vosk), patience, lambda file, here, total: None)
        assert "unset HF_HUB_OFFLINE" in told.value.hint
    assert not hub.seen
