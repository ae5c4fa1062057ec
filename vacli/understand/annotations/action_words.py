"""How people take things on, in four languages: regular expressions over what was said, in any case.

`sure` forms make an action item as they stand, `dated` ones only with a time ("we should meet next week"). A form has
the group `who` where it is not I, we or you; what is to be done stands behind it, and what may stand before it in its
sentence is bounded by `opens`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ME, WE, YOU = "I", "we", "you"


@dataclass(frozen=True)
class ActionWords:
    """opens: what a form may stand behind, beside a sentence's beginning. never: beginnings of what takes nothing on.
    hypothetical: beginnings of a sentence that says nothing of what will be. nobody: what is not a person. when:
    phrases of time at an end that the calendar does not read; before_when: what stands before one that it does.
    """

    opens: str
    sure: tuple[tuple[str, str], ...]
    dated: tuple[tuple[str, str], ...]
    never: str
    hypothetical: str
    nobody: str
    when: str
    before_when: str


NAME = r"(?P<who>[^\W\d_]{2,30})"

PERSONS = (
    "sister|brother|mother|mum|mom|father|dad|wife|husband|son|daughter|boss|friend|neighbour|neighbor|colleague|"
    "manager|team|doctor|landlord|plumber|teacher|partner|girlfriend|boyfriend|uncle|aunt|kids|children|parents"
)

ENGLISH = ActionWords(
    opens=r"and|but|so|then|okay|ok|well|yes|yeah|sure|right|because|great|alright|also|plus|now|i think|i guess|"
          r"i suppose|please|hey|no|first|we agreed(?: that)?|the plan is(?: that)?",
    sure=(
        (ME, r"i(?:['’]ll (?:need|have) to| will (?:have|need) to|['’]ll| will| have to| need to| must|['’]ve got to|"
            r" have got to| gotta| got to|['’]m gonna| am gonna)"),
        (ME, r"i(?:['’]m| am) (?:going|supposed|meant|planning|about) to"),
        (ME, r"i (?:promise|intend|plan|mean) to"),
        (ME, r"i(?:['’]ll| will)? (?:want|need|have) to remember to"),
        (ME, r"remind me(?: (?:at|on|in|by|tomorrow|tonight|today|this|next|later)\b[^,.;]{0,30}?)? to|"
             r"don['’]?t let me forget to"),
        (ME, r"(?:(?:the|my|our) )?[^\W\d_]{2,30} (?:wants|needs|asked|told|expects) me to"),
        (ME, r"let me(?= (?:send|write|call|ask|book|prepare|follow up|finish|fix|email|share)\b)"),
        (WE, r"we(?:['’]ll need to|['’]ll have to| will (?:have|need) to|['’]ll| will| have to| need to| must|"
             r" gotta|['’]ve got to|['’]re going to| are going to)"),
        (WE, r"let['’]?s|let us"),
        (YOU, r"(?:please )?(?:remember|be sure|make sure|don['’]?t forget|do not forget) to"),
        ("", r"(?P<who>(?:one|some|both|all) of (?:us|you|them)|he|she|they)(?:['’]ll| will| has to| have to|"
             r" needs to| need to| must"
             r"|['’]s going to|['’]re going to| is going to| are going to)"),
        ("", NAME + r"(?:['’]ll| will| has to| needs to| must|['’]s going to| is going to|['’]s gonna| is gonna|"
                    r" is supposed to)"),
        ("", r"(?P<who>(?:my|our|your|the) (?:" + PERSONS + r"))(?:['’]ll| will| has to| have to| needs to| must|"
             r"['’]s going to| is going to| are going to)"),
    ),
    dated=(
        (ME, r"i (?:should|want to|would like to|ought to|hope to)|i['’]d (?:like|love) to|i['’]d better"),
        (WE, r"we (?:should|want to|ought to|could|can)|shall we"),
        (YOU, r"(?:[^\W\d_]{2,30},? )?i(?:['’]d like| would like| need| want|['’]ll need) you to"),
        (YOU, r"(?:can|could|will|would) you(?: please)?"),
        (YOU, r"you(?:['’]ll| will| should| need to| have to| must)"),
        ("", r"(?:can|could|will|would) " + NAME),
        ("", NAME + r" (?:should|wants to|can|could)"),
    ),
    never=r"(?:not|never|be(?! (?:at|in|there|here|ready|back|home)\b)|see (?:you|if|what|how|about|that|whether)|"
          r"see$|know|"
          r"have (?:a|an|the|some|another|been|had|lost|left|made|gone|done|got|told|forgotten|\w+ed)\b|love|like|"
          r"miss|bet|say|"
          r"guess|pass|hate|think|"
          r"wait|admit|go to (?:bed|sleep)|bed\b|sleep\b|the\b|a\b|my\b|work\b|school\b|church\b|town\b|lunch\b|"
          r"dinner\b|you\b|it\b|remember|forget|believe|"
          r"take (?:it|that|this|one)\b|always|probably|just (?:say|ask))\b(?! ?(?:able to|sure to|there)\b)",
    hypothetical=r"if|unless|what|how|why|who|when|where|which|suppose|imagine|maybe|perhaps|do|does|did|should i|"
                 r"must i|will i|is|are|was",
    nobody="it|that|this|there|what|who|how|when|where|why|which|nobody|nothing|something|everything|all|life|time|"
           "people|rain|i|you|we|"
           "anyone|one|these|those|and|but|so|weather|snow|things|work|dinner|"
           "lunch|school|"
           "music|traffic|money|prices|luck|he|she|they|or|if|as|than|then|not|no|yes|sun|train|bus|mine|yours|me|"
           "us|them|him|her|my|your|our|his|its|the|a|an",
    when=r"(?:by|before|until|till|in|at|this|next|over|during|for|after|on|from)\s+(?:the\s+|this\s+|"
         r"next\s+)?(?:(?:end|start|beginning|middle|"
         r"first|last|second|third)(?:\s+of(?:\s+(?:the|this|next))?\s+\w+)?|weekends?|weeks?|months?|years?|"
         r"quarter|summer|winter|spring|autumn|fall|"
         r"january|february|march|april|may|june|july|august|september|october|november|december|holidays?|"
         r"christmas|easter|"
         r"lunch(?:time)?|dinner|breakfast|noon|midnight|meeting|launch|deadline|release|evening|morning|afternoon|"
         r"night|then)"
         r"|(?:this|next)\s+(?:week(?:end)?|month|year|quarter|summer|winter|spring|autumn|fall)"
         r"|(?:by|before|until|till)\s+(?:the\s+|my\s+|our\s+)?\w+|later(?: today)?|soon|right away|immediately|"
         r"as soon as possible|asap|first thing",
    before_when=r"(?:by|before|until|till|on|at|in|from|after|within|no later than|around)(?: the)?",
)  # fmt: skip

GERMAN = ActionWords(
    opens=r"und|aber|also|dann|okay|ok|gut|ja|denn|bitte|ich denke|ich glaube|nein",
    sure=(
        (ME, r"ich (?:werde|muss|soll|habe vor|verspreche)"),
        (ME, r"erinnere? mich (?:bitte )?(?:daran,?|an)"),
        (WE, r"wir (?:werden|müssen|sollen)|lass uns|lasst uns"),
        (YOU, r"(?:vergiss|vergesst) (?:bitte )?nicht,?|denk(?:e|t)? (?:bitte )?(?:daran|dran),?"),
        ("", r"(?P<who>er|sie) (?:wird|werden|muss|müssen|soll)"),
        ("", NAME + r" (?:wird|muss|soll)"),
    ),
    dated=(
        (ME, r"ich(?= (?!(?:habe|hatte|würde|hätte|könnte|glaube|denke|wäre|sollte|wollte|möchte)\b)\w+e\b)"),
        (ME, r"ich (?:sollte|will|möchte)"),
        (WE, r"wir (?:sollten|wollen|können|könnten)|wir(?= (?!(?:haben|waren|hatten|würden|hätten|wollten|"
             r"sollten)\b)\w+en\b)"),
        (YOU, r"(?:kannst|könntest|würdest) du(?: bitte)?|du (?:musst|sollst|solltest)"),
        ("", r"(?:kann|könnte) " + NAME),
    ),
    never=r"(?:nicht|nie|niemals|auch nicht|ins bett|schlafen|sein\b|mal sehen)\b",
    hypothetical=r"wenn|falls|ob|was|wie|warum|wer|wann|wo|welche\w*|muss ich|soll ich|vielleicht",
    nobody="es|das|dies|was|wer|wie|wann|wo|warum|man|niemand|nichts|alles|wetter|regen|ich|du|wir|sie|er|ihr|"
           "jemand|keiner|alle|und|aber",
    when=r"(?:bis|vor|am|im|in|nach|ab)\s+(?:zum|dem|der|den|die)?\s*(?:ende\s+(?:der|des|dieser|nächster)\s+\w+|"
         r"wochenende|nächsten?\s+\w+|montag|"
         r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|woche|monat)|(?:diese|"
         r"nächste)[nrs]?\s+(?:woche|monat|jahr|wochenende)"
         r"|am wochenende|später|bald|gleich|sofort",
    before_when=r"(?:bis|vor|am|um|im|in|ab|nach)(?: zum)?",
)  # fmt: skip

FRENCH = ActionWords(
    opens=r"et|mais|donc|alors|puis|ensuite|bon|d'accord|ok|oui|s'il te plaît|je pense que|je crois que|non",
    sure=(
        (ME, r"je (?:vais|dois|devrai)|il faut que j['’e ]e?\s?|je promets de"),
        (ME, r"rappelle[- ]moi d[e'’]"),
        (WE, r"(?:nous (?:devons|allons)|on (?:va|doit))|il faut qu['’]on"),
        (YOU, r"n['’]oubliez? pas d[e'’]|n['’]oublie pas d[e'’]|pensez? à|pense à"),
        ("", r"(?P<who>il|elle|ils|elles) (?:va|vont|doit|doivent)"),
        ("", NAME + r" (?:va|doit)"),
    ),
    dated=(
        (ME, r"je (?:voudrais|veux|devrais)"),
        (WE, r"(?:nous|on) (?:devrions|devrait|pourrions|pourrait)"),
        (YOU, r"(?:peux|pourrais)[- ]tu|(?:pouvez|pourriez)[- ]vous|tu (?:dois|devrais)"),
    ),
    never=r"(?:pas|jamais|bien|mieux|mal|au lit|dormir|à la|au\b|être|pleuvoir|neiger|y aller)\b",
    hypothetical=r"si|quand|que|quoi|comment|pourquoi|qui|où|quel\w*|est[- ]ce|dois[- ]je|peut[- ]être",
    nobody="ça|ce|cela|il|elle|on|rien|tout|qui|que|quoi|personne|je|tu|nous|vous|ils|elles|temps|et|mais",
    when=r"(?:avant|d['’]ici|jusqu['’]à|en|pendant|dans)\s+(?:la|le|les)?\s*(?:fin\s+\w+\s+\w+|semaine|week-end|"
         r"mois|janvier|février|mars|avril|mai|juin|"
         r"juillet|août|septembre|octobre|novembre|décembre|mardi|\w+)|(?:la semaine|le mois) prochaine?|"
         r"ce week-end|plus tard|bientôt|tout de suite",
    before_when=r"(?:avant|d['’]ici|à|vers|pour|dès|jusqu['’]à)(?: le)?",
)  # fmt: skip

SPANISH = ActionWords(
    opens=r"y|pero|entonces|luego|vale|bueno|ok|sí|por favor|creo que|pienso que|no",
    sure=(
        (ME, r"(?:yo )?(?:voy a|tengo que|debo|necesito|prometo|he de)"),
        (ME, r"recuérdame(?: que)?"),
        (WE, r"(?:nosotros )?(?:vamos a|tenemos que|debemos|necesitamos)"),
        (YOU, r"no (?:te )?olvides|no olvides|no te olvides de|acuérdate de|recuerda"),
        ("", r"(?P<who>él|ella|ellos|ellas) (?:va a|van a|tiene que|tienen que|debe|deben)"),
        ("", NAME + r" (?:va a|tiene que|debe)"),
    ),
    dated=(
        (ME, r"(?:quiero|quisiera|debería|me gustaría)"),
        (WE, r"(?:deberíamos|podríamos|podemos)"),
        (YOU, r"(?:me )?(?:puedes|podrías)|(?:tienes que|debes|deberías)"),
    ),
    never=r"(?:no|nunca|la cama|dormir|ser|estar|llover|nevar|la|el|mi|casa)\b",
    hypothetical=r"si|cuando|qué|cómo|por qué|quién|dónde|cuál\w*|quizás?|tal vez|¿",
    nobody="eso|esto|ello|nada|todo|qué|quién|nadie|algo|yo|tú|él|ella|nosotros|usted|ellos|ellas|tiempo|y|pero|que|"
           "se",
    when=r"(?:antes de|para|hasta|en|durante|dentro de)\s+(?:el|la|las|los)?\s*(?:fin(?:al)? de \w+|semana|mes|"
         r"enero|febrero|marzo|abril|mayo|junio|julio|"
         r"agosto|septiembre|octubre|noviembre|diciembre|\w+)|la (?:próxima )?semana(?: que viene)?|"
         r"este fin de semana|más tarde|pronto|ahora mismo",
    before_when=r"(?:antes de|antes del|para|hasta|el|a|desde)(?: (?:el|la|las))?",
)  # fmt: skip

WORDS: Mapping[str, ActionWords] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
