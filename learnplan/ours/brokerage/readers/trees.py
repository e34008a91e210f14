"""Frameworks kept as YAML or JSON: levels, themes, competencies and roles, by name or by id."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from learnplan.core.delimited import column_names
from learnplan.core.errors import Invalid
from learnplan.core.tables import Row, Table, plain
from learnplan.core.yaml_values import Item
from learnplan.ours.brokerage.drawing import Drawing, Path, Sort
from learnplan.ours.brokerage.readers import cleaning
from learnplan.ours.brokerage.readers.headings import bare
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.words import NAME_LIMIT

NAME = ("name", "title", "label", "nombre", "nome", "nom")
ID = ("id", "key", "slug", "code", "ref")
SUMMARY = ("summary", "description", "definition", "about", "descripcion", "descricao")
LEVELS = (
    *("levels", "level", "grades", "grade", "stages", "stage", "ladder", "bands", "career levels"),
    *("seniorities", "steps", "tracks", "niveles", "niveis", "niveaux", "stufen"),
)
THEMES = (
    *("themes", "theme", "areas", "area", "categories", "category", "groups", "group", "domains"),
    *("domain", "pillars", "pillar", "topics", "dimensions", "temas", "categorias", "themen"),
)
COMPETENCIES = (
    *("competencies", "competences", "skills", "capabilities", "behaviours", "behaviors"),
    *("abilities", "needs", "requires", "requirements", "expectations", "criteria", "habilidades"),
    *("competencias", "kompetenzen"),
)
COMPETENCY = ("competency", "competence", "skill", "capability", "behaviour", "behavior")
ROLES = ("roles", "jobs", "positions", "profiles", "families", "cargos", "puestos", "rollen")
FAMILY = ("family", "job family", "role family", "profession", "department")
PROFICIENCY = (
    *("proficiency", "proficiency level", "skill level", "mastery", "required level"),
    *("expected level", "expected"),
)
EXAMPLES = (
    *("examples", "example", "indicators", "behaviours", "behaviors", "statements", "evidence"),
    *("what it looks like", "looks like", "bullets", "criteria"),
)
LINKS = ("supporting urls", "supportingurls", "urls", "links", "supporting links")
SHAPE = "a framework of levels, themes and competencies"


def get(item: Item, names: tuple[str, ...]) -> Item | None:
    """What a mapping holds under the first of ``names`` that it has."""
    if not isinstance(item.value, dict):
        return None
    known = {bare(name): one for name, one in item.value.items()}
    return next((known[bare(name)] for name in names if bare(name) in known), None)


def text(item: Item | None) -> str:
    """A value as text: of a list, a bullet each; of a mapping, its one pair as it was written."""
    if item is None:
        return ""
    if isinstance(item.value, str):
        return item.value
    if isinstance(item.value, list):
        return "\n".join(f"- {text(one)}" for one in item.value)
    return "\n".join(f"{name}: {text(one)}" for name, one in item.value.items())


def line_text(item: Item | None, limit: int = NAME_LIMIT) -> str:
    """The same, on one line."""
    return cleaning.line(cleaning.said(text(item)), limit)


def children(item: Item | None) -> Iterator[Item]:
    """The members of a list; of a mapping, its values, each knowing its own name."""
    if item is None:
        return
    if isinstance(item.value, list):
        yield from item.value
    elif isinstance(item.value, dict):
        for name, one in item.value.items():
            inner = one.value if isinstance(one.value, dict) else {}
            said: dict[str, Item] = {"name": Item(one.line, name), **inner}
            if isinstance(one.value, str) and one.value:
                said["level"] = one
            elif isinstance(one.value, list):
                said["competencies"] = one
            yield Item(one.line, said)


def is_framework(root: Item) -> bool:
    """Whether a document is a framework: it has competencies, or roles, under such a key."""
    if not isinstance(root.value, dict):
        return False
    inside = [get(one, COMPETENCIES) for one in children(get(root, THEMES))]
    return any(
        found is not None and not isinstance(found.value, str)
        for found in (get(root, COMPETENCIES), get(root, ROLES), *inside)
    )


def table_in(root: Item, name: str) -> Table | None:
    """A list of flat records as the table that it is; None where it is no such list."""
    if isinstance(root.value, dict) and len(root.value) == 1:
        root = next(iter(root.value.values()))
    if not isinstance(root.value, list) or not root.value:
        return None
    records = [one for one in root.value if isinstance(one.value, dict)]
    if len(records) != len(root.value):
        return None
    keys = [*dict.fromkeys(key for one in records for key in _keys_of(one))]
    rows = []
    for one in records:
        values: dict[str, Item] = one.value if isinstance(one.value, dict) else {}
        cells = [
            "; ".join(text(each) for each in cell.value)
            if (cell := values.get(key)) is not None and isinstance(cell.value, list)
            else text(cell)
            for key in keys
        ]
        rows.append(Row(one.line or 0, cells))
    return Table(name, column_names(keys, alike=plain), rows)


def _keys_of(item: Item) -> list[str]:
    return list(item.value) if isinstance(item.value, dict) else []


@dataclass(slots=True)
class _Known:
    """What ids and names of a document stand for."""

    names: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def learn(self, item: Item) -> str:
        """Note what an entry is called, under its name and its id; returns the name."""
        name = line_text(item) if isinstance(item.value, str) else line_text(get(item, NAME))
        name = name or line_text(get(item, ID))
        if name:
            self.names |= {plain(name): name, plain(line_text(get(item, ID)) or name): name}
            self.order.append(name)
        return name

    def called(self, reference: str) -> str:
        """What a reference stands for: a name, or the id of one."""
        return self.names.get(plain(reference), reference)


def read_framework(reading: Reading, root: Item, file: str) -> None:
    """Read a framework into a drawing; what of it makes no sense is noted with its line."""
    reading.shapes[file] = SHAPE
    _Framework(reading, root, file).read()


class _Framework:
    """One document: what its ids stand for, and whether its levels are those of its one role."""

    def __init__(self, reading: Reading, root: Item, file: str) -> None:
        self.reading, self.root, self.file = reading, root, file
        self.drawing: Drawing = reading.drawing
        self.levels, self.themes = _Known(), _Known()
        self.competencies: dict[str, Path] = {}
        self.role: Path = ()

    def read(self) -> None:
        levels = [one for one in children(get(self.root, LEVELS)) if self.levels.learn(one)]
        for one in children(get(self.root, THEMES)):
            self.themes.learn(one)
        self.drawing.about_framework(summary=cleaning.words(text(get(self.root, SUMMARY))))
        if get(self.root, ROLES) is None and self._competencies_name_levels():
            self.role = self.drawing.role(self.drawing.framework, line=self.root.line)
            for one in levels:
                self.drawing.role_level(
                    self.role,
                    self.levels.learn(one),
                    summary=cleaning.words(text(get(one, SUMMARY))),
                    line=one.line,
                )
        elif levels:
            self.drawing.about_framework(scale=tuple(dict.fromkeys(self.levels.order)))
        for one in children(get(self.root, COMPETENCIES)):
            self._try(one, self._competency, "")
        for theme in children(get(self.root, THEMES)):
            for one in children(get(theme, COMPETENCIES)):
                self._try(one, self._competency, self.themes.learn(theme))
        for one in children(get(self.root, ROLES)):
            self._try(one, self._role, "")

    def _competencies_name_levels(self) -> bool:
        """Whether competencies refer to levels, rather than describe what they are at each."""
        entries = [*children(get(self.root, COMPETENCIES))]
        for theme in children(get(self.root, THEMES)):
            entries += children(get(theme, COMPETENCIES))
        found = [get(one, LEVELS) for one in entries]
        return any(isinstance(one.value, str) or _is_names(one) for one in found if one is not None)

    def _try(self, item: Item, read: Callable[[Item, str], str], around: str) -> None:
        self.reading.rows_read += 1
        try:
            says = read(item, around)
        except Invalid as trouble:
            self.reading.reject(self.file, item.line, str(trouble))
        else:
            self.reading.understand(self.file, item.line, says)

    def _competency(self, item: Item, theme: str) -> str:
        """Read one competency, and where it is needed.

        Raises:
            Invalid: it has no name, or refers to a level that there is not.
        """
        if isinstance(item.value, str):
            item = Item(item.line, {"name": item})
        limit = NAME_LIMIT * 4
        name = line_text(get(item, NAME) or get(item, COMPETENCY), limit)
        summary = cleaning.words(text(get(item, SUMMARY)))
        name, summary = (name, summary) if name else (cleaning.line(summary, limit), "")
        if not name:
            raise Invalid("It has neither a name nor a summary.")
        theme = theme or self.themes.called(line_text(get(item, THEMES)))
        reference = line_text(get(item, ID))
        path = self.drawing.competency(
            name, theme=theme, summary=summary, line=item.line, reference=reference
        )
        self.competencies |= {plain(name): path, plain(reference or name): path}
        looks = cleaning.words("\n\n".join(filter(None, (text(get(item, EXAMPLES)), _links(item)))))
        levels = get(item, LEVELS)
        if levels is None or not (isinstance(levels.value, str) or _is_names(levels)):
            described = [*self._described(levels, path)]
            at = f", described at {', '.join(described)}" if described else ""
            return f"“{name}”{at}"
        return self._needed(item, levels, path, looks)

    def _needed(self, item: Item, levels: Item, path: Path, looks: str) -> str:
        """Read at which levels of the role a competency is needed."""
        proficiency = line_text(get(item, PROFICIENCY))
        if proficiency:
            looks = self.drawing.level(path, proficiency, looks_like=looks, line=item.line)
        references = [levels] if isinstance(levels.value, str) else [*children(levels)]
        named = []
        for each in references:
            level = plain(line_text(each))
            if level not in self.levels.names and self.levels.names:
                raise Invalid(f"It refers to a level “{line_text(each)}”, which is not there.")
            called = self.levels.called(line_text(each))
            self.drawing.need(
                self.drawing.role_level(self.role, called, line=item.line),
                path,
                level=proficiency,
                looks_like=looks,
                line=item.line,
            )
            named.append(called)
        at = f" at {proficiency}" if proficiency else ""
        name = self.drawing.entries[Sort.COMPETENCY][path].said["name"]
        return f"{', '.join(named)} needs “{name}”{at}"

    def _described(self, levels: Item | None, path: Path) -> Iterator[str]:
        """Read what a competency looks like at each of its levels."""
        for one in children(levels):
            name = self.levels.called(line_text(get(one, (*NAME, *LEVELS, *ID))))
            if isinstance(one.value, dict) and (
                get(one, NAME) and isinstance(one.value.get("level"), Item)
            ):
                looks = text(one.value["level"])
                name = self.levels.called(line_text(get(one, NAME)))
            else:
                looks = text(get(one, (*SUMMARY, *EXAMPLES, *COMPETENCIES)))
            if name:
                self.drawing.level(path, name, looks_like=cleaning.words(looks), line=one.line)
                yield name

    def _role(self, item: Item, family: str) -> str:
        """Read a role with its levels, or a family of roles.

        Raises:
            Invalid: it has no name.
        """
        name = line_text(item) if isinstance(item.value, str) else line_text(get(item, NAME))
        if not name:
            raise Invalid("It is a role without a name.")
        inner = get(item, ROLES)
        if inner is not None:
            for one in children(inner):
                self._try(one, self._role, name)
            return f"The family {name}"
        role = self.drawing.role(
            name,
            family=family or line_text(get(item, FAMILY)),
            summary=cleaning.words(text(get(item, SUMMARY))),
            line=item.line,
        )
        levels = get(item, LEVELS)
        for one in (
            children(levels) if levels is not None and not isinstance(levels.value, str) else ()
        ):
            level = self.drawing.role_level(
                role,
                line_text(one) if isinstance(one.value, str) else line_text(get(one, NAME)) or name,
                summary=cleaning.words(text(get(one, SUMMARY))),
                line=one.line,
            )
            self._needs(get(one, COMPETENCIES), level)
        needs = get(item, COMPETENCIES)
        if needs is not None:
            self._needs(needs, self.drawing.role_level(role, name, line=item.line))
        return f"The role {name}"

    def _needs(self, needs: Item | None, role_level: Path) -> None:
        """Read what a level of a role needs: names, names with a level, or mappings of both."""
        for one in children(needs):
            named = (
                line_text(one)
                if isinstance(one.value, str)
                else line_text(get(one, (*NAME, *COMPETENCY, *ID)), NAME_LIMIT * 4)
            )
            if not named:
                self.reading.reject(self.file, one.line, "It names no competency.")
                continue
            path = self.competencies.get(plain(named))
            if path is None:
                path = self.drawing.competency(named, line=one.line)
                self.competencies[plain(named)] = path
            level = self.levels.called(line_text(get(one, (*LEVELS, *PROFICIENCY))))
            looks = cleaning.words(text(get(one, (*EXAMPLES, *SUMMARY))))
            if level:
                looks = self.drawing.level(path, level, looks_like=looks, line=one.line)
            self.drawing.need(role_level, path, level=level, looks_like=looks, line=one.line)


def _is_names(item: Item) -> bool:
    """Whether this is a list of words and nothing else."""
    return isinstance(item.value, list) and all(isinstance(one.value, str) for one in item.value)


def _links(item: Item) -> str:
    """Further addresses, as bullets; those that are unsafe are left out."""
    said = []
    for one in children(get(item, LINKS)):
        address = text(get(one, ("url", "link", "href")) if isinstance(one.value, dict) else one)
        label = (
            text(get(one, ("label", "title", "name", "text")))
            if isinstance(one.value, dict)
            else ""
        )
        try:
            safe = cleaning.link(address)
        except Invalid:
            continue
        said.append(f"- [{cleaning.line(label) or safe}]({safe})")
    return "\n".join(said)
