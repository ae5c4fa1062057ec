"""Units as they are said in four languages: one of them, several of them."""

from decimal import Decimal
from enum import Enum, auto

CURRENCIES = frozenset({"dollar", "euro", "pound sterling", "yen", "franc", "rupee"})

_UNITS = """
mile | mile miles | Meile Meilen | mille milles | milla millas
kilometre | kilometre kilometres | Kilometer Kilometer | kilomètre kilomètres | kilómetro kilómetros
metre | metre metres | Meter Meter | mètre mètres | metro metros
centimetre | centimetre centimetres | Zentimeter Zentimeter | centimètre centimètres | centímetro centímetros
millimetre | millimetre millimetres | Millimeter Millimeter | millimètre millimètres | milímetro milímetros
inch | inch inches | Zoll Zoll | pouce pouces | pulgada pulgadas
foot | foot feet | Fuß Fuß | pied pieds | pie pies
yard | yard yards | Yard Yards | yard yards | yarda yardas
nautical mile | nautical_mile nautical_miles | Seemeile Seemeilen | mille_marin milles_marins | milla_náutica millas_náuticas
light year | light_year light_years | Lichtjahr Lichtjahre | année-lumière années-lumière | año_luz años_luz
gram | gram grams | Gramm Gramm | gramme grammes | gramo gramos
kilogram | kilogram kilograms | Kilogramm Kilogramm | kilogramme kilogrammes | kilogramo kilogramos
milligram | milligram milligrams | Milligramm Milligramm | milligramme milligrammes | miligramo miligramos
tonne | tonne tonnes | Tonne Tonnen | tonne tonnes | tonelada toneladas
ton | ton tons | US-Tonne US-Tonnen | tonne_américaine tonnes_américaines | tonelada_corta toneladas_cortas
pound | pound pounds | Pfund Pfund | livre livres | libra libras
ounce | ounce ounces | Unze Unzen | once onces | onza onzas
stone | stone stone | Stone Stone | stone stones | stone stones
celsius | degree_Celsius degrees_Celsius | Grad_Celsius Grad_Celsius | degré_Celsius degrés_Celsius | grado_Celsius grados_Celsius
fahrenheit | degree_Fahrenheit degrees_Fahrenheit | Grad_Fahrenheit Grad_Fahrenheit | degré_Fahrenheit degrés_Fahrenheit | grado_Fahrenheit grados_Fahrenheit
kelvin | kelvin kelvin | Kelvin Kelvin | kelvin kelvins | kelvin kelvin
litre | litre litres | Liter Liter | litre litres | litro litros
millilitre | millilitre millilitres | Milliliter Milliliter | millilitre millilitres | mililitro mililitros
centilitre | centilitre centilitres | Zentiliter Zentiliter | centilitre centilitres | centilitro centilitros
decilitre | decilitre decilitres | Deziliter Deziliter | décilitre décilitres | decilitro decilitros
cup | cup cups | Tasse Tassen | tasse tasses | taza tazas
tablespoon | tablespoon tablespoons | Esslöffel Esslöffel | cuillère_à_soupe cuillères_à_soupe | cucharada cucharadas
teaspoon | teaspoon teaspoons | Teelöffel Teelöffel | cuillère_à_café cuillères_à_café | cucharadita cucharaditas
pint | pint pints | Pint Pints | pinte pintes | pinta pintas
quart | quart quarts | Quart Quarts | quart quarts | cuarto cuartos
gallon | gallon gallons | Gallone Gallonen | gallon gallons | galón galones
fluid ounce | fluid_ounce fluid_ounces | Flüssigunze Flüssigunzen | once_liquide onces_liquides | onza_líquida onzas_líquidas
cubic metre | cubic_metre cubic_metres | Kubikmeter Kubikmeter | mètre_cube mètres_cubes | metro_cúbico metros_cúbicos
square metre | square_metre square_metres | Quadratmeter Quadratmeter | mètre_carré mètres_carrés | metro_cuadrado metros_cuadrados
square kilometre | square_kilometre square_kilometres | Quadratkilometer Quadratkilometer | kilomètre_carré kilomètres_carrés | kilómetro_cuadrado kilómetros_cuadrados
square foot | square_foot square_feet | Quadratfuß Quadratfuß | pied_carré pieds_carrés | pie_cuadrado pies_cuadrados
square mile | square_mile square_miles | Quadratmeile Quadratmeilen | mille_carré milles_carrés | milla_cuadrada millas_cuadradas
acre | acre acres | Acre Acres | acre acres | acre acres
hectare | hectare hectares | Hektar Hektar | hectare hectares | hectárea hectáreas
second | second seconds | Sekunde Sekunden | seconde secondes | segundo segundos
minute | minute minutes | Minute Minuten | minute minutes | minuto minutos
hour | hour hours | Stunde Stunden | heure heures | hora horas
day | day days | Tag Tage | jour jours | día días
week | week weeks | Woche Wochen | semaine semaines | semana semanas
month | month months | Monat Monate | mois mois | mes meses
year | year years | Jahr Jahre | an ans | año años
mile per hour | mile_per_hour miles_per_hour | Meile_pro_Stunde Meilen_pro_Stunde | mille_à_l'heure milles_à_l'heure | milla_por_hora millas_por_hora
kilometre per hour | kilometre_per_hour kilometres_per_hour | Kilometer_pro_Stunde Kilometer_pro_Stunde | kilomètre_à_l'heure kilomètres_à_l'heure | kilómetro_por_hora kilómetros_por_hora
metre per second | metre_per_second metres_per_second | Meter_pro_Sekunde Meter_pro_Sekunde | mètre_par_seconde mètres_par_seconde | metro_por_segundo metros_por_segundo
knot | knot knots | Knoten Knoten | nœud nœuds | nudo nudos
bit | bit bits | Bit Bit | bit bits | bit bits
byte | byte bytes | Byte Byte | octet octets | byte bytes
kilobyte | kilobyte kilobytes | Kilobyte Kilobyte | kilooctet kilooctets | kilobyte kilobytes
megabyte | megabyte megabytes | Megabyte Megabyte | mégaoctet mégaoctets | megabyte megabytes
gigabyte | gigabyte gigabytes | Gigabyte Gigabyte | gigaoctet gigaoctets | gigabyte gigabytes
terabyte | terabyte terabytes | Terabyte Terabyte | téraoctet téraoctets | terabyte terabytes
megabit | megabit megabits | Megabit Megabit | mégabit mégabits | megabit megabits
gigabit | gigabit gigabits | Gigabit Gigabit | gigabit gigabits | gigabit gigabits
calorie | calorie calories | Kalorie Kalorien | calorie calories | caloría calorías
kilocalorie | kilocalorie kilocalories | Kilokalorie Kilokalorien | kilocalorie kilocalories | kilocaloría kilocalorías
joule | joule joules | Joule Joule | joule joules | julio julios
kilojoule | kilojoule kilojoules | Kilojoule Kilojoule | kilojoule kilojoules | kilojulio kilojulios
kilowatt hour | kilowatt_hour kilowatt_hours | Kilowattstunde Kilowattstunden | kilowattheure kilowattheures | kilovatio_hora kilovatios_hora
watt | watt watts | Watt Watt | watt watts | vatio vatios
kilowatt | kilowatt kilowatts | Kilowatt Kilowatt | kilowatt kilowatts | kilovatio kilovatios
horsepower | horsepower horsepower | PS PS | cheval-vapeur chevaux-vapeur | caballo_de_vapor caballos_de_vapor
bar | bar bar | Bar Bar | bar bars | bar bares
psi | psi psi | PSI PSI | psi psi | psi psi
dollar | dollar dollars | Dollar Dollar | dollar dollars | dólar dólares
euro | euro euros | Euro Euro | euro euros | euro euros
pound sterling | British_pound British_pounds | britisches_Pfund britische_Pfund | livre_sterling livres_sterling | libra_esterlina libras_esterlinas
yen | yen yen | Yen Yen | yen yens | yen yenes
franc | franc francs | Franken Franken | franc francs | franco francos
rupee | rupee rupees | Rupie Rupien | roupie roupies | rupia rupias
"""  # noqa: E501


class Say(Enum):
    IS = auto()
    IS_ABOUT = auto()
    TO_WHAT = auto()
    TO_SENTENCE = auto()
    NOT_ALIKE = auto()
    NO_RATES = auto()
    TOO_COLD = auto()


_WORDS = {
    "en": {
        Say.IS: "{asked} is {converted}.",
        Say.IS_ABOUT: "{asked} is about {converted}.",
        Say.TO_WHAT: "Into which unit?",
        Say.TO_SENTENCE: "convert {asked} to",
        Say.NOT_ALIKE: "I cannot turn {a} into {b}: they do not measure the same thing.",
        Say.NO_RATES: "I work offline, so I know no exchange rates.",
        Say.TOO_COLD: "Nothing is colder than absolute zero.",
    },
    "de": {
        Say.IS: "{asked} sind {converted}.",
        Say.IS_ABOUT: "{asked} sind ungefähr {converted}.",
        Say.TO_WHAT: "In welche Einheit?",
        Say.TO_SENTENCE: "rechne {asked} um in",
        Say.NOT_ALIKE: "Ich kann {a} nicht in {b} umrechnen: sie messen Verschiedenes.",
        Say.NO_RATES: "Ich arbeite ohne Internet und kenne keine Wechselkurse.",
        Say.TOO_COLD: "Kälter als der absolute Nullpunkt ist nichts.",
    },
    "fr": {
        Say.IS: "{asked} font {converted}.",
        Say.IS_ABOUT: "{asked} font environ {converted}.",
        Say.TO_WHAT: "En quelle unité ?",
        Say.TO_SENTENCE: "convertis {asked} en",
        Say.NOT_ALIKE: "Je ne peux pas convertir de {a} en {b} : ce n'est pas la même grandeur.",
        Say.NO_RATES: "Je travaille hors ligne et ne connais aucun taux de change.",
        Say.TOO_COLD: "Rien n'est plus froid que le zéro absolu.",
    },
    "es": {
        Say.IS: "{asked} son {converted}.",
        Say.IS_ABOUT: "{asked} son aproximadamente {converted}.",
        Say.TO_WHAT: "¿A qué unidad?",
        Say.TO_SENTENCE: "convierte {asked} a",
        Say.NOT_ALIKE: "No puedo convertir {a} en {b}: no miden lo mismo.",
        Say.NO_RATES: "Trabajo sin conexión, así que no conozco los tipos de cambio.",
        Say.TOO_COLD: "Nada está más frío que el cero absoluto.",
    },
}
_SAID = {
    name.strip(): [tuple(words.replace("_", " ") for words in each.split()) for each in said]
    for name, *said in (line.split("|") for line in _UNITS.strip().splitlines())
}
NAMES = frozenset(_SAID)


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)


def unit(name: str, count: Decimal, language: str) -> str:
    """What a unit is called behind a number. French counts in the singular up to two."""
    one, several = _SAID[name][("en", "de", "fr", "es").index(language)]
    return one if (abs(count) < 2 if language == "fr" else count == 1) else several
