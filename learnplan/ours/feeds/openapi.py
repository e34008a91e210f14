"""What programs may ask, as OpenAPI 3.1: made of the same limits that hold them."""

from typing import Any

from learnplan.ours.feeds.bodies import FIELDS, NEEDED, NUMBERS, ROWS_LIMIT, TEXT_LIMIT
from learnplan.ours.feeds.models import KEY_LIMIT
from learnplan.ours.performance.cells import FEWEST_CONTRIBUTORS
from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.figures import LARGEST, SMALLEST

Schema = dict[str, Any]
_SAYS = {
    "unit": "A name, or a path such as “Operations / Packaging”.",
    "indicator": "Its name.",
    "period": "2026-04, 2026-Q2, 2026-W12 or 2026, or written in other ways; it has begun.",
    "value": "The figure. Without it, numerator and denominator are needed.",
    "numerator": "With a denominator: parts that can be added up over the tree of units.",
    "denominator": "Together with a numerator.",
    "target": "What the figure is compared with.",
    "direction": "increase, decrease or neutral: which way is better.",
    "contributors": f"How many people stand behind it, at least {FEWEST_CONTRIBUTORS}.",
    "as_of": "The day it was true, like 2026-05-02, which is not to come.",
}
_NAME = r"^[^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\xa0]*[^\x00-\x20\x7f-\xa0])?$"
"""Of any letters, with no space before or after it."""
_PERIOD = r"^(19|20)\d\d(-(0[1-9]|1[0-2])|-Q[1-4]|-W(0[1-9]|[1-4]\d|5[0-3]))?$"
_EXAMPLE = {
    "observations": [
        {
            "unit": "Operations / Packaging",
            "indicator": "Incidents",
            "period": "2026-04",
            "value": 6,
            "target": 5,
            "direction": "decrease",
        },
        {
            "unit": "Operations / Packaging",
            "indicator": "Deliveries on time",
            "period": "2026-04",
            "numerator": 941,
            "denominator": 1000,
        },
    ],
    "dry_run": True,
}
_COUNTS = ("rows_read", "added", "updated", "unchanged", "units_created", "indicators_created")


def document(address: str) -> Schema:
    """The document, for an installation at ``address``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Learnplan: figures of the organisation",
            "version": "1",
            "description": (
                "Figures that a program pushes are read, checked and rolled up as those in files "
                "are. All of a push is kept, or none of it. Nothing here is about a person."
            ),
        },
        "servers": [{"url": f"{address}/org/api/v1"}],
        "security": [{"token": []}],
        "paths": {"/observations": {"post": _push()}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Observation": _observation(),
                "Push": _object(
                    {
                        "observations": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": ROWS_LIMIT,
                            "items": _ref("Observation"),
                        },
                        "dry_run": {
                            "type": "boolean",
                            "default": False,
                            "description": "Only say what would happen, wrong rows beside right.",
                        },
                    },
                    needed=["observations"],
                ),
                "Wrong": _object(
                    {
                        "row": {
                            "type": "integer",
                            "minimum": 1,
                            "description": "Which observation, counted from 1.",
                        },
                        "reason": {"type": "string"},
                    }
                ),
                "Answer": _object(
                    {
                        **{name: {"type": "integer", "minimum": 0} for name in _COUNTS},
                        "remarks": {"type": "array", "items": {"type": "string"}},
                        "dry_run": {"type": "boolean"},
                        "batch": {
                            "type": ["string", "null"],
                            "format": "uuid",
                            "description": "The import that it made; null where nothing changed.",
                        },
                        "wrong": {"type": "array", "items": _ref("Wrong")},
                    }
                ),
                "Error": _object(
                    {
                        "error": {"type": "string"},
                        "wrong": {"type": "array", "items": _ref("Wrong")},
                    },
                    needed=["error"],
                ),
            },
        },
    }


def _push() -> Schema:
    return {
        "operationId": "push",
        "summary": "Push figures",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": (
                    "A word of your own for this push. Sent again under it within a week, the same "
                    "push is answered the same and done once; so it can be tried again safely. "
                    "What somebody undid in Learnplan comes back only under another word."
                ),
                "schema": {"type": "string", "maxLength": KEY_LIMIT, "pattern": "^[!-~]+$"},
            }
        ],
        "requestBody": {"required": True, "content": _json("Push", example=_EXAMPLE)},
        "responses": {
            "200": {
                "description": "All of it is kept. Of a dry run: what would be, and what is wrong.",
                "headers": {
                    "Idempotency-Replayed": {
                        "description": "“true” where this push was answered before.",
                        "schema": {"type": "string", "const": "true"},
                    }
                },
                "content": _json("Answer"),
            },
            "400": _error("It is not JSON of this kind."),
            "401": _error("There is no such token, or it was revoked."),
            "409": _error("Something else was pushed under this key."),
            "413": _error("It is larger than 16 MiB."),
            "415": _error("It is not sent as application/json, or is packed."),
            "422": _error("Some rows are wrong; nothing was kept, and each is listed."),
            "507": _error("There is no room left."),
        },
    }


def _observation() -> Schema:
    most = int(LARGEST)
    text = {"type": "string", "maxLength": TEXT_LIMIT}
    number = {"type": "number", "exclusiveMinimum": -most, "exclusiveMaximum": most}
    fields: dict[str, Schema] = {
        name: {**(number if name in NUMBERS else text), "description": _SAYS[name]}
        for name in FIELDS
    }
    for name in ("unit", "indicator"):
        fields[name]["pattern"] = _NAME
    fields["period"]["pattern"] = _PERIOD
    fields["direction"]["enum"] = [each.value for each in Direction]
    fields["contributors"] |= {"type": "integer", "minimum": FEWEST_CONTRIBUTORS}
    del fields["denominator"]["exclusiveMinimum"]
    fields["denominator"]["minimum"] = float(SMALLEST)
    fields["as_of"]["format"] = "date"
    return {
        **_object(fields, needed=list(NEEDED)),
        "anyOf": [{"required": ["value"]}, {"required": ["numerator", "denominator"]}],
        "dependentRequired": {"numerator": ["denominator"], "denominator": ["numerator"]},
    }


def _object(fields: dict[str, Schema], *, needed: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields) if needed is None else needed,
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str, **more: Schema) -> Schema:
    return {"application/json": {"schema": _ref(name), **more}}


def _error(words: str) -> Schema:
    return {"description": words, "content": _json("Error")}
