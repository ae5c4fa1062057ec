"""The skills of all conversations: what they understand, keep and may reach, each loaded once. Knows no engine."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vacli.config import Config
from vacli.core.errors import UsageError, VacliError
from vacli.core.words import Announcement
from vacli.paths import data_dir

if TYPE_CHECKING:  # only where a conversation has skills
    from vacli.core.meaning import Skill, Understander
    from vacli.rules.home import Home
    from vacli.skills.others import Other
    from vacli.skills.presence import Presence
    from vacli.skills.store import Store
    from vacli.skills.voice import Adjust
    from vacli.understand.understanding import Understanding

Failed = Callable[[VacliError], object]


class Skillset:
    """`kept`: the file of what skills keep; by default it lies in the user's data folder. `theirs` False, set before
    anything is opened: without whatever the user or other packages add, be it rules, a home or commands."""

    def __init__(self, config: Config) -> None:
        self.kept: Path | None = None
        self.theirs = True
        self._config = config
        self._understander: Understanding | None = None
        self._others: tuple[Other, ...] = ()
        self._home: tuple[Home | None, Understander] | None = None
        self._keeping: tuple[Store, Presence] | None = None

    def open(
        self,
        last: Callable[[], str],
        adjust: "Adjust | None",
        announce: Callable[[Announcement], object] | None,
        failed: Failed,
    ) -> "tuple[Understander, tuple[Skill, ...]]":
        """What understands the requests of one conversation, and the skills that answer them.

        `last`: what the user said before. `adjust` changes volume and speed of the voice, where there is one.
        `announce` None: the conversation ends with its answer, so that nobody in it hears what falls due. `failed` is
        told what of the user's or of other packages is left out.
        """
        from vacli.skills import Theirs, open_skills
        from vacli.skills.own_actions import hosts_of

        understander = self.understander()
        for problem in understander.own.problems:
            failed(UsageError(str(problem), "vacli skills check"))
        home, listening = self._at_home(understander, failed) if self.theirs else (None, understander)
        store, presence = self.keeping()
        if announce:
            presence.enter()
        settings, own = self._config.skills, understander.own
        others = [other for other in self._others if not other.problem]
        theirs = Theirs(own.rules, own.bounds, hosts_of(settings.http_allow), others, announce, failed, home)
        commands = {"weather": settings.weather_command, "news": settings.news_command}
        opened = open_skills(
            understander.language,
            store,
            rings=presence.anybody,
            alerts=announce is not None,
            last=last,
            adjust=adjust,
            commands=commands if self.theirs else {},
            theirs=theirs if self.theirs else None,
        )
        return listening, opened

    def understander(self) -> "Understanding":
        """Of the language that is spoken; English where no sentences are known of it."""
        if self._understander is None:
            try:
                self._understander = self._understand(self._config.stt.language or "en")
            except UsageError:
                self._understander = self._understand("en")
        return self._understander

    def keeping(self) -> "tuple[Store, Presence]":
        """What skills keep, and who is there to hear what falls due. ResourceError if the file cannot be had."""
        if self._keeping is None:
            from vacli.skills.presence import Presence
            from vacli.skills.store import Store

            path = self.kept or data_dir() / "skills.db"
            self._keeping = Store(path), Presence(path.with_suffix(".lock"))
        return self._keeping

    def close(self) -> None:
        if self._keeping:
            store, presence = self._keeping
            presence.leave()
            store.close()
            self._keeping = None

    def _understand(self, language: str) -> "Understanding":
        """With the user's own sentences, and those of other packages, unless we are without them."""
        from vacli.skills.others import added, others
        from vacli.understand.language import code_of
        from vacli.understand.understanding import open_language

        self._others = others() if self.theirs else ()
        rules = added(code_of(language), self._others) if self.theirs else ()
        return open_language(language, self._config.reply.stop_words.split(","), rules)

    def _at_home(self, understander: "Understanding", failed: Failed) -> "tuple[Home | None, Understander]":
        """The user's own home, and what understands requests about it; none where its file is wrong, which is told."""
        if self._home is None:
            from vacli.rules.home import file, read_home

            self._home = None, understander
            try:
                if home := read_home(file()):
                    from vacli.understand.home.at_home import AtHome

                    understander.names = home.names
                    self._home = home, AtHome(understander, home)
            except VacliError as error:
                failed(error)
        return self._home
