"""Pack the built web bundle into the wheel."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBundle(BuildHookInterface[Any]):
    """Adds `web/dist` to the wheel as `cruddur/web`, if `npm run build` has made it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `build_data` is changed in place."""
        del version  # "standard" or "editable"; the bundle is packed into both
        bundle = Path(self.root) / "web" / "dist"
        if (bundle / "index.html").is_file():
            build_data["force_include"][str(bundle)] = "cruddur/web"
