"""What may arrive at all: not more than a page needs, and text that any database can keep."""

from flask import Flask, abort, request


def look_through(app: Flask) -> None:
    """Look at what was sent before anything else does."""

    @app.before_request
    def refuse_what_nobody_types() -> None:
        """Refuse forms without files that are as large as files, and the character NUL.

        Werkzeug reads a form without files whole, and PostgreSQL cannot keep NUL.
        """
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
        typed = (word for _, words in request.values.lists() for word in words)
        if any("\0" in word for word in (request.path, *typed)):
            abort(400)
