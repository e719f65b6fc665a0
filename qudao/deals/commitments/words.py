"""What a form about promises offers."""

from __future__ import annotations

from qudao.deals.commitments.models import Promise

DIRECTIONS = Promise.Direction.choices
TOPICS = Promise.Topic.choices
SETTLED_STATES = [one for one in Promise.State.choices if one[0] != Promise.State.OPEN]
