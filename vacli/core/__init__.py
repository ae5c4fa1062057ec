"""The words every room speaks: sound, turns, transcripts, engines, errors. numpy and the standard library only."""
