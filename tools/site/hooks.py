"""What mkdocs is told beside mkdocs.yml: pages made of the code, pages beside `docs/`, links that leave it."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.pages import pages
from tools.site.links import as_in_the_site
from tools.site.places import BESIDE, ROOT, place_of


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of the code, and those at the top of the repository."""
    for page in pages():
        files.append(File.generated(config, page.path, content=page.write()))
    for name, place in BESIDE.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Turn links to files of the repository into links of the site."""
    return as_in_the_site(markdown, file_of(page.file.src_uri))


def file_of(place: str) -> Path:
    """The file of the repository that is at this place of the site, or would be if it were kept."""
    beside = {there: ROOT / name for name, there in BESIDE.items()}
    file = beside.get(place, ROOT / "docs" / place)
    assert place_of(file) == place
    return file
