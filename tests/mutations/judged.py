"""Is what came of a mutation what the list says must come of it?"""

from __future__ import annotations

from .notation import Mutation
from .outcome import Outcome, words_of


def wrong_with(mutation: Mutation, outcome: Outcome) -> list[str]:
    """What came out otherwise than the list has it, in words; nothing when all is right."""
    return [*_verdicts(mutation, outcome), *_message(mutation, outcome)]


def _verdicts(mutation: Mutation, outcome: Outcome) -> list[str]:
    got = {place: action.verdict for place, action in outcome.changed.items()}
    unknown = set(mutation.verdicts) - set(outcome.before)
    return [
        *(f"there is no {place}" for place in unknown),
        *(
            f"{place} must become {must} and is {got.get(place, 'unchanged')}"
            for place, must in mutation.verdicts.items()
            if got.get(place) != must
        ),
        *(
            f"{place} must not change and is {verdict}"
            for place, verdict in got.items()
            if place not in mutation.verdicts
        ),
    ]


def _message(mutation: Mutation, outcome: Outcome) -> list[str]:
    broken, wrong = outcome.broken, []
    actions = {hop.action for hop in broken}
    if broken and mutation.actions and actions != mutation.actions:
        wrong.append(f"refused are {sorted(actions)} and must be {sorted(mutation.actions)}")
    if not all(any(who in hop.principal for who in mutation.who or ("",)) for hop in broken):
        wrong.append(f"asked by { ({hop.principal for hop in broken}) }, not by {mutation.who}")
    said = [words_of(hop) for hop in broken]
    wrong += [
        f"nothing says `{text}`"
        for text in mutation.says
        if said and not any(text in words for words in said)
    ]
    if broken and not mutation.elsewhere and not outcome.points_to(mutation.line):
        wrong.append(f"nothing points to {mutation.file}:{mutation.line + 1}")
    return wrong
