"""Says which soaks there are."""

from pathlib import Path
import sys

_NAMES = [
    module.stem
    for module in sorted(Path(__file__).parent.glob("*.py"))
    if "\ndef main(" in module.read_text("utf-8")
]

print(f"scripts/soak NAME ...  with NAME one of: {', '.join(_NAMES)}")
print("scripts/soak NAME --help  tells more")
sys.exit("--help" not in sys.argv and "-h" not in sys.argv)
