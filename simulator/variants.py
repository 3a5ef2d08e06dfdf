"""The rest of the family: models that are one of `MODELS` with other counts and numbers.

With them, each model that the integration names can be simulated.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from .dialects import STE
from .models import MODELS, Model
from .parts import Input, Output, Sensor

_POSEIDON2: Final = MODELS["poseidon2_3268"]
_OLD_POSEIDON: Final = MODELS["poseidon_4002"]
_DAMOCLES: Final = MODELS["damocles2_mini"]


def _inputs(count: int) -> tuple[Input, ...]:
    return tuple(Input(number, f"Contact {number}") for number in range(1, count + 1))


def _outputs(count: int) -> tuple[Output, ...]:
    return tuple(
        Output(150 + number, f"Relay {number}") for number in range(1, count + 1)
    )


VARIANTS: Final[Mapping[str, Model]] = {
    "ste_push": replace(MODELS["ste"], product="HWg-STE push", number=52),
    "poseidon_2250": replace(
        _OLD_POSEIDON, product="Poseidon 2250", inputs=_inputs(8), outputs=_outputs(2)
    ),
    "poseidon_3265": replace(
        _OLD_POSEIDON, product="Poseidon 3265", inputs=(), outputs=()
    ),
    "poseidon2_3468": replace(_POSEIDON2, product="Poseidon2 3468", number=67),
    "poseidon2_4002": replace(
        _POSEIDON2,
        product="Poseidon2 4002",
        number=68,
        inputs=_inputs(12),
        outputs=_outputs(4),
    ),
    "damocles_mini": replace(
        _DAMOCLES,
        product="Damocles MINI",
        agent_tags=(),
        sensors=(Sensor(40001, "Outdoors", "C", 11.5),),
    ),
    "damocles2_2404": replace(
        _DAMOCLES,
        product="Damocles2 2404",
        inputs=_inputs(24),
        outputs=_outputs(4),
    ),
    "wld2": replace(
        MODELS["wld"],
        product="HWg-WLD2",
        title="Archive cellar",
        number=None,
        agent_tags=(*MODELS["wld"].agent_tags, "ProductName"),
        sensors=tuple(
            Sensor(number, f"Zone {number}", "WLD", 0.0) for number in range(1, 5)
        ),
    ),
    "sms_gw2": replace(MODELS["sms_gw3"], product="HWg-SMS-GW2", number=50),
    "sd": Model(
        product="HWg-SD",
        title="Holiday flat",
        dialect=STE,
        firmware="1.0.2",
        sensors=(Sensor(215, "Living room", "C", 19.5, 8.0, 28.0),),
    ),
}
FAMILY: Final[Mapping[str, Model]] = {**MODELS, **VARIANTS}
