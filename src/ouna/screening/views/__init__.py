"""Pages of the checkers: possible matches, lists, a name to try, the limits."""

from ouna.screening.views.hits import desk, hit, try_name
from ouna.screening.views.lists import lists, name_list, public_lists, set_limits

__all__ = ["desk", "hit", "lists", "name_list", "public_lists", "set_limits", "try_name"]
