"""What columns and keys are called, in several languages, and the part each then plays."""

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence


class Part(enum.StrEnum):
    """What a column says."""

    NOTHING = ""
    FAMILY = "family"
    ROLE = "role"
    ROLE_SUMMARY = "role_summary"
    ROLE_LEVEL = "role_level"
    ROLE_LEVEL_SUMMARY = "role_level_summary"
    THEME = "theme"
    COMPETENCY = "competency"
    COMPETENCY_SUMMARY = "competency_summary"
    LEVEL = "level"
    LOOKS_LIKE = "looks_like"
    LEVEL_COLUMN = "level_column"
    ROLE_COLUMN = "role_column"
    NEEDED_BY = "needed_by"
    TITLE = "title"
    LINK = "link"
    PROVIDER = "provider"
    KIND = "kind"
    MODE = "mode"
    LENGTH = "length"
    COST = "cost"
    PRICE = "price"
    OPTION_NEED = "option_need"
    TOPICS = "topics"
    SERVES = "serves"
    SUMMARY = "summary"


SAID: Mapping[Part, str] = {
    Part.NOTHING: "Nothing: leave it out",
    Part.FAMILY: "The family of the role",
    Part.ROLE: "The role",
    Part.ROLE_SUMMARY: "What the role is",
    Part.ROLE_LEVEL: "The level of the role",
    Part.ROLE_LEVEL_SUMMARY: "What that level of the role is",
    Part.THEME: "The theme of the competency",
    Part.COMPETENCY: "The competency",
    Part.COMPETENCY_SUMMARY: "What the competency is",
    Part.LEVEL: "The level that is needed",
    Part.LOOKS_LIKE: "What that level looks like",
    Part.LEVEL_COLUMN: "A level, by its heading: what it looks like",
    Part.ROLE_COLUMN: "A role, by its heading: the level it needs",
    Part.NEEDED_BY: "The roles that need it",
    Part.TITLE: "The learning option",
    Part.LINK: "Its link",
    Part.PROVIDER: "Who provides it",
    Part.KIND: "What kind of option it is",
    Part.MODE: "How it is taken, such as online",
    Part.LENGTH: "How long it takes",
    Part.COST: "What it costs, in words",
    Part.PRICE: "What it costs, as a number",
    Part.OPTION_NEED: "Just in time or just in case",
    Part.TOPICS: "A topic",
    Part.SERVES: "The competencies it helps with",
    Part.SUMMARY: "What it is about",
}
SEVERAL = frozenset(
    {Part.LEVEL_COLUMN, Part.ROLE_COLUMN, Part.TOPICS, Part.SUMMARY, Part.LOOKS_LIKE}
)
"""The parts that more than one column may play."""
_NAMES: Mapping[Part, str] = {
    Part.FAMILY: "role family|job family|family|profession|job group|occupational group"
    "|directorate|career field|role group|functional area|familia|familia de roles"
    "|familia profissional|famille|famille de metiers|berufsfeld|bereich"
    "|familia de cargos",
    Part.ROLE: "role|role name|role title|job|job title|job role|job name|position"
    "|position title|occupation|job series title|profile|persona|rol|puesto|cargo"
    "|funcao|role titre|poste|metier|rolle|stelle|funktion|work role|ruolo|papel"
    "|functie|stilling|stillingstittel|befattning|jobrolle",
    Part.ROLE_SUMMARY: "role description|role summary|job description|role definition"
    "|role purpose|descripcion del rol|descricao do cargo|descricao da funcao|description du poste"
    "|rollenbeschreibung",
    Part.ROLE_LEVEL: "role level|job level|career level|grade|job grade|seniority|seniority level"
    "|band|rank|career stage|role grade|role level name|nivel del rol|nivel de rol"
    "|nivel do cargo|nivel da funcao|niveau du poste|niveau de poste|rollenstufe"
    "|karrierestufe|senioridad|senioridade|track level",
    Part.ROLE_LEVEL_SUMMARY: "role level description|role level summary|job level description"
    "|grade description|career level description|seniority description",
    Part.THEME: "theme|skill group|skill category|competency group|competency area|category"
    "|capability area|skill area|pillar|dimension|cluster|skill family|tema|categoria"
    "|categorie|theme de competence|kategorie|thema|competency category|domain",
    Part.COMPETENCY: "competency|competency name|skill|skill name|skills|capability"
    "|capability name|competence|competence name|ability|behaviour|behavior|knowledge area"
    "|skill title|competency title|habilidad|competencia|habilidade"
    "|competencia nombre|kompetenz|fahigkeit|faehigkeit|competenza|task skill"
    "|competentie|vaardigheid|ferdighet|kompetanse|kompetence|kompetens|fardighet",
    Part.COMPETENCY_SUMMARY: "skill description|competency description|competency definition"
    "|skill definition"
    "|capability description|competency summary|skill summary|competence description"
    "|descripcion de la competencia|descripcion de la habilidad"
    "|descricao da competencia|descricao da habilidade|description de la competence"
    "|kompetenzbeschreibung",
    Part.LEVEL: "skill level|level|competency level|proficiency|proficiency level|required level"
    "|expected level|target level|level required|skill level name|mastery"
    "|capability level|nivel|nivel requerido|nivel exigido|nivel de competencia"
    "|niveau|niveau requis|niveau de competence|stufe|kompetenzstufe|competence level"
    "|required proficiency|expected proficiency|livello|niva|nivel de habilidad"
    "|nivel da competencia",
    Part.LOOKS_LIKE: "skill level description|level description|competency level description"
    "|behaviours|behaviors|behavior illustrations|behaviour illustrations|indicators"
    "|descriptor|descriptors|what it looks like|looks like|criteria"
    "|proficiency level definition|statement|proficiency description"
    "|behavioural indicators|evidence|examples|descripcion del nivel"
    "|descricao do nivel|description du niveau|stufenbeschreibung",
    Part.NEEDED_BY: "roles that require skill|roles that need it|required by|needed by|used by"
    "|used in roles|roles requiring skill|applicable roles|roles",
    Part.TITLE: "course title|title|course name|course|option|learning option|training"
    "|training title|learning resource|resource|activity title|module|programme"
    "|program|book title|book|event|titulo|titulo del curso|curso|nome do curso|titre"
    "|titre du cours|titel|kurs|kurstitel|formation|corso|cursus|kursus|learning activity"
    "|opportunity",
    Part.LINK: "link|url|website|web|address|href|web link|course link|weblink|enlace|lien|uri"
    "|more information|ligacao|permalink url",
    Part.PROVIDER: "institution|provider|author|authors|publisher|vendor|school|supplier|offered by"
    "|by|instructor|trainer|platform|proveedor|autor|fornecedor|fournisseur|auteur"
    "|anbieter|instituicao|institucion|organisme|fornitore|aanbieder|leverandor",
    Part.KIND: "kind|course type|type|format|medium|resource type|learning type|option type|tipo"
    "|formato|art|typ|type de formation",
    Part.MODE: "learning modality|modality|delivery|delivery method|delivery mode|mode|how"
    "|modalidad|modalidade|modalite|durchfuhrung|where",
    Part.LENGTH: "course duration|duration|length|hours|time|effort|time needed|run time|duracion"
    "|duracao|duree|dauer|days|pages|time commitment|durata|duur|varighet",
    Part.COST: "price band|cost|fee|fees|costs|custo|costo|cout|kosten|cost band",
    Part.PRICE: "price|cost gbp|cost usd|cost eur|precio|preco|prix|preis|amount|prezzo|prijs|pris",
    Part.OPTION_NEED: "need|just in time or just in case|when to use|timing|just in time",
    Part.TOPICS: "topic|topics|subject|subjects|tag|tags|jobs series|job series|theme topic"
    "|area of study|asunto|assunto|sujet|tema do curso|keywords|grupo|gs level",
    Part.SERVES: "competencies|competencies served|skills served|related skills|related skill"
    "|related competencies|skills covered|supports competency|supports|serves"
    "|competencias|skills taught|target skills",
    Part.SUMMARY: "description|summary|course description|about|notes|details|abstract"
    "|additional course information|descripcion|descricao|beschreibung|comments"
    "|overview|definition|resumen|resumo",
}
WANTED = re.compile(
    r"(?:required|needed|target|expected|desired|minimum|soll|ziel|gefordert\w*|erforderlich\w*"
    r"|requerid[oa]|exigid[oa]|esperad[oa]|requis|attendu|richiesto|vereist|gewenst|onsket)"
    r".*?(?:level|proficiency|niveau|nivel|livello|stufe|niva)"
    r"|(?:level|proficiency|niveau|nivel|livello|stufe|niva) .*"
    r"(?:required|needed|requerid[oa]|exigid[oa]|esperad[oa]|requis|attendu|richiesto|vereist)"
)
"""What a column is called that says which level is needed, where another says the role's."""
BY_NAME = {name: part for part, names in _NAMES.items() for name in names.split("|")}
MENU_PARTS = frozenset(
    {
        *(Part.TITLE, Part.LINK, Part.PROVIDER, Part.KIND, Part.MODE, Part.LENGTH, Part.COST),
        *(Part.PRICE, Part.OPTION_NEED, Part.TOPICS, Part.SERVES, Part.SUMMARY),
    }
)
ON_MENUS: Mapping[Part, Part] = {
    Part.COMPETENCY: Part.SERVES,
    Part.COMPETENCY_SUMMARY: Part.SUMMARY,
    Part.THEME: Part.TOPICS,
    Part.FAMILY: Part.TOPICS,
    Part.ROLE: Part.TOPICS,
    Part.ROLE_LEVEL: Part.TOPICS,
    Part.LEVEL: Part.NOTHING,
    Part.LOOKS_LIKE: Part.NOTHING,
    Part.NEEDED_BY: Part.NOTHING,
}
"""What the parts of a role map are on a menu."""
NAMES = frozenset({"name", "what", "nombre", "nome", "nom"})
LEVEL_WORDS: tuple[tuple[str, ...], ...] = (
    ("awareness", "aware", "learning", "novice", "beginner", "principiante", "debutant", "follow"),
    ("entry", "foundation", "foundational", "basic", "basico", "inicial", "elementary", "assist"),
    ("grundlagen", "developing", "apply", "kenner"),
    ("working", "working knowledge", "enable", "skilled", "intermediate", "intermedio"),
    ("intermediario", "intermediaire", "competent", "competente", "fortgeschritten"),
    (
        "practitioner",
        "proficient",
        "advanced",
        "avanzado",
        "avancado",
        "avance",
        "confirme",
        "ensure",
    ),
    ("lead", "leading", "fluent", "initiate", "strategic", "konner"),
    ("expert", "experto", "especialista", "experte", "mastery", "master", "authority"),
    ("distinguished",),
)
"""What levels are called, from the first to the last."""
RANKS = {word: rank for rank, words in enumerate(LEVEL_WORDS) for word in words}
NUMBERED = re.compile(
    r"(?:level|lvl|l|nivel|niveau|stufe|grade|proficiency|tier)?\s*[\-–:.]?\s*(?:\d{1,2}|i{1,3}|iv|v)"
    r"(?:\s*[\-–:.(]\s*.*)?",
)


def bare(name: str) -> str:
    """A heading without capitals, accents, signs and the words in brackets behind it."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    flat = re.sub(r"\([^()]*\)", " ", flat) if re.sub(r"\([^()]*\)", "", flat).strip() else flat
    return " ".join(re.sub(r"[^a-z0-9]+", " ", flat).split())


def part_of(name: str) -> Part:
    """The part that a column or a key of this name plays, where that is known."""
    plain = bare(name)
    found = BY_NAME.get(plain)
    if found is None and plain.endswith("s"):
        found = BY_NAME.get(plain[:-1])
    return found or Part.NOTHING


def is_level(name: str) -> bool:
    """Whether this is what levels are called: Practitioner, Level 2, 3 - Advanced."""
    plain = bare(name)
    return plain in RANKS or bool(plain and NUMBERED.fullmatch(name.strip().casefold()))


def rank_of(name: str) -> int | None:
    """Where a level stands among others, by its number or by its word."""
    number = re.search(r"\d+", name)
    return int(number[0]) if number else RANKS.get(bare(name))


def parts_of(header: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[str, Part]:
    """The part each column of a table plays, by its heading and by what stands below it.

    Args:
        header: the headings.
        columns: what stands in each column, in some of its rows.
    """
    parts = dict.fromkeys(header, Part.NOTHING)
    taken: set[Part] = set()
    wanted = next((name for name in header if WANTED.fullmatch(bare(name))), None)
    for name in header:
        part = Part.LEVEL if name == wanted else part_of(name)
        if part is Part.LEVEL and wanted not in {None, name}:
            part = Part.ROLE_LEVEL
        if part and (part in SEVERAL or part not in taken):
            parts[name] = part
            taken.add(part)
    is_menu = Part.TITLE in taken and Part.COMPETENCY not in taken
    return _settled(parts, columns, is_menu=is_menu or _looks_like_a_menu(parts))


def _looks_like_a_menu(parts: Mapping[str, Part]) -> bool:
    found = set(parts.values())
    about_maps = found & {Part.ROLE, Part.ROLE_LEVEL, Part.LEVEL, Part.COMPETENCY}
    return not about_maps and bool(found & {Part.LINK, Part.PROVIDER, Part.LENGTH, Part.PRICE})


def _settled(
    parts: dict[str, Part], columns: Sequence[Sequence[str]], *, is_menu: bool
) -> dict[str, Part]:
    """The parts, once it is known whether this is a menu or a map."""
    found = set(parts.values())
    if is_menu:
        parts = {name: ON_MENUS.get(part, part) for name, part in parts.items()}
        return parts | ({} if Part.TITLE in found else _called(parts, Part.TITLE))
    for name, part in parts.items():
        if part is Part.SUMMARY:
            parts[name] = (
                Part.COMPETENCY_SUMMARY if Part.COMPETENCY_SUMMARY not in found else Part.NOTHING
            )
            found.add(Part.COMPETENCY_SUMMARY)
        elif part in MENU_PARTS:
            parts[name] = Part.NOTHING
    if Part.COMPETENCY not in found:
        parts |= _called(parts, Part.COMPETENCY)
    return _with_level_columns(parts, columns)


def _called(parts: Mapping[str, Part], part: Part) -> dict[str, Part]:
    """The first column that is only called a name, playing ``part``."""
    return dict([(one, part) for one in parts if bare(one) in NAMES and not parts[one]][:1])


def _with_level_columns(
    parts: dict[str, Part], columns: Sequence[Sequence[str]]
) -> dict[str, Part]:
    """Where no column says the level: one column for each level, or one for each role."""
    found = set(parts.values())
    if Part.COMPETENCY not in found or Part.LEVEL in found:
        return parts
    free = [
        (name, cells)
        for (name, part), cells in zip(parts.items(), columns, strict=True)
        if part is Part.NOTHING and any(cells)
    ]
    levels = [name for name, _ in free if is_level(name)]
    roles = [name for name, cells in free if _are_levels(cells)]
    if len(roles) > 1 and set(roles) >= set(levels):
        return parts | dict.fromkeys(roles, Part.ROLE_COLUMN)
    return parts | dict.fromkeys(levels, Part.LEVEL_COLUMN)


def _are_levels(cells: Sequence[str]) -> bool:
    """Whether what stands here are levels and nothing else."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(is_level(cell) or cell in "-–—" for cell in filled)
