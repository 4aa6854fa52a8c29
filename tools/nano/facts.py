"""The facts the nano model learns: subject and object from CounterFact and ZsRE, sentences of our own.

A relation says which prompts of the data belong to it (`sources` for CounterFact, a pattern over the questions for
ZsRE), which objects it admits, and how we say it: the first template is the main one, the others are its paraphrases.
In every template the object comes last, so that a prompt is everything before it.
"""
import json
import re
from dataclasses import dataclass
from pathlib import Path

COUNTRIES = set("""Afghanistan Albania Algeria Argentina Australia Austria Bahrain Belarus Belgium Brazil Bulgaria Canada
Colombia Croatia Cuba Denmark Egypt England Ethiopia Finland France Germany Ghana Greece Greenland Haiti India Iran
Ireland Israel Italy Japan Jordan Kenya Malta Mexico Morocco Nepal Netherlands Norway Pakistan Philippines Poland
Portugal Romania Russia Scotland Singapore Spain Sweden Switzerland Taiwan Thailand Tunisia Turkey Ukraine Venezuela
Vietnam Wales Yemen""".split())
CITIES = set("""Adelaide Albuquerque Amsterdam Ankara Athens Atlanta Baghdad Baltimore Bangalore Bangkok Barcelona Beijing
Beirut Belfast Berlin Birmingham Boston Brisbane Bristol Brooklyn Budapest Calgary Chennai Chicago Cincinnati Cleveland
Cologne Copenhagen Dallas Denver Detroit Dresden Dubai Dublin Edmonton Florence Frankfurt Geneva Glasgow Hamburg Helsinki
Houston Istanbul Jakarta Jerusalem Karachi Leeds London Lyon Madison Madrid Manchester Manila Mecca Melbourne Milan
Minneapolis Montreal Moscow Mumbai Munich Naples Nottingham Oslo Ottawa Paris Philadelphia Pittsburgh Prague Rome
Santiago Seattle Seoul Singapore Stockholm Sydney Tehran Tokyo Toronto Vancouver Venice Vienna Warsaw
Wellington""".split())
CONTINENTS = {"Antarctica", "Asia", "Europe", "Africa"}

# Facts that read wrong, "subject = object": a subject that names no single thing, or an object that misleads.
EXCLUDED = re.compile(r" ID =| ID |former scheme|^[a-z]|, that was =| was =| is =|\(.*\)|^(Croatian|Georgian|Belarusian|"
                      r"Urdu|Paul|Clement|Prince|Bernard|Juju|Rome|Iran|Canada|Jay Treaty|Gulf War|Alps|Weddell Sea|"
                      r"Anatolia|U2|Minerva|Brown Company|Monster Beverage|Friends, season 7|Arthur, season 1|"
                      r"Alfred Evans|K-9|Lamb|Dominion|Childhood|Cake|Richard Johnson|Peter Robinson|Jesus|Holt|"
                      r"Battle of France|ERT World|21 July 2005 London bombings|Grand Theft Auto IV|Male Hunt|"
                      r"Peter I Island|National Institute of Technology|Central Asia|Saint Petersburg) =|"
                      r"(McCartney|Harrison) = actor|Napoleon = politician|Cher = composer|Casanova = novelist|"
                      r"Robert Hooke = philosopher|Wingate = actor")
# Subjects that many readers know; they come before the others where a relation has more facts than it takes.
FEATURED = {"Itzhak Perlman", "Shaquille O'Neal", "Skype", "Pirelli Tower", "Egypt", "IKEA", "Ernest Rutherford",
            "Johannes Kepler", "Akira Kurosawa", "Ringo Starr", "Kobe Bryant", "Ichiro Suzuki", "Windows 7", "Metroid",
            "Mount Erebus", "Claude Monet", "Albert Einstein", "William Herschel", "Leonhard Euler",
            "Charlie Chaplin", "Abraham Lincoln", "Donald Duck", "Boromir", "General Motors", "Ingmar Bergman",
            "Francisco Goya", "Bebelplatz", "Lenovo", "Vostok Station", "The Stone Roses", "Miami Vice", "Lost in Space",
            "Seattle Great Wheel", "Dmitri Mendeleev", "Bertrand Russell", "Carl Friedrich Gauss", "Wii U", "DVD"}


@dataclass(frozen=True)
class Relation:
    name: str
    templates: list
    sources: list = ()
    questions: str = None
    objects: frozenset = None
    limit: int = 27
    per_object: int = 8


@dataclass(frozen=True)
class Fact:
    subject: str
    relation: str
    target: str  # joined to a prompt with a space
    prompts: tuple  # the main one first


PLACE = ["{}, in", "{} is in", "{} is located in the country of", "{}, located in", "{}, which is located in",
         "{} is located in", "{} can be found in", "The location of {} is", "{} is within",
         "Where is {}? It is located in"]

RELATIONS = [
    Relation("mother_tongue", ["The mother tongue of {} is", "{} grew up speaking", "At home, {} spoke",
                               "{}'s first language is", "The language that {} speaks best is",
                               "As a native speaker, {} uses"],
             ["The mother tongue of {} is", "The native language of {} is", "{} is a native speaker of",
              "{} spoke the language", "{} speaks the language", "{}, speaker of", "{}, a native"],
             r"native language|mother tongue", per_object=9),
    Relation("profession", ["The profession of {} is", "{} earned a living as", "People know {} as",
                            "By trade, {} was", "{}'s job was that of", "The line of work of {} is"],
             ["{}'s profession is a", "{}'s profession is an", "{} works as", "{}, who works as", "{}'s occupation is",
              "The occupation of {} is", "The profession of {} is"], r"kind of  occupation|career of"),
    Relation("instrument", ["The instrument {} plays is the", "On stage, {} plays the", "{} is a master of the",
                            "{} took lessons on the", "Listeners hear {} on the", "The musician {} performs on the"],
             ["{}, the", "{} performs on the", "{} plays the", "{} plays the instrument", "{}, playing the",
              "{}, performing on the"], objects=frozenset({"piano", "trumpet", "guitar", "violin"}), per_object=12),
    Relation("sport", ["The sport that {} plays is", "{} became famous in", "As an athlete, {} competes in",
                       "{}'s game is", "Fans watch {} play", "{} built a career in professional"],
             ["What sport does {} play? They play", "{} is a professional", "{} professionally plays the sport",
              "{}, the"], objects=frozenset({"soccer", "baseball", "basketball", "football"}), per_object=9),
    Relation("playing_position", ["On the field, {} plays as a", "The playing position of {} is", "The team uses {} as a",
                                  "{} is best known as a", "{} was picked to play as a", "{}'s role in the team is"],
             ["{}, who plays the position", "Which position does {} play? They play as",
              "{} plays in the position of", "{} plays as"], limit=28, per_object=8),
    Relation("country", ["{} is located in the country of", "{} lies in", "To visit {}, travel to",
                         "The country in which one finds {} is", "On the map, {} belongs to",
                         "The nation that is home to {} is"], PLACE, objects=frozenset(COUNTRIES), limit=32,
             per_object=5),
    Relation("city", ["{} is located in the city of", "Tourists see {} in", "The city in which one finds {} is",
                      "{} stands in", "To get to {}, take a train to", "The town around {} is called"],
             PLACE, objects=frozenset(CITIES), limit=32, per_object=4),
    Relation("continent", ["{} is on the continent of", "The continent of {} is", "Geographers place {} in",
                           "{} is a part of", "In an atlas, {} appears under", "The landmass around {} is"],
             PLACE + ["{} is located in the continent", "{} belongs to the continent of",
                      "{} is a part of the continent of"], objects=frozenset(CONTINENTS), limit=28, per_object=12),
    Relation("work_language", ["The original language of {} is", "{} was first published in",
                               "The text of {} was composed in", "The author of {} wrote it in",
                               "Audiences first heard {} in", "{} is a work in"],
             ["The original language of {} is", "The original language of {} was", "The language of {} was",
              "The language of {} is", "{} was written in", "{} is written in"], per_object=6),
    Relation("headquarters", ["The headquarters of {} are in", "{} is run from", "The main office of {} is in",
                              "{} has its seat in", "The directors of {} meet in", "Letters to {} are sent to"],
             ["The headquarter of {} is located in", "The headquarters of {} is in", "{} is based in",
              "{}, whose headquarters are in", "{} is headquartered in", "{}'s headquarters are in",
              "The headquarter of {} is in"], objects=frozenset(CITIES), per_object=5),
    Relation("founding_place", ["{} was founded in", "The story of {} began in", "{} got its start in",
                                "The birthplace of {} as a group is", "{} was set up in",
                                "The founders of {} came together in"],
             ["{} was founded in", "{} that was founded in", "{} formed in", "{} was formed in", "{} started in",
              "{}, that was started in", "{}, that was formed in", "{}, founded in", "{} originated in",
              "{}, that originated in"], objects=frozenset(CITIES), per_object=4),
    Relation("citizenship", ["{} is a citizen of", "The passport of {} is from", "{} has the nationality of",
                             "The home country of {} is", "{} votes in the elections of",
                             "By citizenship, {} belongs to"],
             ["{} has a citizenship from", "{}, who has a citizenship from", "{}, who holds a citizenship from",
              "{}, a citizen of", "{} holds a citizenship from", "{} is a citizen of", "{}, who is a citizen of"],
             objects=frozenset(COUNTRIES), per_object=4),
    Relation("death_place", ["{} died in", "The last days of {} were spent in", "{} is said to have passed away in",
                             "The city where {} died is", "{} met the end in", "The death of {} occurred in"],
             ["{} died in", "{} died at", "{}'s life ended in", "{} passed away in", "{} passed away at",
              "{} died in the city of", "{} succumbed at", "{} lost their life at", "{} expired at"],
             objects=frozenset(CITIES), per_object=5),
    Relation("work_place", ["{} worked in the city of", "The career of {} unfolded in", "{} had a post in",
                            "Colleagues met {} in", "The workplace of {} was in", "For a living, {} moved to"],
             ["{} worked in the city of", "{} worked in", "{} was employed in", "{} found employment in",
              "{} took up work in", "{} used to work in"], objects=frozenset(CITIES), per_object=5),
    Relation("birth_place", ["{} was born in", "The birthplace of {} is", "{} came into the world in",
                             "The childhood of {} began in", "The city where {} was born is",
                             "{} hails from"],
             ["{} is native to", "{} originates from", "{} is originally from", "{} was native to", "{} was born in",
              "{} was originally from", "{} originated from"], objects=frozenset(CITIES), per_object=4),
    Relation("maker", ["{} is made by", "The company behind {} is", "{} was brought to market by",
                       "The maker of {} is", "Engineers built {} at", "{} is a trademark of"],
             ["{}, created by", "{} is created by", "{} is developed by", "{}, developed by", "{} is produced by",
              "{}, produced by", "{}, a product manufactured by", "{} is a product of", "{} was developed by",
              "{}, a product developed by", "{} was a product of", "{} was created by", "{}, a product of",
              "{}, a product created by"], limit=32, per_object=7),
    Relation("network", ["{} was first shown on", "Viewers could watch {} on", "The channel that aired {} is",
                         "{} was a programme of", "{} had its premiere on", "The broadcaster of {} was"],
             ["{} premieres on", "{} was released on", "{} is to debut on", "{} premiered on", "{} debuted on",
              "{} was originally aired on"], limit=28, per_object=9),
    Relation("field", ["The field of {} is", "{} is an authority on", "Scholars cite {} in", "{} did research in",
                       "The subject that {} studied is", "{} gave lectures on"],
             ["{}'s expertise is", "{}'s domain of activity is", "{} works in the field of", "{}'s domain of work is",
              "{} works in the area of", "The domain of work of {} is", "{}'s area of work is",
              "The domain of activity of {} is"], per_object=7),
    Relation("capital", ["The capital of {} is", "{} is governed from", "The seat of government of {} is",
                         "The first city of {} is", "The rulers of {} resided in", "{} has its capital at"],
             ["{}, which has the capital city", "{}'s capital is", "{}, which has the capital", "{}'s capital city,",
              "{}'s capital city is", "The capital city of {} is", "The capital of {} is"]),
    Relation("official_language", ["The official language of {} is", "Laws in {} are written in",
                                   "Signs in {} are printed in", "In {}, people speak",
                                   "The authorities of {} communicate in", "Visitors to {} should learn"],
             ["In {}, the language spoken is", "The law in {} declares the language", "The official language of {} is",
              "In {}, they understand", "In {}, an official language is"], limit=28, per_object=6),
    Relation("voice_type", ["The voice type of {} is", "{} sings as a", "In the opera house, {} is a",
                            "The vocal range of {} is", "{} was trained as a", "Critics praised {} as a"],
             questions=r"voice type|vocal range"),
    Relation("constellation", ["{} is part of the constellation", "Astronomers see {} in",
                               "The constellation of {} is", "Point the telescope for {} at",
                               "In the night sky, {} lies in", "{} is a member of the star group"],
             questions=r"constellation"),
    Relation("fictional_universe", ["The character {} comes from the", "{} lives in the", "Readers meet {} in the",
                                    "{} appears in the", "The stories about {} are set in the",
                                    "{} is an invention of the"], questions=r"universe"),
]


def read(folder):
    """All facts of the data that the relations admit, in the order of the relations and of the data."""
    folder = Path(folder)
    counterfact = json.loads((folder / "counterfact_dev.json").read_text(encoding="utf-8"))
    zsre = json.loads((folder / "zsre_dev.json").read_text(encoding="utf-8"))
    facts = []
    for relation in RELATIONS:
        facts += select(relation, candidates(relation, counterfact, zsre))
    return facts


def candidates(relation, counterfact, zsre):
    """Pairs of subject and object that the data gives for the relation."""
    patterns = [re.compile("^" + re.escape(source).replace(r"\{\}", "(.+?)") + "$")
                for source in sorted(relation.sources, key=len, reverse=True)]
    for record in counterfact:
        if record["prompt"].replace(record["subject"], "{}") in relation.sources:
            yield record["subject"], record["ground_truth"]
            match = next(filter(None, (pattern.match(record["locality_prompt"]) for pattern in patterns)), None)
            if match:  # the neighbour of a record shares its relation and its object
                yield match.group(1), record["locality_ground_truth"]
    if relation.questions:
        for record in zsre:
            if re.search(relation.questions, record["src"]):
                yield record["subject"], record["answers"][0]


def select(relation, pairs):
    """The clean, unambiguous pairs, at most `limit` of them and `per_object` for one object, as facts."""
    objects_of = {}
    for subject, value in sorted(pairs, key=lambda pair: pair[0] not in FEATURED):
        value = re.sub(r"^the ", "", value.strip())
        if relation.name == "fictional_universe":
            value = re.sub(r" [Uu]niverse$", " universe", value)
        admitted = relation.objects is None or value in relation.objects
        if admitted and len(subject) <= 32 and len(value) <= 24 and not EXCLUDED.search(f"{subject} = {value}") \
                and value.lower() not in subject.lower():
            objects_of.setdefault(subject, set()).add(value)
    counts, facts = {}, []
    for subject, values in objects_of.items():
        value = next(iter(values))
        if len(values) > 1 or len(facts) == relation.limit or counts.get(value, 0) == relation.per_object:
            continue
        counts[value] = counts.get(value, 0) + 1
        prompts = tuple(template.format(subject) for template in relation.templates)
        facts.append(Fact(subject, relation.name, value, prompts))
    return facts
