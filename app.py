"""The two wings, composed: ``granian app:app`` serves everything."""

from learnplan.config import from_environment
from learnplan.core import garbage
from learnplan.factory import create_app

app = create_app(from_environment())
garbage.settle_in()
