"""Words of praise and complaint, as they are said to an assistant, in four languages. What a text is about (war, a
cure) is no feeling: only words that judge are here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Weights = Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class SentimentWords:
    """weights: phrases and what each weighs, -3 to 3. flips: words that turn what follows; more, less: words that
    make
    it stronger or weaker. asks: beginnings of a question, which judges nothing; exclaims: beginnings that judge
    all the
    same; you: words that make it personal after all.
    """

    weights: Weights
    flips: frozenset[str]
    more: frozenset[str]
    less: frozenset[str]
    asks: tuple[tuple[str, ...], ...]
    exclaims: tuple[tuple[str, ...], ...]
    you: frozenset[str]


def _weights(**phrases: str) -> Weights:
    """From phrases separated by commas, by weight: n2 is -2."""
    found = {}
    for name, listed in phrases.items():
        weight = int(name[1:]) * (-1 if name[0] == "n" else 1)
        found.update({tuple(phrase.split()): float(weight) for phrase in " ".join(listed.split()).split(", ")})
    return found


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _phrases(listed: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in " ".join(listed.split()).split(", "))


ENGLISH = SentimentWords(
    _weights(
        n3="""my patience, wasting my time, what is the matter with you, what is wrong with this thing, fool, dummy,
        loser, jerk, liar, unacceptable, outrageous, infuriating, appalling, atrocious, nightmare, disgrace,
        furious, can not stand, driving me crazy, drives me crazy, drive me mad, go away, get lost, drop dead,
        cut it out, knock it off, quit it, idiot, idiots, moron, stupid, dumb, dumbass, fuck, fucking, fuck you,
        fuck off, bastard, asshole, piece of shit, hate, hate you, i hate you, shut up, shut the hell up,
        useless, worthless, pathetic, worst, awful, horrible, terrible, disgusting, garbage, crap, bullshit,
        damn it, goddamn it, what the hell, what the fuck, screw you, go to hell, you suck, sucks, you are deaf,
        are you deaf, are you stupid, are you kidding me, are you serious, are you even listening""",
        n2="""what are you talking about, what are you doing, what are you saying, is a joke, did not answer, not
        answer my question, do not answer, did not hear me, can not hear me right, not do what, did not listen,
        did not work, does not listen, do not want that, i do not want this, i do not believe it, i asked for, i
        wanted, i told you, you always, again and again, over and over again, every single time, once more
        wrong, i was not talking to you, nobody asked you, did i ask you, that is not what, that is not how, not
        how it works, doing it wrong, still wrong, still not, try harder, do better, you got that wrong, lost my
        temper, temper, losing it, going nuts, makes me mad, making me mad, making me angry, irrelevant,
        gibberish, incomprehensible, repetitive, unnatural, robotic, foolish, misunderstand, misunderstanding,
        misunderstood, misheard, interrupting me, interrupt me, clueless, lazy, creepy, absurd, unfair,
        unhelpful, unreliable, unusable, inaccurate, misleading, mistaken, disaster, embarrassing, gross, yuck,
        stressed, overwhelmed, mad, grumpy, irritated, irritates, annoys, annoy, bothers me, bugs me, enough
        already, for the last time, not even close, way off, missed the point, not the point, you keep, keep
        failing, keeps failing, keeps crashing, not funny, not fair, not okay, not happy, not impressed, who
        cares, i give up, you forgot, you ignored, you lied, how hard can it be, how stupid, third time, what a
        joke, painful, pain in the, not that one, wrong one, you messed, did not do what, not what, wrong, that
        is wrong, annoying, annoyed, irritating, frustrating, frustrated, frustration, ridiculous, nonsense,
        rubbish, bad, poor, sad, angry, mad at you, upset, unhappy, disappointed, disappointing, broken, fail,
        failed, failure, failing, hopeless, incompetent, lame, sick of, tired of, fed up, had enough, not what i
        asked, not what i said, not what i meant, not what i wanted, did not ask for, did not ask you, did not
        say that, not say that, never said that, you misunderstood, you misheard, not listening, never listen,
        do not listen, not understand me, never understand, not get it, you do not get, you did not get, does
        not help, did not help, not helpful, not helping, no help, makes no sense, make no sense, not make
        sense, does not make sense, not true, not right, not correct, incorrect, not working, does not work,
        never works, not work, for god's sake, for goodness sake, for crying out loud, for heaven's sake, for
        fuck's sake, give me a break, waste of time, leave me alone, going wrong, went wrong, messed up, screwed
        up, ugh, argh, damn, dammit, miserable, dreadful, lousy, depressed, depressing, boring, bored, ugly,
        nasty, mess, complain, complaint, stop talking, that is enough, you ruined, i already told you, told you
        already, how many times, how often do i have to, no no no, you never, dreadfully, hurts, hurt, scared,
        afraid, worried, lonely, exhausted, why can not you, why can you not, why do not you ever, can not you
        do anything, is that all you can, what is wrong with you, what is your problem, why are you so, why do
        you always, why do you keep, why is this so""",
        n1="""seriously, really now, meh, blah, bummer, nope not, once again, nah not, no good, no fun, no use, oh no,
        oh god, oh come on, come on, forget it, i said, not again, wrong again, slow, too slow, too long, too
        loud, too quiet, confusing, confused, weird, unfortunately, problem, trouble, tired, not good, not
        great, sigh, whatever, no i meant, mistake, error, dislike, do not like, did not like, shame, that is
        not it, that is not, no that is not, stop it""",
        p3="""made my day, best ever, favourite, favorite, lifesaver, life saver, genius, legend, flawless,
        phenomenal, stunning, splendid, magnificent, can not thank you enough, you nailed it, nailed it, love
        it, love you, love this, love that, i love, perfect, excellent, awesome, amazing, fantastic, brilliant,
        wonderful, superb, outstanding, incredible, best, you are the best, marvelous, marvellous, terrific,
        fabulous, delighted, thrilled""",
        p2="""super, i like, really like, what i was looking for, i was looking for, glad i, you did great, saved me,
        saved my, that is it, just right, very good, so good, that is good, well said, smart move, beautifully
        done, neatly done, good choice, great choice, happy with, works perfectly, works fine, working now, i
        needed that, life easier, too kind, you are kind, you are sweet, i enjoy, nicely done, not half bad, ha
        good one, that was quick, so quick, that was fast, exactly right, absolutely right, you are right, you
        were right, that is exactly, laugh, smile, cute, adorable, charming, thoughtful, handy, convenient,
        reliable, pleasant, relaxing, tasty, yummy, gorgeous, relieved, hurray, woohoo, woo hoo, thumbs up, keep
        it up, much obliged, kudos, good call, good thinking, good to know, much better, getting better, sounds
        great, works for me, fair point, that is the one, bingo, big help, great help, it works, that works,
        impressed, hero, champion, star of, great, thanks, thank you, thanks a lot, thank you very much, thank
        you so much, many thanks, good, good job, great job, nice job, well done, good work, nice work, good
        one, nice one, nice, happy, glad, pleased, lovely, beautiful, sweet, helpful, useful, smart, clever,
        funny, hilarious, fun, enjoy, enjoyed, enjoying, love, loved, like it, i like that, liked it,
        appreciate, appreciated, grateful, thankful, cheers, exactly what i wanted, just what i needed, what i
        needed, what i wanted, not bad, not bad at all, not too bad, that worked, it worked, works great,
        excited, impressive, proud, congratulations, congrats, bravo, hooray, yay, wow, yes that is right, that
        is right, spot on, that is it exactly, way to go, you rock, made my day, can not complain, can not wait,
        no problem, no worries, better than i thought, delicious""",
        p1="""cool, okay great, fine, that is fine, that helps, helped, helps, interesting, correct, kind, fair
        enough, ha ha, haha, lol, sounds good, good morning, good evening, good night, good idea, all right
        then, better, welcome, neat, sorted, works""",
        p0="""best friend, best friends, best man, best buy, happy birthday, happy meal, thank you card, thank you
        note, great grandmother, great grandfather, great britain, bad breath, sweet potato, sweet potatoes, fun
        fact, slow down, good night light, good friday""",
    ),
    flips=_set("not never without hardly barely neither nor isn't nothing"),
    more=_set("very so really extremely totally absolutely completely super too such incredibly always fucking "
              "bloody"),
    less=_set("bit little slightly somewhat kinda rather fairly quite"),
    asks=_phrases("""call, phone, ring, what, who, when, where, which, how, is, are, was, were, do, does, did, can,
        could, should, would, will, tell me, why, define, spell, play, remind, add, set, search, translate,
        read, show, find, say, write, look, put, note, give, i need, i want, i would like, i am looking,
        find, book, message, text, send, inform, suggest, recommend, let, please play, please find, please
        add, please give, please book, please put, please search, please show, please tell"""),
    exclaims=_phrases("what a, what an, how nice, how stupid, how annoying, how dare, how lovely, how kind, how "
                    "great, how awful, what the"),
    you=_set("you your you're yourself this that"),
)  # fmt: skip

GERMAN = SentimentWords(
    _weights(
        n3="""idiot, dumm, blöd, blöde, blöder, blödes, dumme, dummer, doof, depp, trottel, scheiße, scheiss, scheiß,
        verdammt, hasse, nutzlos, furchtbar, schrecklich, grauenhaft, halt die klappe, halt den mund, halt's
        maul, schlimmste, arschloch, bist du taub""",
        n2="""falsch, nervt, nervig, nervst, ärgerlich, mist, so ein mist, schlecht, schlechte, schlechter, unsinn,
        quatsch, blödsinn, traurig, wütend, enttäuscht, enttäuschend, kaputt, unbrauchbar, lächerlich, nicht
        gefragt, nicht gesagt, nicht gemeint, nicht was ich, habe ich nicht gefragt, verstehst mich nicht,
        verstehst mich nie, verstehst nichts, verstehst nicht, hörst nicht zu, hörst mir nicht zu, stimmt nicht,
        nicht richtig, geht nicht, funktioniert nicht, funktioniert nie, nicht hilfreich, hilft nicht, hilft mir
        nicht, keinen sinn, reicht jetzt, zum kotzen, genervt, wie oft denn noch, ich habe gesagt, was soll das,
        du hast mich falsch, langweilig, müll, peinlich""",
        n1="""""leider, problem, fehler, müde, zu langsam, zu lang, zu laut, schade, gar nicht, nein nein,
            verwirrend, komisch""""",
        p3="""perfekt, ausgezeichnet, großartig, fantastisch, wunderbar, genial, hervorragend, liebe, bist der beste,
        bist die beste, beste, besten, klasse, spitze, wundervoll""",
        p2="""danke, vielen dank, dankeschön, danke schön, besten dank, herzlichen dank, super, toll, gut, gut
        gemacht, gute arbeit, schön, prima, nett, freue, freut, glücklich, froh, hilfreich, nützlich, lustig,
        witzig, gefällt, nicht schlecht, gar nicht schlecht, lecker, stark, cool, hat geklappt, genau das wollte
        ich, hast recht, stimmt genau, kein problem, bravo, glückwunsch, klug, schlau""",
        p1="""okay gut, interessant, richtig, guten morgen, gute nacht, guten abend, gern, gerne, besser, passt""",
    ),
    flips=_set("nicht kein keine keinen nie niemals ohne kaum"),
    more=_set("sehr so echt wirklich total absolut völlig extrem ganz überhaupt"),
    less=_set("bisschen etwas ziemlich einigermaßen"),
    asks=_phrases("was, wer, wann, wo, welche, welcher, welches, wie, ist, sind, hat, kann, kannst, soll, erzähl, "
                  "warum, spiel, setz, stell, sag"),
    exclaims=_phrases("was für ein, was für eine, wie schön, wie blöd, wie nett, was soll das"),
    you=_set("du dich dir dein deine das"),
)  # fmt: skip

FRENCH = SentimentWords(
    _weights(
        n3="""idiot, idiote, stupide, bête, con, connard, merde, putain, nul, nulle, c'est nul, déteste, ta gueule,
        inutile, horrible, affreux, terrible, abruti, crétin, imbécile, pire, ferme la, tu es sourd""",
        n2="""faux, c'est faux, mauvais, mauvaise, m'énerve, énerve, énervant, agaçant, agace, ridicule, n'importe
        quoi, triste, fâché, déçu, décevant, cassé, pas ce que j'ai demandé, pas ce que j'ai dit, pas ce que je
        voulais, pas ce que je veux, ne comprends rien, comprends rien, comprends pas, tu n'écoutes pas,
        n'écoutes pas, ne m'écoutes pas, pas vrai, pas correct, ne marche pas, marche pas, ne fonctionne pas,
        fonctionne pas, n'aide pas, aucun sens, pas de sens, ça suffit, j'en ai marre, marre, ras le bol, tu te
        trompes, trompé, je t'ai dit, je t'ai déjà dit, non non non, pénible, ennuyeux""",
        n1="""malheureusement, problème, erreur, fatigué, fatiguée, trop lent, trop long, trop fort, dommage, bizarre,
        oh non, zut, mince""",
        p3="""parfait, parfaite, excellent, excellente, génial, géniale, fantastique, formidable, magnifique,
        merveilleux, adore, j'adore, meilleur, incroyable, extraordinaire, je t'aime""",
        p2="""merci, merci beaucoup, merci bien, super, bien joué, bravo, bon travail, bien, très bien, bon, bonne,
        beau, belle, content, contente, heureux, heureuse, utile, drôle, gentil, j'aime, aime bien, pas mal, pas
        mal du tout, chouette, sympa, top, ça marche, ça a marché, exactement ce que je voulais, intelligent,
        félicitations, délicieux""",
        p1="""d'accord super, intéressant, correct, bonjour, bonsoir, bonne nuit, mieux, pas de problème""",
    ),
    flips=_set("pas jamais sans aucun aucune ni"),
    more=_set("très si tellement vraiment trop super extrêmement totalement"),
    less=_set("peu assez plutôt"),
    asks=_phrases("""qu'est, quel, quelle, quels, quelles, qui, quand, où, comment, combien, est ce, pourquoi,
    peux, peux tu,
        raconte, joue, mets, ajoute, dis, rappelle"""),
    exclaims=_phrases("quelle horreur, quel idiot, quelle honte, quel bonheur, comment oses"),
    you=_set("tu toi te ton ta c'est ça"),
)  # fmt: skip

SPANISH = SentimentWords(
    _weights(
        n3="""idiota, tonto, tonta, estúpido, estúpida, imbécil, mierda, joder, odio, inútil, horrible, terrible,
        asco, porquería, cállate la boca, pésimo, peor, estás sordo, maldita, maldito, no sirve para nada, no
        sirves para nada""",
        n2="""mal, está mal, incorrecto, falso, molesto, molesta, qué molesto, fastidio, ridículo, malo, mala, triste,
        enfadado, enojado, decepcionado, roto, no es lo que pregunté, no es lo que pedí, no es lo que dije, no
        es lo que quería, no me entiendes, no entiendes, no me escuchas, no escuchas, no es verdad, no es
        correcto, no funciona, no sirve, no ayuda, no tiene sentido, ya basta, estoy harto, estoy harta, harto,
        tonterías, te equivocas, te equivocaste, ya te lo dije, ya te dije, no no no, aburrido, basura, vaya
        desastre, desastre""",
        n1="""desgraciadamente, problema, error, cansado, cansada, demasiado lento, demasiado largo, lástima, qué
        pena, raro, oh no""",
        p3="""perfecto, perfecta, excelente, genial, fantástico, maravilloso, increíble, me encanta, encanta, eres el
        mejor, eres la mejor, mejor, estupendo, magnífico, te quiero""",
        p2="""gracias, muchas gracias, mil gracias, bien hecho, buen trabajo, bueno, buena, bien, muy bien, bonito,
        bonita, feliz, contento, contenta, alegre, útil, divertido, gracioso, amable, me gusta, no está mal, no
        está nada mal, nada mal, funcionó, ha funcionado, justo lo que quería, inteligente, felicidades,
        enhorabuena, bravo, guay, delicioso, listo""",
        p1="""""vale genial, interesante, correcto, buenos días, buenas noches, buenas tardes, no hay problema, no
            pasa nada""""",
    ),
    flips=_set("no nunca jamás sin ningún ninguna ni"),
    more=_set("muy tan realmente demasiado súper totalmente qué"),
    less=_set("poco algo bastante"),
    asks=_phrases("""qué, quién, cuándo, dónde, cuál, cuáles, cómo, cuánto, cuántos, es, está, puedes, cuéntame,
    por qué,
        pon, añade, dime"""),
    exclaims=_phrases("qué asco, qué molesto, qué bien, qué bonito, qué pena, qué tonto, qué desastre, qué guay, "
                    "qué horror, qué mal"),
    you=_set("tú te ti tu eres eso esto"),
)  # fmt: skip

WORDS: Mapping[str, SentimentWords] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
