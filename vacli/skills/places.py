"""Which time zone a city or country has, by its name in one of four languages. Knows about two hundred of them."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CITIES = """
Africa/Abidjan: abidjan, ivory coast, elfenbeinküste, côte d'ivoire, costa de marfil
Africa/Accra: accra, ghana
Africa/Addis_Ababa: addis ababa, addis abeba, adís abeba, ethiopia, äthiopien, éthiopie, etiopía
Africa/Algiers: algiers, algier, alger, argel, algeria, algerien, algérie, argelia
Africa/Cairo: cairo, kairo, le caire, el cairo, egypt, ägypten, égypte, egipto
Africa/Casablanca: casablanca, marrakesh, marrakesch, marrakech, morocco, marokko, maroc, marruecos
Africa/Dakar: dakar, senegal, sénégal
Africa/Johannesburg: johannesburg, cape town, kapstadt, le cap, ciudad del cabo, south africa, südafrika, afrique du
  sud, sudáfrica
Africa/Lagos: lagos, nigeria, nigéria
Africa/Nairobi: nairobi, kenya, kenia
Africa/Tunis: tunis, túnez, tunisia, tunesien, tunisie
America/Anchorage: anchorage, alaska
America/Argentina/Buenos_Aires: buenos aires, argentina, argentinien, argentine
America/Bogota: bogota, bogotá, colombia, kolumbien, colombie
America/Caracas: caracas, venezuela
America/Chicago: chicago, dallas, houston, austin, san antonio, new orleans, minneapolis, texas, illinois, saint
  louis, st louis, nashville, memphis, milwaukee
America/Denver: denver, salt lake city, colorado, utah
America/Guatemala: guatemala
America/Halifax: halifax
America/Havana: havana, havanna, la havane, la habana, cuba, kuba
America/Jamaica: jamaica, jamaika, jamaïque, kingston
America/Lima: lima, peru, pérou, perú
America/Los_Angeles: los angeles, los ángeles, san francisco, seattle, san diego, las vegas, portland, california,
  kalifornien, californie, sacramento, san jose, silicon valley, hollywood
America/Mexico_City: mexico city, mexiko stadt, mexico, mexiko, mexique, méxico, ciudad de méxico
America/Montevideo: montevideo, uruguay
America/New_York: new york, new york city, nueva york, boston, washington, washington dc, miami, atlanta,
  philadelphia, florida, orlando, baltimore, pittsburgh, detroit, cleveland, charlotte
America/Panama: panama, panamá
America/Phoenix: phoenix, arizona
America/Puerto_Rico: puerto rico, san juan
America/Santiago: santiago, santiago de chile, chile, chili
America/Sao_Paulo: sao paulo, são paulo, rio de janeiro, rio, río de janeiro, brasilia
America/St_Johns: newfoundland, neufundland, terre neuve
America/Toronto: toronto, ottawa, montreal, montréal, quebec, québec
America/Vancouver: vancouver
America/Winnipeg: winnipeg
America/Edmonton: calgary, edmonton
Asia/Almaty: almaty
Asia/Baghdad: baghdad, bagdad, iraq, irak
Asia/Bangkok: bangkok, thailand, thaïlande, tailandia
Asia/Beirut: beirut, beyrouth, lebanon, libanon, liban, líbano
Asia/Colombo: colombo, sri lanka
Asia/Dhaka: dhaka, bangladesh, bangladesch
Asia/Dubai: dubai, dubaï, dubái, abu dhabi, united arab emirates
Asia/Ho_Chi_Minh: ho chi minh city, hanoi, saigon, vietnam
Asia/Hong_Kong: hong kong, hongkong
Asia/Istanbul: istanbul, estambul, ankara, turkey, türkei, turquie, turquía
Asia/Jakarta: jakarta, yakarta
Asia/Jerusalem: jerusalem, jérusalem, jerusalén, tel aviv, israel, israël
Asia/Kabul: kabul, afghanistan, afganistán
Asia/Karachi: karachi, lahore, islamabad, pakistan, pakistán
Asia/Kathmandu: kathmandu, katmandou, katmandú, nepal, népal
Asia/Kolkata: kolkata, calcutta, mumbai, bombay, delhi, new delhi, neu delhi, nueva delhi, bangalore, chennai,
  hyderabad, india, indien, inde
Asia/Kuala_Lumpur: kuala lumpur, malaysia, malaisie, malasia
Asia/Kuwait: kuwait
Asia/Manila: manila, manille, philippines, philippinen, filipinas
Asia/Pyongyang: pyongyang, north korea, nordkorea
Asia/Qatar: doha, qatar, katar
Asia/Riyadh: riyadh, riad, saudi arabia, saudi arabien, arabie saoudite, arabia saudita
Asia/Seoul: seoul, séoul, seúl, south korea, südkorea, corée du sud, corea del sur, korea, corée, corea
Asia/Shanghai: shanghai, schanghai, shanghái, beijing, peking, pékin, pekín, shenzhen, china, chine
Asia/Singapore: singapore, singapur, singapour
Asia/Taipei: taipei, taiwan, taiwán, taïwan
Asia/Tbilisi: tbilisi, tiflis, georgia
Asia/Tehran: tehran, teheran, téhéran, teherán, iran, irán
Asia/Tokyo: tokyo, tokio, osaka, kyoto, japan, japon, japón
Asia/Yerevan: yerevan, armenia, armenien, arménie
Atlantic/Azores: azores, azoren, açores
Atlantic/Canary: canary islands, kanaren, îles canaries, canarias, tenerife, teneriffa, gran canaria, las palmas
Atlantic/Reykjavik: reykjavik, iceland, island, islande, islandia
Australia/Adelaide: adelaide
Australia/Brisbane: brisbane, queensland
Australia/Darwin: darwin
Australia/Melbourne: melbourne
Australia/Perth: perth
Australia/Sydney: sydney, sídney, canberra
Europe/Amsterdam: amsterdam, rotterdam, netherlands, the netherlands, holland, niederlande, pays bas, holanda,
  países bajos
Europe/Athens: athens, athen, athènes, atenas, greece, griechenland, grèce, grecia
Europe/Belgrade: belgrade, belgrad, belgrado, serbia, serbien, serbie
Europe/Berlin: berlin, berlín, munich, münchen, múnich, hamburg, hambourg, hamburgo, cologne, köln, colonia,
  frankfurt, francfort, stuttgart, leipzig, dresden, germany, deutschland, allemagne, alemania
Europe/Bratislava: bratislava, slovakia, slowakei
Europe/Brussels: brussels, brüssel, bruxelles, bruselas, antwerp, belgium, belgien, belgique, bélgica
Europe/Bucharest: bucharest, bukarest, bucarest, romania, rumänien, roumanie, rumania
Europe/Budapest: budapest, hungary, ungarn, hongrie, hungría
Europe/Copenhagen: copenhagen, kopenhagen, copenhague, denmark, dänemark, danemark, dinamarca
Europe/Dublin: dublin, dublín, ireland, irland, irlande, irlanda
Europe/Helsinki: helsinki, finland, finnland, finlande, finlandia
Europe/Kyiv: kyiv, kiev, kiew, ukraine, ucrania
Europe/Lisbon: lisbon, lissabon, lisbonne, lisboa, porto, portugal
Europe/London: london, londres, manchester, birmingham, liverpool, edinburgh, édimbourg, edimburgo, glasgow,
  england, großbritannien, angleterre, inglaterra, scotland, schottland, écosse, escocia, wales, great britain,
  united kingdom, the uk, uk, royaume uni, reino unido, gran bretaña
Europe/Luxembourg: luxembourg, luxemburg, luxemburgo
Europe/Madrid: madrid, barcelona, barcelone, seville, sevilla, valencia, spain, spanien, espagne, españa, bilbao,
  málaga
Europe/Malta: malta, malte
Europe/Minsk: minsk, belarus
Europe/Moscow: moscow, moskau, moscou, moscú, saint petersburg, st petersburg, sankt petersburg
Europe/Oslo: oslo, norway, norwegen, norvège, noruega
Europe/Paris: paris, parís, lyon, marseille, nice, toulouse, bordeaux, france, frankreich, francia
Europe/Prague: prague, prag, praga, czech republic, tschechien, république tchèque, república checa
Europe/Riga: riga, latvia, lettland
Europe/Rome: rome, rom, roma, milan, mailand, milán, naples, neapel, venice, venedig, venise, venecia, florence,
  florenz, italy, italien, italie, italia
Europe/Sofia: sofia, bulgaria, bulgarien, bulgarie
Europe/Stockholm: stockholm, estocolmo, sweden, schweden, suède, suecia
Europe/Tallinn: tallinn, estonia, estland
Europe/Vienna: vienna, wien, vienne, viena, salzburg, graz, austria, österreich, autriche
Europe/Vilnius: vilnius, lithuania, litauen
Europe/Warsaw: warsaw, warschau, varsovie, varsovia, krakow, krakau, poland, polen, pologne, polonia
Europe/Zagreb: zagreb, croatia, kroatien, croatie, croacia
Europe/Zurich: zurich, zürich, geneva, genf, genève, ginebra, bern, basel, switzerland, die schweiz, der schweiz,
  schweiz, suisse, suiza
Pacific/Auckland: auckland, wellington, new zealand, neuseeland, nouvelle zélande, nueva zelanda
Pacific/Fiji: fiji, fidschi, fidji
Pacific/Honolulu: honolulu, hawaii, hawái
UTC: utc, greenwich, gmt
"""
_SEVERAL = """
united states, the united states, the united states of america, america, the us, us, usa, the usa, vereinigte
staaten, amerika, états unis, estados unidos, canada, kanada, canadá, russia, russland, russie, rusia, brazil,
brasilien, brésil, brasil, australia, australien, australie, indonesia, indonesien, indonésie, kazakhstan,
kasachstan
"""

SEVERAL = frozenset(name.strip() for name in _SEVERAL.replace("\n", " ").split(","))
"""Countries where it is not the same time everywhere."""
ZONES = {
    name.strip(): zone
    for zone, _, names in (line.partition(":") for line in _CITIES.replace("\n  ", " ").split("\n") if line)
    for name in names.split(",")
}


def zone_of(place: str) -> ZoneInfo | None:
    """None for a place that is not known, or where the system has no time zones."""
    name = place.lower().replace("-", " ").strip()
    zone = ZONES.get(name) or ZONES.get(name.removeprefix("the "))
    try:
        return ZoneInfo(zone) if zone else None
    except ZoneInfoNotFoundError:
        return None


def as_written(place: str) -> str:
    """The name with capitals: "Rio de Janeiro", "the UK"."""
    return " ".join(_capital(word, at) for at, word in enumerate(place.lower().split()))


def _capital(word: str, at: int) -> str:
    if word in ("uk", "us", "usa", "dc", "utc", "gmt"):
        return word.upper()
    small = word in ("de", "del", "of", "the", "du", "des") or (at and word in ("la", "le"))
    return word if small else word[:1].upper() + word[1:]
