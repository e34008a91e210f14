"""What the environment says, once, frozen. Every setting is listed in the README."""

from learnplan.config.databases import Keeping, Whereabouts, whereabouts
from learnplan.config.environment import data_folder, for_ours_alone, from_environment, port
from learnplan.config.given import ROOT, Config, Figures, MineConfig

__all__ = [
    "ROOT",
    "Config",
    "Figures",
    "Keeping",
    "MineConfig",
    "Whereabouts",
    "data_folder",
    "for_ours_alone",
    "from_environment",
    "port",
    "whereabouts",
]
