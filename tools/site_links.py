"""A hook of MkDocs: what a page says of the repository, outside of docs, leads to the repository."""

import posixpath
import re

LINK = re.compile(r"\]\(((?:\.\./)+[^)#\s]*)(#[^)\s]*)?\)")


def on_page_markdown(markdown, *, page, config, files, **_):
    folder = posixpath.dirname(page.file.src_uri)

    def repository(match):
        path = posixpath.normpath(posixpath.join("docs", folder, match.group(1)))
        if path.startswith("docs/"):
            return match.group(0)
        return f"]({config.repo_url}/blob/main/{path}{match.group(2) or ''})"

    return LINK.sub(repository, markdown)
