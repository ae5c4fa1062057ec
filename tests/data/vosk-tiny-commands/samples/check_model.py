"""Self-contained check (needs only vosk): python check_model.py MODEL_DIR SAMPLES_DIR -> exit 0 when every sample is right."""

import json
import sys
import wave

import vosk

vosk.SetLogLevel(-1)
m = vosk.Model(sys.argv[1])
bad = 0
for line in open(sys.argv[2] + "/transcripts.tsv"):
    fn, text = line.rstrip("\n").split("\t")[:2]
    w = wave.open(f"{sys.argv[2]}/{fn}")
    k = vosk.KaldiRecognizer(m, w.getframerate())
    k.SetWords(True)
    got, parts, words = [], [], []
    while True:
        b = w.readframes(1600)
        if not b:
            break
        if k.AcceptWaveform(b):
            r = json.loads(k.Result())
            got.append(r["text"])
            words += r.get("result", [])
        else:
            p = json.loads(k.PartialResult())["partial"]
            if p and (not parts or parts[-1] != p):
                parts.append(p)
    r = json.loads(k.FinalResult())
    got.append(r["text"])
    words += r.get("result", [])
    h = " ".join(t for t in got if t)
    ok = (
        h == text
        and parts
        and all(x["start"] < x["end"] and 0 <= x["conf"] <= 1.0001 for x in words)
        and [x["word"] for x in words] == text.split()
    )
    bad += not ok
    print(
        "ok " if ok else "BAD",
        fn,
        "|",
        h,
        "|",
        parts,
        "|",
        [(x["word"], round(x["start"], 2), round(x["end"], 2), round(x["conf"], 2)) for x in words],
    )
sys.exit(bad)
