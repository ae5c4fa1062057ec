"""Words by which a reply is judged, in four languages: what kind of answer a question asks for, what such an answer has
in it, how a language model talks when it says nothing. Small on purpose: they tell forms, not facts.
"""

from dataclasses import dataclass, field


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in " ".join(listed.split()).split(","))


@dataclass(frozen=True)
class QualityWords:
    """Phrases are lower case, with plain apostrophes. `asks`: kind of answer to the beginnings of its questions.

    polite: beginnings that are left off. dangling: words that no sentence ends with. stale: phrases that are never an
    answer; about_self: those that answer only what was asked about the assistant (`about_you`). turns: what a sentence
    says that takes itself back. choice: between what is to be chosen from. i: how one begins to speak of oneself.
    pointing: what a complaint about a reply has in it, and one about the world need not.
    """

    stop: frozenset[str] = frozenset()
    polite: tuple[str, ...] = ()
    asks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    measures: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    yes_no: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    dangling: frozenset[str] = frozenset()
    verbs_first: frozenset[str] = frozenset()
    about_you: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    about_self: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    choice: frozenset[str] = frozenset()
    i: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()


ENGLISH = QualityWords(
    stop=_set(
        """a an the this that these those there it it's its i i'm i'll i'd i've me my you you're your he she his her
        him we our they them their is am are was were be been being do does did have has had will would can could
        should may might must of in on at to from for with by about as into than and or but not no so if when
        while because what which who whom whose where why how just very also too more most some any all one's up
        out then here yes now please"""
    ),
    polite=_phrases(
        """please, hey, okay, so, and, well, can you please tell me, can you tell me, could you tell me, would you
        tell me, please tell me, tell me, do you know, i want to know, i would like to know, i'd like to know, i
        want to learn, can you explain, could you explain, explain to me"""
    ),
    asks={
        "wellbeing": _phrases("how are you, how do you do, how is it going, how's it going, how do you feel"),
        "quantity": _phrases(
            """how many, how much, how far, how old, how long, how tall, how high, how big, how fast, how deep, how
            heavy, how large, how often, how hot, how cold, how wide"""
        ),
        "time": _phrases("when, what time, what day, what date, what year, in what year, in which year, which year"),
        "person": _phrases("who, whose, who's"),
        "place": _phrases("where, where's"),
        "counting": _phrases(
            """count, name two, name three, name four, name five, give me three, give me five, list the, list three,
            list five"""
        ),
        "translation": _phrases("translate, how do you say, how do i say, how would you say, what is the word for"),
        "yes_no": _phrases(
            """is, are, am, was, were, do, does, did, can, could, will, would, has, have, had, should, may, might,
            must, isn't, aren't, don't, doesn't"""
        ),
        "claim": _phrases(
            """what, what's, which, why, how, explain, describe, define, about, give me, in which, recommend, suggest,
            make up"""
        ),
    },
    measures=_set(
        """speed distance population height age temperature length weight size diameter root price percent sum point"""
    ),
    telling=_set("joke story poem haiku limerick tale fairytale riddle song"),
    yes_no=_set(
        """yes no yeah nope yep sure certainly absolutely definitely sometimes maybe perhaps probably usually"""
    ),
    denials=_set("no not none nothing cannot can't don't nobody never neither empty"),
    numbers=_set(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
        billion trillion half dozen once twice many several countless infinite both few"""
    ),
    times=_set(
        """january february march april may june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday today tomorrow yesterday tonight noon midnight ago century
        centuries bc ad pm am morning evening spring summer autumn winter minutes hours days weeks months years
        christmas"""
    ),
    places=_set("in at on near under behind between north south east west inside beside from next"),
    states=_set("fine well good great okay ok alright right doing happy thanks thank"),
    dangling=_set("a an the of to and or but with by in for that is are was it's its as from can be i"),
    verbs_first=_set("is are was were has does"),
    about_you=_phrases(
        """who are you, what are you, your name, what can you, how can you help, can you help, help me, about
        yourself, yourself"""
    ),
    stale=_phrases(
        """i'm here to, i am here to, i'm sorry for, sorry for any, sorry for your, sorry for the confusion, i
        apologize, i apologise, as an ai, as a language model, as a voice assistant, to the best of my, feel free
        to, i hope this helps, great question, please provide, could you provide, could you please provide, let me
        know, i'm ready to, what's a little bit about, i'm designed to, i am designed to, here are some examples of
        how, assist you, don't hesitate, i'm glad you, you're referring, classic example, classic tale"""
    ),
    about_self=_phrases(
        """helpful voice assistant, helpful assistant, voice assistant, i can help, i can assist, happy to help,
        happy to assist, glad to help, can i help, may i help, help you with, can i do for you, do my best to, any
        way i can, how can i assist"""
    ),
    turns=_phrases(
        """but it's actually, but it is actually, but actually, but more accurately, or more accurately, but in fact
        it, but more precisely, but it's more, but it's not, but they're not, but they are
        not, but i'm not a, however it is actually, no wait"""
    ),
    choice=_set("or"),
    i=_set("i i'm i'll i'd i've my me"),
    pointing=_set("you your you're that that's this wrong answer"),
)

GERMAN = QualityWords(
    stop=_set(
        """der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr mich mir dich dir mein
        meine dein deine deinem deiner sein seine ist sind war waren bin bist hat habe haben hast wird werden kann
        kannst können soll und oder aber nicht kein keine auf in im an am zu zum zur mit von vom für bei aus nach
        über um als wie was wer wo wann warum welche welcher dass so auch noch nur schon sehr bitte ja nein jetzt
        da hier wenn"""
    ),
    polite=_phrases(
        """bitte, hey, kannst du mir sagen, können sie mir sagen, sag mir, sage mir, weißt du, erzähl mir, erzähle
        mir"""
    ),
    asks={
        "wellbeing": _phrases("wie geht, wie geht's, wie fühlst du"),
        "quantity": _phrases(
            """wie viel, wie viele, wieviel, wieviele, wie weit, wie alt, wie lange, wie hoch, wie groß, wie schnell"""
        ),
        "time": _phrases("wann, welcher tag, welches jahr, wie spät, wieviel uhr, welches datum"),
        "person": _phrases("wer, wessen, wem"),
        "place": _phrases("wo, woher, wohin"),
        "counting": _phrases("zähl, zähle, nenne zwei, nenne drei, nenne fünf, nenn drei, nenn mir drei"),
        "translation": _phrases("übersetze, übersetz, wie sagt man, wie sage ich, was heißt"),
        "yes_no": _phrases(
            """ist, sind, war, bist, hat, habe, haben, hast, kann, kannst, können, darf, soll, wird, gibt, muss"""
        ),
        "claim": _phrases("was, welche, welcher, welches, warum, wieso, wie, erkläre, erklär, beschreibe, gib mir"),
    },
    measures=_set(
        """geschwindigkeit entfernung einwohner höhe alter temperatur länge gewicht größe wurzel preis prozent"""
    ),
    telling=_set("witz geschichte gedicht märchen rätsel lied"),
    yes_no=_set("ja nein doch klar sicher natürlich manchmal vielleicht wahrscheinlich"),
    denials=_set("nein nicht kein keine keinen keinem nichts niemand nie leer"),
    numbers=_set(
        """null ein eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig
        sechzig siebzig achtzig neunzig hundert tausend million millionen milliarde milliarden halb viele einige
        mehrere"""
    ),
    times=_set(
        """januar februar märz april mai juni juli august september oktober november dezember montag dienstag
        mittwoch donnerstag freitag samstag sonntag heute morgen gestern uhr jahrhundert vor jahren minuten
        stunden tagen wochen mittag"""
    ),
    places=_set("in im an am auf bei unter hinter neben zwischen aus norden süden osten westen"),
    states=_set("gut super prima bestens danke schlecht ok"),
    dangling=_set("der die das ein eine und oder aber mit von in für dass ist sind zu als auch im den dem"),
    about_you=_phrases("wer bist du, was bist du, dein name, wie heißt du, was kannst du, kannst du mir helfen"),
    stale=_phrases(
        """ich bin hier um, ich bin da um, entschuldigung für, als ki, als sprachmodell, es tut mir leid für, ich
        entschuldige mich"""
    ),
    about_self=_phrases(
        """sprachassistent, ich kann helfen, ich kann dir helfen, wie kann ich, gerne helfen, helfe dir gerne"""
    ),
    turns=_phrases("aber eigentlich, oder genauer, aber genauer, aber in wirklichkeit"),
    choice=_set("oder"),
    i=_set("ich mir mich mein meine"),
    pointing=_set("du dich dir dein deine sie das dies falsch antwort"),
)

FRENCH = QualityWords(
    stop=_set(
        """le la les l' un une des du de d' je j' tu il elle on nous vous ils elles me te se mon ma mes ton ta tes
        votre vos notre est sont suis es était a ai as avez ont sera être avoir peut peux et ou mais ne pas plus
        sur dans en à au aux par pour avec que qu' qui quoi quel quelle quels où quand comment pourquoi ce cette
        ces c'est n'est si très aussi oui non y"""
    ),
    polite=_phrases(
        """s'il te plaît, s'il vous plaît, peux-tu me dire, pouvez-vous me dire, dis-moi, dis moi, dites-moi, sais-tu"""
    ),
    asks={
        "wellbeing": _phrases("comment ça va, ça va, comment vas-tu, comment vas tu, comment allez-vous"),
        "quantity": _phrases("combien, quel âge, quelle distance, quelle hauteur, quelle taille"),
        "time": _phrases("quand, quelle heure, quel jour, en quelle année, quelle date"),
        "person": _phrases("qui, à qui"),
        "place": _phrases("où, d'où"),
        "counting": _phrases("compte, cite trois, nomme trois, cite deux, donne trois"),
        "translation": _phrases("traduis, traduisez, comment dit-on, comment dit on, comment dire"),
        "yes_no": _phrases("est-ce que, est-ce qu', est ce que, y a-t-il, peux-tu, es-tu, as-tu, puis-je"),
        "claim": _phrases(
            """quel, quelle, quels, quelles, qu'est-ce, qu'est, que, pourquoi, comment, explique, décris"""
        ),
    },
    measures=_set("vitesse distance population hauteur âge température longueur poids taille racine prix pourcent"),
    telling=_set("blague histoire poème conte devinette chanson"),
    yes_no=_set("oui non si certainement parfois peut-être probablement"),
    denials=_set("non pas aucun aucune rien personne jamais vide"),
    numbers=_set(
        """zéro un deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante
        cent mille million millions milliard milliards demi plusieurs beaucoup quelques"""
    ),
    times=_set(
        """janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi
        jeudi vendredi samedi dimanche aujourd'hui demain hier midi minuit siècle ans minutes heures jours
        semaines"""
    ),
    places=_set("à en au aux dans sur près sous derrière entre nord sud est ouest"),
    states=_set("bien bon super merci mal va"),
    dangling=_set("le la les un une des de du et ou mais avec par pour que qui est sont à dans en"),
    about_you=_phrases(
        """qui es-tu, qui es tu, qu'es-tu, ton nom, comment t'appelles, que peux-tu, que sais-tu faire, aide-moi"""
    ),
    stale=_phrases("je suis là pour, je suis ici pour, désolé pour, en tant qu'ia, en tant que modèle, je m'excuse"),
    about_self=_phrases(
        """assistant vocal, je peux vous aider, je peux t'aider, comment puis-je, heureux de vous aider"""
    ),
    turns=_phrases("mais en fait, ou plus exactement, mais plus précisément, mais en réalité"),
    choice=_set("ou"),
    i=_set("je j'ai j'aime mon ma mes moi"),
    pointing=_set("tu t'es te toi ton ta vous c'est c'était ça cela faux réponse"),
)

SPANISH = QualityWords(
    stop=_set(
        """el la los las un una unos unas de del al lo yo tú él ella nosotros me te se mi mis tu tus su sus es son
        soy eres era está están estoy hay ha he has han ser estar puede puedo puedes y o pero no ni más en a por
        para con que qué quién cuál cuándo cómo dónde cuánto si sí muy también este esta esto ese esa eso como
        sobre ya"""
    ),
    polite=_phrases("por favor, puedes decirme, me puedes decir, dime, sabes, quiero saber, cuéntame"),
    asks={
        "wellbeing": _phrases("cómo estás, cómo está, qué tal, cómo te va"),
        "quantity": _phrases("cuánto, cuánta, cuántos, cuántas, a qué distancia, qué edad, qué altura"),
        "time": _phrases("cuándo, qué hora, qué día, en qué año, qué fecha"),
        "person": _phrases("quién, quiénes, de quién"),
        "place": _phrases("dónde, de dónde, adónde"),
        "counting": _phrases("cuenta, nombra tres, di tres, nombra dos, dime tres"),
        "translation": _phrases("traduce, cómo se dice, cómo digo"),
        "yes_no": _phrases("es, son, hay, eres, está, puedes, puedo, tienes, tiene, existe"),
        "claim": _phrases("qué, cuál, cuáles, por qué, cómo, explica, describe, define"),
    },
    measures=_set("velocidad distancia población altura edad temperatura longitud peso tamaño raíz precio"),
    telling=_set("chiste cuento historia poema adivinanza canción"),
    yes_no=_set("sí si no claro quizás quizá probablemente"),
    denials=_set("no ningún ninguna ninguno nada nadie nunca vacía vacío"),
    numbers=_set(
        """cero un uno dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta
        sesenta cien ciento mil millón millones medio media varios muchos"""
    ),
    times=_set(
        """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes
        miércoles jueves viernes sábado domingo hoy mañana ayer mediodía medianoche siglo años minutos horas días
        semanas"""
    ),
    places=_set("en a sobre cerca bajo detrás entre norte sur este oeste"),
    states=_set("bien bueno genial gracias mal"),
    dangling=_set("el la los las un una de del y o pero con por para que es son en a"),
    about_you=_phrases("quién eres, qué eres, tu nombre, cómo te llamas, qué puedes hacer, ayúdame"),
    stale=_phrases("estoy aquí para, lamento cualquier, como ia, como modelo de lenguaje, me disculpo"),
    about_self=_phrases("asistente de voz, puedo ayudar, puedo ayudarte, en qué puedo, encantado de ayudar"),
    turns=_phrases("pero en realidad, o más exactamente, pero más precisamente, pero de hecho"),
    choice=_set("o u"),
    i=_set("yo me mi mis estoy tengo soy"),
    pointing=_set("tú eres te tu eso esto esta está mal respuesta"),
)

WORDS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
NONE = QualityWords()
"""Of any other language: what needs words is then not judged."""
