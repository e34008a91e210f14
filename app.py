"""What a server serves: both wings as one, or one wing as a service of its own.

``python3 start.py serve`` does; so does ``granian --interface wsgi --factory app:both``.
"""

from wsgiref.types import WSGIApplication

from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from learnplan.config import for_ours_alone, from_environment
from learnplan.core import garbage
from learnplan.factory import create_app, create_mine, create_ours


def both() -> WSGIApplication:
    """Mine at ``/`` and Ours at ``/org``."""
    return _settled(create_app(from_environment()))


def mine() -> WSGIApplication:
    """Mine alone. Another service answers at ``/org``."""
    return _settled(create_mine(from_environment()))


def ours() -> WSGIApplication:
    """Ours alone, at ``/org``, never told where the learning database is."""
    wing = create_ours(for_ours_alone())
    return _settled(DispatcherMiddleware(NotFound(), {"/org": wing}))


def _settled(app: WSGIApplication) -> WSGIApplication:
    garbage.settle_in()
    return app
