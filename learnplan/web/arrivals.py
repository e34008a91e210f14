"""What may arrive at all: text that any database can keep."""

from flask import Flask, abort, request


def look_through(app: Flask) -> None:
    """Refuse what no person types and PostgreSQL cannot keep: the character NUL."""

    @app.before_request
    def refuse_what_is_no_text() -> None:
        typed = (word for _, words in request.values.lists() for word in words)
        if any("\0" in word for word in (request.path, *typed)):
            abort(400)
