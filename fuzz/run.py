"""Runs one target for ever: `python -m fuzz.run TARGET`, then options of libFuzzer."""

import sys

import atheris

from .targets import target

_OURS = ["custom_components.hwgroup", "pyasn1", "pysnmp"]


def main() -> None:
    """Run the target with the code in it instrumented."""
    name = sys.argv.pop(1)
    # libFuzzer starts itself anew where it merges.
    sys.argv[0] = f"{sys.executable} -m {__package__}.run {name}"
    with atheris.instrument_imports(include=_OURS):
        fed = target(name)
    atheris.Setup(sys.argv, fed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
