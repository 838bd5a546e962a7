"""A site in a folder of its own, built by MkDocs in this process."""

from collections.abc import Mapping
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


class Site:
    """A site; `command` and `strict` as MkDocs is called."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config_text = "site_name: Test\nplugins: [search, rechenprobe]\n"
        self.command: str = "build"
        self.strict = False

    def write(self, pages: Mapping[str, str]) -> None:
        for name, text in pages.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def config(self) -> MkDocsConfig:
        self.write({"mkdocs.yml": self.config_text})
        return load_config(str(self.root / "mkdocs.yml"), strict=self.strict)

    def build(self) -> None:
        config = self.config()
        config.plugins.on_startup(command=self.command, dirty=False)  # type: ignore[arg-type]
        try:
            build(config, serve_url="http://localhost/" if self.command == "serve" else None)
        finally:
            config.plugins.on_shutdown()

    def read(self, name: str = "index.html") -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")
