"""What is asked about teams and firms."""

from liushui.teams.queries.firms import firm_by_code, firms_of, firms_of_pools
from liushui.teams.queries.standing import Scope, Total, place_of, ranking, total_of
from liushui.teams.queries.teams import (
    GiverPattern,
    givers_of_team,
    takes_gifts,
    team_by_code,
    teams_joined_by,
    teams_led_by,
)

__all__ = [
    "GiverPattern",
    "Scope",
    "Total",
    "firm_by_code",
    "firms_of",
    "firms_of_pools",
    "givers_of_team",
    "place_of",
    "ranking",
    "takes_gifts",
    "team_by_code",
    "teams_joined_by",
    "teams_led_by",
    "total_of",
]
