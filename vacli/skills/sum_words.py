"""How sums are said in four languages."""

SAID = {
    "en": {
        "+": "{a} plus {b}",
        "-": "{a} minus {b}",
        "*": "{a} times {b}",
        "/": "{a} divided by {b}",
        "^": "{a} to the power of {b}",
        "%": "{b} percent of {a}",
        "sqrt": "The square root of {a}",
        "half": "Half of {a}",
        "double": "Twice {a}",
        "square": "{a} squared",
        "cube": "{a} cubed",
    },
    "de": {
        "+": "{a} plus {b}",
        "-": "{a} minus {b}",
        "*": "{a} mal {b}",
        "/": "{a} geteilt durch {b}",
        "^": "{a} hoch {b}",
        "%": "{b} Prozent von {a}",
        "sqrt": "Die Wurzel aus {a}",
        "half": "Die Hälfte von {a}",
        "double": "Das Doppelte von {a}",
        "square": "{a} zum Quadrat",
        "cube": "{a} hoch 3",
    },
    "fr": {
        "+": "{a} plus {b}",
        "-": "{a} moins {b}",
        "*": "{a} fois {b}",
        "/": "{a} divisé par {b}",
        "^": "{a} puissance {b}",
        "%": "{b} pour cent de {a}",
        "sqrt": "La racine carrée de {a}",
        "half": "La moitié de {a}",
        "double": "Le double de {a}",
        "square": "{a} au carré",
        "cube": "{a} au cube",
    },
    "es": {
        "+": "{a} más {b}",
        "-": "{a} menos {b}",
        "*": "{a} por {b}",
        "/": "{a} entre {b}",
        "^": "{a} elevado a {b}",
        "%": "el {b} por ciento de {a}",
        "sqrt": "La raíz cuadrada de {a}",
        "half": "La mitad de {a}",
        "double": "El doble de {a}",
        "square": "{a} al cuadrado",
        "cube": "{a} al cubo",
    },
}
IS = {"en": ("is", "is about"), "de": ("ist", "ist ungefähr"), "fr": ("font", "font environ"), "es": ("es", "es unos")}
BY_ZERO = {
    "en": "Nothing can be divided by zero.",
    "de": "Durch null kann man nicht teilen.",
    "fr": "On ne peut pas diviser par zéro.",
    "es": "No se puede dividir entre cero.",
}
NO_ROOT = {
    "en": "A negative number has no square root that I could say.",
    "de": "Eine negative Zahl hat keine Wurzel, die ich nennen könnte.",
    "fr": "Un nombre négatif n'a pas de racine carrée réelle.",
    "es": "Un número negativo no tiene raíz cuadrada real.",
}
TOO_LARGE = {
    "en": "That number is too large for me to say.",
    "de": "Diese Zahl ist zu groß, um sie auszusprechen.",
    "fr": "Ce nombre est trop grand pour que je le dise.",
    "es": "Ese número es demasiado grande para decirlo.",
}
